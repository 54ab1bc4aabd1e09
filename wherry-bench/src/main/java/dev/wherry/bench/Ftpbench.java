package dev.wherry.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * pyftpdlib's ftpbench, which the tables of issue 203 were made with: the same works, and the same
 * lines in the same order. The clients are not the same: all of them log in and take leave at the
 * same time here, fifty at once, and each reads and writes 256 KiB at a time instead of 8.
 *
 * @param kind which of the works
 * @param clients how many there are in those with many
 * @param size how large the file is that they fetch; they send 5 MiB, as ftpbench's do
 * @param pid the server's process, whose memory stands behind each line, or null
 */
public record Ftpbench(Target target, Kind kind, int clients, long size, @Nullable Long pid) {

  private static final String FILE = "$testfile";
  private static final int AT_ONCE = 50;
  private static final long SENT = 5 * 1024 * 1024;
  private static final long SPAN = Duration.ofSeconds(1).toNanos();

  /** What ftpbench's option -b takes. */
  public enum Kind {
    TRANSFER,
    DOWNLOAD,
    UPLOAD,
    CONCURRENCE,
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Runs it and prints each line as soon as it is known. */
  public void run(PrintWriter out) throws IOException {
    try (Generator generator = Generator.start()) {
      Bench bench = new Bench(generator, out);
      bench.tryToWrite();
      if (pid != null) {
        out.println("(starting with " + human(memory()) + " of memory being used)");
      }
      try {
        bench.run();
      } finally {
        bench.cleanUp();
      }
    }
  }

  private long memory() throws IOException {
    return pid == null ? 0 : new ProcessTree(pid).unsharedMemory();
  }

  /** As ftpbench writes sizes. */
  static String human(long bytes) {
    String units = "BKMGT";
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length() - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + "B"
        : String.format(Locale.ROOT, "%.1f%c", value, units.charAt(unit));
  }

  /** A size as ftpbench takes it: {@code 10M}. */
  public static long bytes(String text) {
    int last = text.length() - 1;
    int unit = last < 1 ? -1 : "BKMGT".indexOf(Character.toUpperCase(text.charAt(last)));
    if (unit < 0 || !text.chars().limit(last).allMatch(Character::isDigit)) {
      throw new IllegalArgumentException("'" + text + "' is not a size such as 10M");
    }
    return Long.parseLong(text, 0, last, 10) << (10 * unit);
  }

  /** The works themselves. */
  private final class Bench {

    private final Generator generator;
    private final PrintWriter out;
    private String memory = "";

    Bench(Generator generator, PrintWriter out) {
      this.generator = generator;
      this.out = out;
    }

    void run() throws IOException {
      switch (kind) {
        case DOWNLOAD -> {
          store();
          fetchForASecond("RETR (server -> client)");
        }
        case UPLOAD -> storeForASecond("STOR (client -> server)");
        case TRANSFER -> transfer();
        case CONCURRENCE -> concurrence();
        case ALL -> {
          transfer();
          concurrence();
        }
      }
    }

    private void transfer() throws IOException {
      storeForASecond("STOR (client -> server)");
      fetchForASecond("RETR (server -> client)");
    }

    private void concurrence() throws IOException {
      long began = System.nanoTime();
      try (Crowd crowd = Crowd.gather(generator, target, clients, AT_ONCE)) {
        seconds(began, clients + " concurrent clients (connect, login)");
        tell("did not get in", crowd.errors());
        List<Client> there = crowd.clients();
        storeForASecond("STOR (1 file with " + there.size() + " idle clients)");
        fetchForASecond("RETR (1 file with " + there.size() + " idle clients)");
        store();
        String file = human(size) + " file";
        all(
            there,
            "RETR " + file,
            (client, then) -> client.transfer("RETR " + FILE, Inbound.file(size), then));
        all(
            there,
            "STOR " + file,
            (client, then) -> client.transfer("STOR " + FILE, Outbound.file(SENT), then));
        all(there, "QUIT", Client::quit);
        tell("were lost", crowd.errors());
      }
    }

    private void tell(String what, Map<String, Integer> errors) {
      if (!errors.isEmpty()) {
        out.println("clients that " + what + ": " + errors);
      }
    }

    /** Has all do something at the same time, and waits for those who are still there. */
    private void all(List<Client> there, String line, BiConsumer<Client, Runnable> what)
        throws IOException {
      long began = System.nanoTime();
      generator.call((CompletableFuture<Boolean> done) -> {
        int[] left = {there.size()};
        Runnable then =
            () -> {
              if (--left[0] == 0) {
                done.complete(true);
              }
            };
        for (Client client : new ArrayList<>(there)) {
          client.afterFailure(then);
          what.accept(client, then);
        }
        if (there.isEmpty()) {
          done.complete(true);
        }
      });
      seconds(began, clients + " concurrent clients (" + line + ")");
    }

    private void storeForASecond(String what) throws IOException {
      long[] bytes = new long[1];
      one((client, then) -> {
        long end = System.nanoTime() + SPAN;
        Outbound upload = Outbound.until(() -> System.nanoTime() - end >= 0);
        client.transfer(
            "STOR " + FILE,
            upload,
            () -> {
              bytes[0] = upload.bytes();
              then.run();
            });
      });
      rate(bytes[0], what);
    }

    private void fetchForASecond(String what) throws IOException {
      long[] bytes = new long[1];
      one((client, then) -> fetch(client, System.nanoTime() + SPAN, bytes, then));
      rate(bytes[0], what);
    }

    /** Again and again while the file is shorter than the second. */
    private static void fetch(Client client, long end, long[] bytes, Runnable then) {
      Inbound download = Inbound.until(() -> System.nanoTime() - end >= 0);
      client.transfer(
          "RETR " + FILE,
          download,
          () -> {
            bytes[0] += download.bytes();
            if (System.nanoTime() - end >= 0) {
              then.run();
            } else {
              fetch(client, end, bytes, then);
            }
          });
    }

    private void store() throws IOException {
      one((client, then) -> client.transfer("STOR " + FILE, Outbound.file(size), then));
    }

    /** Finds out whether it may, before anything is measured. */
    void tryToWrite() throws IOException {
      one((client, then) ->
          client.transfer(
              "STOR " + FILE, Outbound.file(0), () -> client.command("DELE " + FILE, then)));
    }

    void cleanUp() throws IOException {
      one((client, then) -> client.command("DELE " + FILE, then));
    }

    /** One client of its own, from login to QUIT. */
    private void one(BiConsumer<Client, Runnable> what) throws IOException {
      generator.call((CompletableFuture<Boolean> done) -> {
        Client client =
            new Client(
                generator.loop(),
                target,
                null,
                (_, why) -> done.completeExceptionally(new IOException(why)));
        client.login(() -> what.accept(client, () -> client.quit(() -> done.complete(true))));
      });
      remember();
    }

    private void remember() throws IOException {
      memory = pid == null ? "" : human(memory());
    }

    private void rate(long bytes, String what) {
      line(what, bytes / 1024.0 / 1024.0, "MB/sec");
    }

    private void seconds(long began, String what) throws IOException {
      long took = System.nanoTime() - began;
      remember();
      line(what, took / 1e9, "secs");
    }

    private void line(String what, double value, String unit) {
      out.println(
          String.format(Locale.ROOT, "%-50s %8.2f %-8s%s", what, value, unit, memory).strip());
      out.flush();
      memory = "";
    }
  }
}
