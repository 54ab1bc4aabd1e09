package dev.wherry.data;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A rate that several transfers share, first come, first served: each reserves a piece and is told
 * when it may move, so none of them starves. Safe for use by many threads; nobody waits in it.
 */
public final class Bucket {

  /** Room for the timers' rounding: what was not used in this time is not lost. */
  private static final long BURST = Duration.ofMillis(100).toNanos();

  private static final long NANOS = Duration.ofSeconds(1).toNanos();
  private static final int PIECES_PER_SECOND = 20;
  private static final long SMALLEST = 512;
  private static final long LARGEST = 4 * 1024 * 1024;

  private final long rate;
  private final LongSupplier clock;
  private final AtomicLong free;

  /**
   * A rate that nobody has used yet.
   *
   * @param rate in bytes per second, at least 1
   * @param clock nanoseconds, as {@link System#nanoTime} gives them
   */
  public Bucket(long rate, LongSupplier clock) {
    this.rate = rate;
    this.clock = clock;
    this.free = new AtomicLong(clock.getAsLong() - BURST);
  }

  /** How much to reserve at once: a twentieth of a second's worth, within bounds. */
  long piece() {
    return Math.clamp(rate / PIECES_PER_SECOND, Math.min(rate, SMALLEST), LARGEST);
  }

  /**
   * Reserves {@code bytes}.
   *
   * @return how many nanoseconds from now on they may move; zero for at once
   */
  long reserve(long bytes) {
    long now = clock.getAsLong();
    long cost = cost(bytes);
    long earliest = now - BURST;
    long start = free.getAndUpdate(next -> (next - earliest < 0 ? earliest : next) + cost);
    return Math.max(0, start - now);
  }

  /** Gives back what was reserved and has not moved. */
  void giveBack(long bytes) {
    free.addAndGet(-cost(bytes));
  }

  private long cost(long bytes) {
    return (long) ((double) bytes * NANOS / rate);
  }
}
