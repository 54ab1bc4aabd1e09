package dev.wherry.io;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that stands still until it is told otherwise. */
final class FakeClock implements LongSupplier {

  long now;

  FakeClock(long start) {
    now = start;
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  @Override
  public long getAsLong() {
    return now;
  }
}
