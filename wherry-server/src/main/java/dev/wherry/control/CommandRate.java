package dev.wherry.control;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How many commands of a session may run in a second; a second's worth may come at once. */
final class CommandRate {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long interval;
  private final LongSupplier clock;
  private long next;

  CommandRate(int perSecond, LongSupplier clock) {
    this.interval = perSecond == Integer.MAX_VALUE ? 0 : Math.max(1, SECOND / perSecond);
    this.clock = clock;
    this.next = interval == 0 ? 0 : clock.getAsLong() - SECOND;
  }

  /** A command runs. */
  void count() {
    if (interval > 0) {
      long earliest = clock.getAsLong() - SECOND;
      next = (next - earliest < 0 ? earliest : next) + interval;
    }
  }

  /** How many nanoseconds the next command has to wait; zero or less if it may run. */
  long pause() {
    return interval == 0 ? 0 : next - clock.getAsLong();
  }
}
