package dev.wherry.control;

import dev.wherry.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears what happens on a server. Safe for use by many threads. */
public final class Notices {

  private static final Logger log = LoggerFactory.getLogger(Notices.class);
  private static final ScopedValue<Notices> TELLING = ScopedValue.newInstance();

  private final List<Consumer<? super Event>> listeners;
  private final Executor threads;
  private final AtomicLong sessions = new AtomicLong();
  private int underWay;

  /**
   * Nobody has heard anything yet.
   *
   * @param listeners hear each event one after the other; they may block
   * @param threads what they are called on
   */
  public Notices(List<Consumer<? super Event>> listeners, Executor threads) {
    this.listeners = List.copyOf(listeners);
    this.threads = threads;
  }

  /** Whether anybody listens. */
  boolean isHeard() {
    return !listeners.isEmpty();
  }

  /** A number for a new session. */
  long number() {
    return sessions.incrementAndGet();
  }

  /** Has {@code tell} call {@link #tell}, on a thread that may block. */
  void execute(Runnable tell) {
    synchronized (this) {
      underWay++;
    }
    threads.execute(() -> {
      try {
        ScopedValue.where(TELLING, this).run(tell);
      } finally {
        over();
      }
    });
  }

  private synchronized void over() {
    underWay--;
    notifyAll();
  }

  /** A listener that fails is logged, and takes nothing from the others. */
  void tell(Event event) {
    for (Consumer<? super Event> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException | Error e) {
        log.warn("a listener failed when it heard of {}", event, e);
      }
    }
  }

  /**
   * Waits until all has been told. A listener that calls this does not wait for itself.
   *
   * @return whether it was all told in time
   */
  public synchronized boolean finish(Duration most) {
    int own = TELLING.isBound() && TELLING.get() == this ? 1 : 0;
    long end = System.nanoTime() + most.toNanos();
    boolean interrupted = false;
    long left;
    while (underWay > own && (left = end - System.nanoTime()) > 0) {
      try {
        wait(left / 1_000_000 + 1);
      } catch (InterruptedException _) { // what has happened is told all the same
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return underWay <= own;
  }
}
