package dev.wherry.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that the comparison has started, with a CPU account of its own. */
final class Peer implements AutoCloseable {

  private static final int FIRST_PORT = 2201;
  private static final int FIRST_PASSIVE = 3_001;

  /** Pure-FTPd has no more sessions than half as many. */
  private static final int PASSIVE = 4_500;

  private static final long START_NANOS = 30_000_000_000L;

  private final String name;
  private final String version;
  private final Process process;
  private final CpuAccount cpu;
  private final Target target;
  private final boolean listsByMachine;
  private final @Nullable String protocol;
  private final Map<TlsClient.Resumption, TlsClient> secure =
      new EnumMap<>(TlsClient.Resumption.class);

  private Peer(
      String name,
      String version,
      Process process,
      CpuAccount cpu,
      Target target,
      @Nullable String protocol)
      throws IOException {
    this.protocol = protocol;
    this.name = name;
    this.version = version;
    this.process = process;
    this.cpu = cpu;
    this.target = target;
    this.listsByMachine = awaitFeatures().contains("MLST");
  }

  /** What is in the folder of that peer is on this machine. */
  static @Nullable String version(Path folder, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(folder.resolve("version").toString());
    builder.environment().putAll(environment);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      return process.waitFor() == 0 && line != null ? line.strip() : null;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Starts the peer in {@code folder} and waits until it greets.
   *
   * @param place which of the peers it is; each has ports of its own
   * @param environment what all peers are told
   * @param protocol the version of TLS that clients speak, or null
   */
  static Peer start(
      Path folder,
      String version,
      int place,
      Path work,
      Map<String, String> environment,
      @Nullable String protocol)
      throws IOException {
    String name = folder.getFileName().toString();
    int low = FIRST_PASSIVE + place * PASSIVE;
    int port = FIRST_PORT + place;
    Path own = Files.createDirectories(work.resolve(name));
    CgroupAccount group = CgroupAccount.open("wherry-bench-" + port);
    List<String> command = new ArrayList<>();
    if (group != null) {
      command.addAll(List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\""));
      command.add(group.members().toString());
    }
    command.add(folder.resolve("run").toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("HOST", "127.0.0.1");
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("PASSIVE_LOW", Integer.toString(low));
    builder.environment().put("PASSIVE_HIGH", Integer.toString(low + PASSIVE - 1));
    builder.environment().put("WORK", own.toString());
    builder.redirectErrorStream(true).redirectOutput(own.resolve("output").toFile());
    Process process = builder.start();
    Target target =
        new Target(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
            "anonymous",
            "bench@example.org",
            Target.PATIENCE);
    CpuAccount cpu = group != null ? group : new ProcessTree(process.pid());
    try {
      return new Peer(name, version, process, cpu, target, protocol);
    } catch (IOException e) {
      process.destroy();
      throw new IOException(name + ": " + e.getMessage() + ", see " + own.resolve("output"), e);
    }
  }

  /** Waits for the greeting, and asks what the server can do. */
  private String awaitFeatures() throws IOException {
    long end = System.nanoTime() + START_NANOS;
    while (true) {
      try (Socket socket = new Socket(target.address().getAddress(), target.address().getPort())) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write("FEAT\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        if (System.nanoTime() - end > 0 || !process.isAlive()) {
          throw new IOException("it does not start", e);
        }
        pause(50);
      }
    }
  }

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  /** In clear, or in TLS with clients that remember its sessions from one load to the next. */
  Target target(TlsClient.@Nullable Resumption resumption) {
    return resumption == null
        ? target
        : target.over(secure.computeIfAbsent(resumption, which -> new TlsClient(which, protocol)));
  }

  CpuAccount cpu() {
    return cpu;
  }

  ProcessTree processes() {
    return new ProcessTree(process.pid());
  }

  /** Whether it knows MLSD (RFC 3659). */
  boolean listsByMachine() {
    return listsByMachine;
  }

  /** Whether it is this project's server. */
  boolean isWherry() {
    return name.startsWith("wherry");
  }

  boolean isJava() {
    return isWherry() || name.equals("apache");
  }

  /** Waits until the server has nothing left to do, three seconds at most. */
  void settle() throws IOException {
    long before = cpu.nanos();
    for (int i = 0; i < 60; i++) {
      pause(50);
      long now = cpu.nanos();
      if (now - before < 1_000_000) {
        return;
      }
      before = now;
    }
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    cpu.close();
  }
}
