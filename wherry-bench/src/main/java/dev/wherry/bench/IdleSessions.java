package dev.wherry.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What idle sessions cost the one that works: issue 203 in one table. For each poller it starts a
 * server, measures its CPU per download of 1 KiB, lets idle sessions log in, and measures again.
 *
 * @param launch the command that runs {@code wherry}, to which arguments are added
 * @param idle how many sessions do nothing
 * @param pollers what is compared
 * @param tls whether the idle ones have TLS; the one that works has not
 */
public record IdleSessions(List<String> launch, int idle, List<String> pollers, boolean tls) {

  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = 2_000_000_000;
  private static final int PER_ADDRESS = 3_000;
  private static final int AT_ONCE = 100;

  /** Prints a table in Markdown, a row as soon as it is known. */
  public void run(PrintWriter out) throws IOException {
    Path home = Files.createTempDirectory("wherry-bench");
    try {
      Files.write(home.resolve("small"), new byte[1024]);
      out.printf(
          Locale.ROOT,
          "| poller | alone: server CPU per download | beside %,d idle sessions | ratio"
              + " | heap per idle session |%n| --- | ---: | ---: | ---: | ---: |%n",
          idle);
      for (String poller : pollers) {
        out.println(measure(home, poller));
        out.flush();
      }
    } finally {
      Files.deleteIfExists(home.resolve("small"));
      Files.delete(home);
    }
  }

  private String measure(Path home, String poller) throws IOException {
    int port = freePort();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    List<String> command = new ArrayList<>(launch);
    command.addAll(List.of("serve", home.toString(), "--host", "127.0.0.1", "--port", "" + port));
    command.addAll(List.of("--user", "bench:bench", "--loops", "1", "--poller", poller));
    if (tls) {
      command.add("--tls");
    }
    try (ServerProcess server = ServerProcess.start(command, Integer.toString(port));
        FtpClient worker = FtpClient.login(host(1), address, "bench", "bench")) {
      downloads(worker, WARM_UP, Long.MAX_VALUE);
      double alone = cpuPerDownload(server, worker);
      long before = server.heapBytes();
      try (Closeable _ = tls ? secureSleepers(address) : sleepers(address)) {
        long heap = (server.heapBytes() - before) / Math.max(1, idle);
        double beside = cpuPerDownload(server, worker);
        return String.format(
            Locale.ROOT,
            "| %s | %.1f µs | %.1f µs | %.2f | %,d bytes |",
            poller,
            alone,
            beside,
            beside / alone,
            heap);
      }
    }
  }

  private Closeable secureSleepers(InetSocketAddress server) throws IOException {
    TlsClient secure = new TlsClient(TlsClient.Resumption.NONE, null);
    Generator generator = Generator.start();
    Crowd crowd =
        Crowd.gather(
            generator, new Target(server, "bench", "bench", Target.PATIENCE, secure), idle);
    if (!crowd.errors().isEmpty()) {
      throw new IOException("not all could log in: " + crowd.errors());
    }
    return () -> {
      crowd.close();
      generator.close();
    };
  }

  private Closeable sleepers(InetSocketAddress server) throws IOException {
    List<FtpClient> sleepers = new ArrayList<>();
    while (sleepers.size() < idle) {
      int heard = sleepers.size();
      int batch = Math.min(AT_ONCE, idle - heard);
      InetAddress from = host(2 + heard / PER_ADDRESS);
      for (int i = 0; i < batch; i++) {
        sleepers.add(FtpClient.loginAhead(from, server, "bench", "bench"));
      }
      for (FtpClient sleeper : sleepers.subList(heard, sleepers.size())) {
        sleeper.hearLogin();
      }
    }
    return () -> {
      for (FtpClient sleeper : sleepers) {
        sleeper.close();
      }
    };
  }

  /** The median of some rounds, in microseconds. */
  private static double cpuPerDownload(ServerProcess server, FtpClient worker) throws IOException {
    double[] micros = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long before = server.cpuNanos();
      int count = downloads(worker, Integer.MAX_VALUE, ROUND_NANOS);
      micros[i] = (server.cpuNanos() - before) / 1000.0 / count;
    }
    Arrays.sort(micros);
    return micros[ROUNDS / 2];
  }

  private static int downloads(FtpClient worker, int most, long nanos) throws IOException {
    long start = System.nanoTime();
    int count = 0;
    while (count < most && System.nanoTime() - start < nanos) {
      if (worker.download("small") != 1024) {
        throw new IOException("a download was not whole");
      }
      count++;
    }
    return count;
  }

  private static InetAddress host(int number) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) number});
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
