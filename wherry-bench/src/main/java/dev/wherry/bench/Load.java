package dev.wherry.bench;

import dev.wherry.io.Timers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Clients that do one work until so many operations have been begun, or so much time has passed.
 *
 * <p>Without a rate each client begins the next operation when it is done with the last: as fast as
 * the server goes. With a rate operations are due at fixed times, and wait for a free client if
 * need be; what they waited counts, so that a server that stalls cannot hide it (coordinated
 * omission).
 *
 * <p>A client that failed is counted and replaced by another, which logs in meanwhile.
 */
final class Load {

  /** Latencies are kept to three digits, up to ten minutes. */
  private static final long LONGEST = Duration.ofMinutes(10).toNanos();

  private static final Duration TICK = Duration.ofMillis(1);
  private static final int LOGINS = 5;

  private final Generator generator;
  private final Target target;
  private final Plan plan;
  private final Account account;
  private final CompletableFuture<Outcome> done;
  private final Histogram latencies = new Histogram(LONGEST, 3);
  private final Map<String, Integer> errors = new TreeMap<>();
  private final List<Worker> workers = new ArrayList<>();
  private final ArrayDeque<Worker> free = new ArrayDeque<>();
  private Timers.@Nullable Timer ticks;
  private boolean started;
  private int entered;
  private long began;
  private long begun;
  private long running;
  private long succeeded;
  private long bytes;

  private Load(
      Generator generator,
      Target target,
      Plan plan,
      Account account,
      CompletableFuture<Outcome> done) {
    this.generator = generator;
    this.target = target;
    this.plan = plan;
    this.account = account;
    this.done = done;
  }

  /** Hears when the operations begin, all clients having logged in, and when they have ended. */
  interface Account {

    /** Keeps no account. */
    Account NONE = new Account() {};

    /** On the generator's thread. */
    default void begins() throws IOException {}

    /** On the caller's thread, before the clients leave. */
    default void ends() throws IOException {}
  }

  /** Does it, and returns at its end, when all clients have left. */
  static Outcome run(Generator generator, Target target, Plan plan, Account account)
      throws IOException {
    Load[] load = new Load[1];
    try {
      Outcome outcome =
          generator.call(done -> {
            load[0] = new Load(generator, target, plan, account, done);
            load[0].gather();
          });
      account.ends();
      return outcome;
    } finally {
      generator.call(left -> {
        load[0].leave();
        left.complete(true);
      });
    }
  }

  private void gather() {
    for (int i = 0; i < plan.clients(); i++) {
      Worker worker = new Worker(i);
      workers.add(worker);
      if (plan.work().connects()) {
        free.add(worker);
      }
    }
    for (int i = 0; i < Crowd.AT_ONCE; i++) {
      enterNext();
    }
    beginIfReady();
    beginDue();
  }

  /** Not all log in at once: a short backlog would lose some, which is not what is measured. */
  private void enterNext() {
    if (!plan.work().connects() && entered < workers.size()) {
      workers.get(entered++).enter();
    }
  }

  private void beginIfReady() {
    if (started || free.size() < plan.clients()) {
      return;
    }
    started = true;
    try {
      account.begins();
    } catch (IOException e) {
      done.completeExceptionally(e);
      return;
    }
    began = System.nanoTime();
    if (plan.rate() > 0) {
      ticks = generator.loop().every(TICK, this::beginDue);
    }
  }

  private void released(Worker worker) {
    free.add(worker);
    beginIfReady();
    beginDue();
  }

  private void beginDue() {
    if (!started) {
      return;
    }
    while (!free.isEmpty() && isOneDue()) {
      long due = plan.rate() > 0 ? dueAt(begun) : System.nanoTime();
      running++;
      free.remove().work(plan.first() + begun++, due);
    }
    if (running == 0 && !mayBegin() && !done.isDone()) {
      done.complete(new Outcome(succeeded, bytes, System.nanoTime() - began, errors, latencies));
    }
  }

  private boolean isOneDue() {
    return mayBegin() && (plan.rate() == 0 || dueAt(begun) - System.nanoTime() <= 0);
  }

  private boolean mayBegin() {
    long end = began + plan.span().toNanos();
    long next = plan.rate() > 0 ? dueAt(begun) : System.nanoTime();
    return begun < plan.operations() && next - end < 0;
  }

  private long dueAt(long operation) {
    return began + (long) (operation * 1e9 / plan.rate());
  }

  private void leave() {
    if (ticks != null) {
      ticks.cancel();
    }
    workers.forEach(Worker::leave);
  }

  /** One of the clients that there are at a time. */
  private final class Worker implements Client.Failed {

    private final int place;
    private @Nullable Client client;
    private boolean works;
    private int logins;

    Worker(int place) {
      this.place = place;
    }

    private Client newClient() {
      Client fresh = new Client(generator.loop(), target, Generator.source(target, place), this);
      client = fresh;
      return fresh;
    }

    void enter() {
      logins++;
      newClient()
          .login(() -> {
            logins = 0;
            enterNext();
            released(this);
          });
    }

    void work(long number, long due) {
      works = true;
      Client doing = client;
      if (doing == null || plan.work().connects()) {
        doing = newClient();
      }
      plan.work().action().begin(doing, number, () -> worked(number, due));
    }

    private void worked(long number, long due) {
      works = false;
      running--;
      succeeded++;
      bytes += plan.work().bytes().apply(number);
      latencies.recordValue(Math.min(LONGEST, System.nanoTime() - due));
      released(this);
    }

    @Override
    public void failed(Client client, String why) {
      errors.merge(why, 1, Integer::sum);
      if (works) {
        works = false;
        running--;
      }
      if (plan.work().connects()) {
        released(this);
      } else if (logins < LOGINS) {
        generator.loop().after(Duration.ofMillis(100L * logins), this::enter);
        beginDue();
      } else {
        done.completeExceptionally(new IOException("clients cannot log in: " + errors));
      }
    }

    void leave() {
      if (client != null) {
        client.close();
      }
    }
  }
}
