package dev.wherry.bench;

import java.time.Duration;

/**
 * What clients are to do.
 *
 * @param first the number of the first operation
 * @param operations how many at most
 * @param span for how long at most
 * @param rate how many are due per second, or 0 for as many as possible
 */
record Plan(Work work, int clients, long first, long operations, Duration span, double rate) {

  /** A number of operations as fast as they go. */
  static Plan of(Work work, int clients, long operations) {
    return new Plan(work, clients, 0, operations, Duration.ofMinutes(10), 0);
  }

  /** For so long at most. */
  Plan lasting(Duration time) {
    return new Plan(work, clients, first, operations, time, rate);
  }

  /** With so many operations at most. */
  Plan upTo(long most) {
    return new Plan(work, clients, first, most, span, rate);
  }

  /** With operations counted from there. */
  Plan from(long number) {
    return new Plan(work, clients, number, operations, span, rate);
  }

  /** With operations that are due at fixed times. */
  Plan atRate(double perSecond) {
    return new Plan(work, clients, first, operations, span, perSecond);
  }
}
