package dev.wherry.tests.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.wherry.tests.Eventually;
import dev.wherry.tests.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as Debian has it, on a port of 127.0.0.1 and with its data in a directory that goes
 * with it. It refuses to be root; then it is the user "postgres".
 */
final class Postgres implements AutoCloseable {

  static final String PASSWORD = "it's%40secret";

  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
  private static final int PATIENCE_SECONDS = 60;

  private final Path directory;
  private final Path programs;
  private final int port;
  private @Nullable Process process;

  private Postgres(Path directory, Path programs, int port) {
    this.directory = directory;
    this.programs = programs;
    this.port = port;
  }

  /** A new one, with nothing in it. */
  static Postgres start() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("wherry-postgres");
    Postgres postgres = new Postgres(directory, programs(), FreePorts.one());
    Path password = Files.writeString(directory.resolve("password"), PASSWORD);
    if (isRoot()) {
      postgres.runOrFail(List.of("chown", "-R", "postgres:", directory.toString()));
    }
    postgres.runOrFail(
        postgres.asItself(
            "initdb",
            "-D",
            directory.resolve("data").toString(),
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--auth=scram-sha-256",
            "--username=wherry",
            "--pwfile=" + password));
    postgres.run();
    return postgres;
  }

  private static Path programs() throws IOException {
    if (!Files.isDirectory(PROGRAMS)) {
      return fail("there is no " + PROGRAMS + "; install the Debian package postgresql");
    }
    try (Stream<Path> versions = Files.list(PROGRAMS)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder())
          .orElseGet(() -> fail("no initdb; install the Debian package postgresql"));
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private List<String> asItself(String program, String... arguments) {
    List<String> line = new ArrayList<>();
    if (isRoot()) {
      line.addAll(
          List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
    }
    line.add(programs.resolve(program).toString());
    line.addAll(List.of(arguments));
    return line;
  }

  private ProcessBuilder inDirectory(List<String> line) {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("PATH", "/usr/bin:/bin");
    return builder;
  }

  private void runOrFail(List<String> line) throws IOException, InterruptedException {
    Process running = inDirectory(line).start();
    assertTrue(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), line::toString);
    assertEquals(0, running.exitValue(), () -> line + ": " + log());
  }

  /** Runs it, and waits until it answers. */
  void run() throws IOException {
    Process running =
        inDirectory(
                asItself(
                    "postgres",
                    "-D",
                    directory.resolve("data").toString(),
                    "-p",
                    "" + port,
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "fsync=off",
                    "-c",
                    "shared_buffers=16MB",
                    "-c",
                    "max_connections=20"))
            .start();
    process = running;
    Eventually.equal(
        true,
        () -> {
          if (!running.isAlive()) {
            fail(log());
          }
          try (Connection connection = connect()) {
            return connection.isValid(PATIENCE_SECONDS);
          } catch (SQLException e) {
            return false;
          }
        },
        "PostgreSQL answers");
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Has it go away, with all connections. */
  void stop() throws IOException, InterruptedException {
    Process running = process;
    if (running != null) {
      String data = directory.resolve("data").toString();
      runOrFail(asItself("pg_ctl", "stop", "-D", data, "-m", "immediate", "-W"));
      assertTrue(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "PostgreSQL stops");
      process = null;
    }
  }

  /** A connection of the owner's. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "wherry", PASSWORD);
  }

  /** Where it is. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
