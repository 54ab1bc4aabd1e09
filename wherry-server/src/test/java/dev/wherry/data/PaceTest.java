package dev.wherry.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.Throttle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now = Long.MAX_VALUE - 7;

  @Test
  void withoutABucketItIsAsFastAsItGoes() {
    assertSame(Throttle.NONE, Pace.of(List.of(), () -> now));
  }

  @Test
  void overTimeItIsTheRateOfTheSlowestBucket() {
    Throttle pace = Pace.of(List.of(bucket(1_000_000), bucket(100_000)), () -> now);
    long moved = run(pace, 10);
    assertTrue(moved >= 1_000_000 && moved <= 1_020_000, "in ten seconds " + moved);
  }

  @Test
  void whatWasNotUsedForLongIsLost() {
    Throttle pace = Pace.of(List.of(bucket(100_000)), () -> now);
    now += 100 * SECOND;
    long moved = run(pace, 1);
    assertTrue(moved <= 120_000, "in a second " + moved);
  }

  @Test
  void thoseWhoShareABucketGetTheSame() {
    Bucket shared = bucket(100_000);
    Throttle[] paces = new Throttle[4];
    long[] moved = new long[4];
    for (int i = 0; i < paces.length; i++) {
      paces[i] = Pace.of(List.of(shared), () -> now);
    }
    long end = now + 10 * SECOND;
    while (end - now > 0) {
      for (int i = 0; i < paces.length; i++) {
        long allowed = paces[i].allowance(1 << 20);
        paces[i].moved(allowed);
        moved[i] += allowed;
      }
      now += SECOND / 1_000;
    }
    for (long each : moved) {
      assertTrue(each >= 240_000 && each <= 270_000, "one of four has moved " + each);
    }
  }

  @Test
  void whatIsNotMovedIsKeptAndGivenBackAtTheEnd() {
    Bucket bucket = bucket(100_000);
    Throttle pace = Pace.of(List.of(bucket), () -> now);
    assertEquals(5_000, pace.allowance(1 << 20));
    pace.moved(1_000);
    assertEquals(4_000, pace.allowance(1 << 20));
    assertEquals(10, pace.allowance(10));
    Pace.release(pace);
    long after = bucket.reserve(9_000);
    assertEquals(0, after, "10,000 may come at once, and 1,000 of them have");
    assertTrue(bucket.reserve(1) > 0 || bucket.reserve(1_000) > 0);
  }

  @Test
  void aByteASecondIsAByteASecond() {
    Throttle pace = Pace.of(List.of(bucket(1)), () -> now);
    long moved = run(pace, 10);
    assertTrue(moved >= 9 && moved <= 11, "in ten seconds " + moved);
  }

  private long run(Throttle pace, long seconds) {
    long moved = 0;
    long end = now + seconds * SECOND;
    while (end - now > 0) {
      long allowed = pace.allowance(1 << 20);
      if (allowed == 0) {
        now += Math.max(1, pace.pause());
      } else {
        pace.moved(allowed);
        moved += allowed;
      }
    }
    return moved;
  }

  private Bucket bucket(long rate) {
    return new Bucket(rate, () -> now);
  }
}
