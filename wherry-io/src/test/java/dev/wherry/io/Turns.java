package dev.wherry.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Drives a loop over real sockets, which take their time. */
final class Turns {

  private static final long LIMIT = Duration.ofSeconds(30).toNanos();

  private Turns() {}

  /** Makes turns until {@code condition} holds; fails if it takes absurdly long. */
  static void until(EventLoop loop, BooleanSupplier condition) {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - began < LIMIT, "waited in vain");
      loop.runOnce(Duration.ofSeconds(1));
    }
  }
}
