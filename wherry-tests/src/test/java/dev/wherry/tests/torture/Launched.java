package dev.wherry.tests.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wherry.cli.Wherry;
import dev.wherry.tests.Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code wherry serve} in a JVM of its own, where anna may read and write. */
final class Launched implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final Thread logging;
  private final int port;

  private Launched(Process process) throws IOException {
    this.process = process;
    this.output = process.inputReader(UTF_8);
    this.logging = Thread.ofVirtual().start(this::keepLog);
    this.port = readPort();
  }

  /**
   * Starts it on a free port of 127.0.0.1.
   *
   * @param shell what a shell does before it becomes the JVM, {@code ulimit} for one
   * @param jvm options of the JVM
   */
  static Launched serve(Path home, String shell, List<String> jvm, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", shell + " exec \"$@\"", "sh"));
    // A shell has what it starts in the background ignore SIGINT, and so do all who descend from
    // it.
    command.addAll(List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvm);
    command.addAll(List.of("-cp", PackedClasses.path(), Wherry.class.getName()));
    command.addAll(List.of("serve", "--host", "127.0.0.1", "--port", "0", "--loops", "1"));
    command.addAll(List.of("--user", "anna:secret", "--write"));
    command.addAll(List.of(options));
    command.add(home.toString());
    Process process = new ProcessBuilder(command).start();
    try {
      return new Launched(process);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private void keepLog() {
    try (BufferedReader lines = process.errorReader(UTF_8)) {
      for (String line; (line = lines.readLine()) != null; ) {
        log.add(line);
      }
    } catch (IOException e) {
      log.add("the log ended: " + e.getMessage()); // the process was ended by force
    }
  }

  private int readPort() throws IOException {
    int found = 0;
    for (String line; (line = output.readLine()) != null; ) {
      if (line.strip().startsWith("ftp://")) {
        found = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      } else if (line.startsWith("Ctrl-C")) {
        return found;
      }
    }
    throw new IOException("it did not start: " + log);
  }

  /** Where it listens. */
  int port() {
    return port;
  }

  /** A client that has connected, and has not heard the greeting yet. */
  Client silent() {
    return Client.silent(Client.ip("127.0.0.1"), Client.ip("127.0.0.1"), port);
  }

  /** A client that has logged in. */
  Client loggedIn() {
    return silent().hears(220).login();
  }

  /** The lines on standard error so far. */
  List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** A line of {@code /proc/PID/status}, which counts memory in KiB. */
  long kibibytes(String key) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      String line = lines.filter(each -> each.startsWith(key + ":")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    }
  }

  /** How many ends of pipes it holds. */
  int pipes() {
    return (int)
        Held.targets(process.pid()).stream().filter(held -> held.startsWith("pipe:")).count();
  }

  /** Sends SIGINT, as Ctrl-C does. */
  void interrupt() throws IOException {
    new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start();
  }

  /** Waits for its end; returns the exit code. What it still said is in {@code lines}. */
  int ended(List<String> lines) throws IOException, InterruptedException {
    output.lines().forEach(lines::add);
    int code = process.waitFor();
    logging.join();
    return code;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
