package dev.wherry.tests;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Waits for what another thread brings about, for as long as that takes and no longer. */
public final class Eventually {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  private Eventually() {}

  /** Waits until {@code actual} is {@code expected}. */
  public static <T> void equal(T expected, Supplier<T> actual) {
    equal(expected, actual, "in vain");
  }

  /** Waits until {@code actual} is {@code expected}; {@code what} tells what it was about. */
  public static <T> void equal(T expected, Supplier<T> actual, String what) {
    long start = System.nanoTime();
    for (T last = actual.get(); !expected.equals(last); last = actual.get()) {
      if (System.nanoTime() - start > PATIENCE) {
        fail("waited for " + expected + ", it is " + last + ": " + what);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** Waits until {@code value} is the same several times running, and returns it. */
  public static <T> T steadyValue(Supplier<T> value) {
    T last = value.get();
    for (int same = 0; same < 5; ) {
      LockSupport.parkNanos(PAUSE);
      T now = value.get();
      same = now.equals(last) ? same + 1 : 0;
      last = now;
    }
    return last;
  }

  /** Waits until {@code number} has not changed for a while, and returns it. */
  public static long steady(long forMillis, LongSupplier number) {
    long start = System.nanoTime();
    long since = start;
    long last = number.getAsLong();
    while (System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(forMillis)) {
      LockSupport.parkNanos(PAUSE);
      long now = number.getAsLong();
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
      if (since - start > PATIENCE) {
        fail("it goes on changing: " + last);
      }
    }
    return last;
  }
}
