package dev.wherry.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Defence;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OffendersTest {

  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");

  private long now = Long.MAX_VALUE - 5;

  private final Offenders offenders =
      new Offenders(
          new Defence(
              Duration.ofMillis(100),
              Duration.ofMillis(1_000),
              10,
              Duration.ofSeconds(100),
              Duration.ofSeconds(60)),
          () -> now);

  @Test
  void delaysDoubleUpToTheLongest() {
    int[] expected = {0, 100, 200, 400, 800, 1_000, 1_000};
    for (int millis : expected) {
      assertEquals(Duration.ofMillis(millis), offenders.add(ONE, Offenders.SMALL));
    }
    assertEquals(Duration.ZERO, offenders.add(OTHER, Offenders.SMALL), "of somebody else");
  }

  @Test
  void pointsFade() {
    offenders.add(ONE, 9);
    later(50); // five of them
    offenders.add(ONE, 5);
    assertFalse(offenders.isBanned(ONE));
    offenders.add(ONE, 1);
    assertTrue(offenders.isBanned(ONE));
  }

  @Test
  void aBanEndsAndIsNotProlonged() {
    offenders.add(ONE, 10);
    assertTrue(offenders.isBanned(ONE));
    assertFalse(offenders.isBanned(OTHER));
    later(59);
    offenders.add(ONE, 1);
    assertTrue(offenders.isBanned(ONE));
    later(1);
    assertFalse(offenders.isBanned(ONE));
    assertEquals(Duration.ZERO, offenders.add(ONE, 1), "it begins anew");
  }

  @Test
  void aBanMayBeForEver() {
    Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
    Offenders banned = new Offenders(Defence.STANDARD.withBan(10, forEver, forEver), () -> now);
    banned.add(ONE, 10);
    later(Duration.ofDays(36_500).toSeconds());
    assertTrue(banned.isBanned(ONE));
  }

  @Test
  void aNetworkOfIpv6IsOneOffender() {
    offenders.add(InetAddress.ofLiteral("2001:db8::1"), 5);
    offenders.add(InetAddress.ofLiteral("2001:db8::2"), 5);
    assertTrue(offenders.isBanned(InetAddress.ofLiteral("2001:db8::3")));
    assertFalse(offenders.isBanned(InetAddress.ofLiteral("2001:db8:0:1::1")));
  }

  @Test
  void noMoreAreRememberedThanThereIsRoomFor() throws UnknownHostException {
    for (int i = 0; i < Offenders.MOST + 1_000; i++) {
      offenders.add(
          InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}),
          5);
    }
    assertEquals(Offenders.MOST, offenders.size());
    InetAddress first = InetAddress.ofLiteral("10.0.0.0");
    InetAddress last = InetAddress.ofLiteral("10.0.199.1");
    offenders.add(first, 5);
    offenders.add(last, 5);
    assertFalse(offenders.isBanned(first), "the oldest had been forgotten");
    assertTrue(offenders.isBanned(last));
  }

  private void later(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
