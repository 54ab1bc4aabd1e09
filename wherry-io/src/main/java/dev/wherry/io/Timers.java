package dev.wherry.io;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The timers of one event loop: a binary heap, ordered by when each timer is due.
 *
 * <p>Restarting a timer later than it was due before, which is what idle timers do with every byte,
 * is one store: the heap finds out when the old time comes. Not thread-safe; timers belong to the
 * loop's thread.
 */
public final class Timers {

  /** Far enough for any timer, and near enough for times to be compared by their difference. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  private final LongSupplier clock;
  private Timer[] heap = new Timer[16];
  private int size;
  private long now; // while what is due runs
  private boolean runsDue;

  /**
   * Timers that go by {@code clock}.
   *
   * @param clock nanoseconds from any origin, as {@link System#nanoTime} gives them
   */
  public Timers(LongSupplier clock) {
    this.clock = clock;
  }

  /** Runs {@code task} once, when {@code delay} has passed. */
  public Timer after(Duration delay, Runnable task) {
    Timer timer = timer(delay, task);
    timer.restart();
    return timer;
  }

  /** Runs {@code task} again and again, each time {@code period} after it began the last time. */
  public Timer every(Duration period, Runnable task) {
    if (!period.isPositive()) {
      throw new IllegalArgumentException("period must be positive, not " + period);
    }
    Timer timer = new Timer(nanos(period), true, task);
    timer.restart();
    return timer;
  }

  /** A timer for {@code task} that is not running until {@link Timer#restart} is called. */
  public Timer timer(Duration delay, Runnable task) {
    return new Timer(nanos(delay), false, task);
  }

  /** The nanoseconds of a delay: not less than none, and not more than can be counted. */
  static long nanos(Duration delay) {
    if (delay.isNegative()) {
      return 0;
    }
    return (delay.compareTo(LONGEST) < 0 ? delay : LONGEST).toNanos();
  }

  /** Nanoseconds until the next timer may be due: zero if one is, negative if there is none. */
  long untilNext() {
    return size == 0 ? -1 : Math.max(0, heap[0].key - clock.getAsLong());
  }

  /** Runs what is due now, and not what falls due while it runs. */
  void runDue() {
    if (size == 0) {
      return;
    }
    now = clock.getAsLong();
    runsDue = true;
    try {
      while (size > 0 && heap[0].key - now <= 0) {
        heap[0].due();
      }
    } finally {
      runsDue = false;
    }
  }

  int size() {
    return size;
  }

  private void add(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    place(timer, size++);
    up(timer);
  }

  private void remove(Timer timer) {
    int hole = timer.index;
    timer.index = Timer.OUT;
    Timer last = heap[--size];
    Arrays.fill(heap, size, size + 1, null); // beyond the size nothing is read
    if (hole != size) {
      place(last, hole);
      down(last);
      up(last);
    }
  }

  private void up(Timer timer) {
    while (timer.index > 0) {
      Timer parent = heap[(timer.index - 1) / 2];
      if (parent.key - timer.key <= 0) {
        return;
      }
      swap(parent, timer);
    }
  }

  private void down(Timer timer) {
    while (true) {
      int child = timer.index * 2 + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && heap[child + 1].key - heap[child].key < 0) {
        child++;
      }
      if (timer.key - heap[child].key <= 0) {
        return;
      }
      swap(timer, heap[child]);
    }
  }

  private void swap(Timer a, Timer b) {
    int index = a.index;
    place(a, b.index);
    place(b, index);
  }

  private void place(Timer timer, int index) {
    heap[index] = timer;
    timer.index = index;
  }

  /** One timer of a loop, to be used on that loop's thread. */
  public final class Timer {

    private static final int OUT = -1;

    private final long delay;
    private final boolean periodic;
    private final Runnable task;
    private long key; // when the heap believes it is due
    private long deadline; // when it is due, never before the key
    private boolean running;
    private int index = OUT;

    private Timer(long delay, boolean periodic, Runnable task) {
      this.delay = delay;
      this.periodic = periodic;
      this.task = task;
    }

    /** Lets the whole delay pass again from now on. */
    public void restart() {
      deadline = clock.getAsLong() + delay;
      if (runsDue && deadline - now <= 0) {
        deadline = now + 1; // not before the sockets have had their turn
      }
      running = true;
      if (index == OUT) {
        key = deadline;
        add(this);
      }
    }

    /** Stops the timer in one store; meant for timers that will be restarted soon. */
    public void stop() {
      running = false;
    }

    /** Stops the timer and lets go of its task at once. */
    public void cancel() {
      running = false;
      if (index != OUT) {
        remove(this);
      }
    }

    /** Whether the task is still to be run. */
    public boolean isRunning() {
      return running;
    }

    private void due() {
      if (running && deadline != key) { // it was restarted meanwhile
        key = deadline;
        down(this);
        return;
      }
      remove(this);
      if (running) {
        running = false;
        if (periodic) {
          restart();
        }
        task.run();
      }
    }
  }
}
