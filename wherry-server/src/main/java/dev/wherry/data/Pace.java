package dev.wherry.data;

import dev.wherry.io.Throttle;
import java.util.List;
import java.util.function.LongSupplier;

/** The pace of one stream in one direction: that of the slowest of its buckets. */
public final class Pace implements Throttle {

  private final List<Bucket> buckets;
  private final long piece;
  private final LongSupplier clock;
  private long reserved;
  private long due;

  private Pace(List<Bucket> buckets, LongSupplier clock) {
    this.buckets = buckets;
    this.clock = clock;
    this.piece = buckets.stream().mapToLong(Bucket::piece).min().orElseThrow();
  }

  /** The pace that {@code buckets} leave; without any, as fast as it goes. */
  public static Throttle of(List<Bucket> buckets, LongSupplier clock) {
    return buckets.isEmpty() ? NONE : new Pace(List.copyOf(buckets), clock);
  }

  @Override
  public long allowance(long most) {
    if (reserved == 0) {
      reserved = Math.min(most, piece);
      long wait = 0;
      for (Bucket bucket : buckets) {
        wait = Math.max(wait, bucket.reserve(reserved));
      }
      due = clock.getAsLong() + wait;
    }
    return due - clock.getAsLong() > 0 ? 0 : Math.min(most, reserved);
  }

  @Override
  public long pause() {
    return Math.max(0, due - clock.getAsLong());
  }

  @Override
  public void moved(long bytes) {
    reserved -= bytes;
  }

  /** Gives back what {@code throttle} has reserved; the stream is done with it. */
  public static void release(Throttle throttle) {
    if (throttle instanceof Pace pace && pace.reserved > 0) {
      pace.buckets.forEach(bucket -> bucket.giveBack(pace.reserved));
      pace.reserved = 0;
    }
  }
}
