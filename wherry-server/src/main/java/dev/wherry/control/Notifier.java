package dev.wherry.control;

import dev.wherry.Event;
import dev.wherry.io.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells what happens in one session: one event after the other, on a thread that may block. There
 * is one only if anybody listens. It belongs to the loop's thread.
 */
final class Notifier {

  private final Notices notices;
  private final EventLoop loop;
  private final Queue<Notice> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private boolean ended;

  private record Notice(Event event, Runnable then) {}

  Notifier(Notices notices, EventLoop loop) {
    this.notices = notices;
    this.loop = loop;
  }

  /** Tells it when those before have been told; {@code then} runs in the loop behind that. */
  void tell(Event event, Runnable then) {
    if (ended) {
      then.run();
      return;
    }
    waiting.add(new Notice(event, then));
    if (size.getAndIncrement() == 0) {
      notices.execute(this::run);
    }
  }

  /** Tells it, and nothing behind it. */
  void tellLast(Event event) {
    tell(event, () -> {});
    ended = true;
  }

  private void run() {
    do {
      Notice next = waiting.remove();
      notices.tell(next.event);
      loop.execute(next.then);
    } while (size.decrementAndGet() > 0);
  }
}
