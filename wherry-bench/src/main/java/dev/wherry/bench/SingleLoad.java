package dev.wherry.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One load on any server: how many operations per second, how long clients wait, and, if the
 * server's process is known, what it costs. Makes the files it needs by uploading them, looks at
 * what it has uploaded by downloading it again, and deletes all of it.
 *
 * @param operations how many in each round
 * @param rate how many are due per second, or 0 for as many as possible
 * @param size the bytes of a file
 * @param warmUp how long it runs before it counts
 * @param pid the server's process, or null
 */
public record SingleLoad(
    Target target,
    Kind kind,
    int clients,
    long operations,
    double rate,
    long size,
    Duration warmUp,
    int rounds,
    @Nullable Long pid) {

  private static final String FETCHED = "wherry-bench-file";
  private static final String STORED = "wherry-bench-up-";

  /** How many uploads are downloaded again, at most. */
  private static final int LOOKED_AT = 100;

  /** What the clients do. */
  public enum Kind {
    LOGIN,
    RETR,
    STOR,
    LIST,
    MLSD,
    MIXED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Runs it and prints a row for each round. */
  public void run(PrintWriter out) throws IOException {
    try (Generator generator = Generator.start()) {
      if (kind == Kind.RETR || kind == Kind.MIXED) {
        Outcome made = one(generator, Work.stor("STOR", FETCHED, size), 1);
        if (made.failures() > 0) {
          throw new IOException("no file to fetch could be made: " + made.errors());
        }
      }
      try {
        rounds(generator, out);
      } finally {
        if (kind == Kind.RETR || kind == Kind.MIXED) {
          remove(generator, FETCHED, 0, 1, 1, false);
        }
      }
    }
  }

  private void rounds(Generator generator, PrintWriter out) throws IOException {
    out.println(
        "| work | round | operations | failed | per second | MB/s | p50 ms | p95 ms | p99 ms | max"
            + " ms | server CPU per operation |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (int round = warmUp.isPositive() ? 0 : 1; round <= rounds; round++) {
      Plan plan = Plan.of(work(), clients, operations).atRate(rate);
      boolean counts = round > 0;
      Cpu cpu = new Cpu(pid);
      TlsClient tls = target.tls();
      Handshakes before = tls == null ? null : tls.handshakes();
      Outcome outcome = Load.run(generator, target, counts ? plan : plan.lasting(warmUp), cpu);
      long wrong = clear(generator, outcome);
      if (counts) {
        out.println(row(round, outcome, cpu));
        if (tls != null && before != null) {
          out.println("TLS handshakes: " + tls.handshakes().since(before));
        }
        if (!outcome.errors().isEmpty()) {
          out.println("failed: " + outcome.errors());
        }
        if (wrong > 0) {
          out.println("uploads that are not right: " + wrong);
        }
        out.flush();
      }
    }
  }

  private Work work() {
    Work retr = Work.retr("RETR", FETCHED + "0", size);
    Work stor = Work.stor("STOR", STORED, size);
    return switch (kind) {
      case LOGIN -> Work.login();
      case RETR -> retr;
      case STOR -> stor;
      case LIST -> Work.list("LIST", "LIST", 0);
      case MLSD -> Work.list("MLSD", "MLSD", 0);
      case MIXED -> Work.mixed("mixed", retr, Work.list("LIST", "LIST", 0), stor);
    };
  }

  private String row(int round, Outcome outcome, Cpu cpu) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %.1f | %.1f | %.2f | %.2f | %.2f | %.2f | %s |",
        kind,
        round,
        outcome.operations(),
        outcome.failures(),
        outcome.perSecond(),
        outcome.bytes() / 1e6 / (outcome.nanos() / 1e9),
        outcome.millis(50),
        outcome.millis(95),
        outcome.millis(99),
        outcome.millis(100),
        pid == null
            ? "unknown"
            : String.format(
                Locale.ROOT, "%.1f µs", cpu.used / 1e3 / Math.max(1, outcome.operations())));
  }

  /** Looks at what was uploaded and deletes it; returns how many files are not right. */
  private long clear(Generator generator, Outcome outcome) throws IOException {
    if (kind != Kind.STOR && kind != Kind.MIXED) {
      return 0;
    }
    long begun = outcome.operations() + outcome.failures();
    boolean all = kind == Kind.STOR; // of the mixed load's operations each third one is an upload
    return remove(generator, STORED, all ? 0 : 2, begun, all ? 1 : 3, outcome.failures() == 0);
  }

  private Outcome one(Generator generator, Work work, long count) throws IOException {
    return Load.run(generator, target, Plan.of(work, 1, count), Load.Account.NONE);
  }

  /** Deletes files, the first of them after having read them if they are to be looked at. */
  private long remove(
      Generator generator, String prefix, long first, long end, int step, boolean look)
      throws IOException {
    long count = Math.max(0, (end - first + step - 1) / step);
    if (count == 0) {
      return 0;
    }
    long wrong = 0;
    if (look) {
      Work read =
          new Work(
              "RETR",
              false,
              _ -> size,
              (client, n, then) ->
                  client.transfer("RETR " + prefix + (first + n * step), Inbound.file(size), then));
      wrong = one(generator, read, Math.min(LOOKED_AT, count)).failures();
    }
    Work delete =
        new Work(
            "DELE",
            false,
            _ -> 0L,
            (client, n, then) -> client.command("DELE " + prefix + (first + n * step), then));
    one(generator, delete, count);
    return wrong;
  }

  /** The CPU of a process and its children, if there is one to look at. */
  private static final class Cpu implements Load.Account {

    private final List<ProcessTree> server;
    private long before;
    private long used;

    Cpu(@Nullable Long pid) {
      server = pid == null ? List.of() : List.of(new ProcessTree(pid));
    }

    @Override
    public void begins() throws IOException {
      for (ProcessTree tree : server) {
        before = tree.nanos();
      }
    }

    @Override
    public void ends() throws IOException {
      for (ProcessTree tree : server) {
        used = tree.nanos() - before;
      }
    }
  }
}
