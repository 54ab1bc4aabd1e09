package dev.wherry.tests.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many clients at once, each on a virtual thread of its own. */
final class Crowd {

  private final CountDownLatch here;

  private Crowd(int size) {
    here = new CountDownLatch(size);
  }

  /** Has {@code size} members do their part, and throws what the first of them threw. */
  static void of(int size, Part part) {
    Crowd crowd = new Crowd(size);
    List<Future<?>> parts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < size; i++) {
        int member = i;
        parts.add(
            threads.submit(() -> {
              try {
                part.act(member, crowd);
              } finally {
                crowd.here.countDown(); // nobody waits for who has failed
              }
              return null;
            }));
      }
    }
    for (Future<?> each : parts) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new AssertionError("one of " + size + " failed", e.getCause());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Waits until everybody has come here, or ended. Once for each. */
  void gather() throws InterruptedException {
    here.countDown();
    here.await();
  }

  /** What one member does. */
  interface Part {
    void act(int member, Crowd crowd) throws Exception;
  }
}
