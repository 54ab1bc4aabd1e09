package dev.wherry.tests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the machine. It runs in the site's {@code desk}, and knows nothing of the machine's
 * settings: neither its environment nor anybody's home directory.
 *
 * @param command its name
 * @param debianPackage what to install where it is missing
 */
record Program(String command, String debianPackage) {

  private static final int PATIENCE_SECONDS = 60;
  private static final int TICK_MILLIS = 2;

  /** Runs the program to its end, which has to be a good one; returns what it printed. */
  Output run(Site site, String... arguments) {
    return feed(site, "", arguments);
  }

  /** Runs the program with something to read. */
  Output feed(Site site, String input, String... arguments) {
    return start(site, input, Map.of(), arguments).end();
  }

  /** Runs the program with more in its environment. */
  Output run(Site site, Map<String, String> environment, String... arguments) {
    return start(site, "", environment, arguments).end();
  }

  /** Runs the program to its end, which has to be a bad one; returns what it printed. */
  Output runToFailure(Site site, Map<String, String> environment, String... arguments) {
    return start(site, "", environment, arguments).badEnd();
  }

  /** Runs the program until {@code file} has some bytes, and then kills it. */
  void runUntil(Path file, Site site, String input, String... arguments) {
    start(site, input, Map.of(), arguments).killWhenThereIs(file);
  }

  private Running start(
      Site site, String input, Map<String, String> environment, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(executable());
    line.addAll(Arrays.asList(arguments));
    try {
      Path in = Files.createTempFile(site.home, "in", "");
      Path out = Files.createTempFile(site.home, "out", "");
      Path err = Files.createTempFile(site.home, "err", "");
      Files.writeString(in, input);
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(site.desk.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().put("HOME", site.home.toString());
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("PATH", "/usr/bin:/bin");
      builder.environment().put("TERM", "dumb");
      builder.environment().put("TZ", "UTC");
      builder.environment().putAll(environment);
      return new Running(builder.start(), line, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Debian has it first of all: a machine may have more than one of a name. */
  private String executable() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of("/usr/bin"), Arrays.stream(path.split(File.pathSeparator, -1)))
        .map(directory -> Path.of(directory, command))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseGet(() ->
            fail(
                "This test needs the program '"
                    + command
                    + "', which is not on this machine; Debian has it in the package '"
                    + debianPackage
                    + "'."));
  }

  /**
   * What a program has printed.
   *
   * @param bytes as they came, on its standard output
   */
  record Output(Path bytes, String out, String err) {

    /** Both, for what may stand in either. */
    String all() {
      return out + err;
    }
  }

  private record Running(Process process, List<String> line, Path out, Path err) {

    Output end() {
      await();
      assertEquals(0, process.exitValue(), () -> report("ended badly"));
      return output();
    }

    Output badEnd() {
      await();
      assertNotEquals(0, process.exitValue(), () -> report("ended well"));
      return output();
    }

    private void await() {
      if (!hasEnded(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        kill();
        fail(report("has not ended within " + PATIENCE_SECONDS + " seconds"));
      }
    }

    void killWhenThereIs(Path file) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (file.toFile().length() == 0) {
        if (hasEnded(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
          fail(report("has ended, but was to be killed on its way"));
        }
        if (System.nanoTime() - end > 0) {
          kill();
          fail(report("has brought nothing for " + PATIENCE_SECONDS + " seconds"));
        }
      }
      kill();
    }

    private boolean hasEnded(int time, TimeUnit unit) {
      try {
        return process.waitFor(time, unit);
      } catch (InterruptedException e) {
        kill();
        throw new AssertionError(e);
      }
    }

    private void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.onExit().join();
    }

    private Output output() {
      try {
        // What the programs print is not all UTF-8, and nothing may be lost or refused.
        return new Output(out, text(out), text(err));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String text(Path file) throws IOException {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private String report(String what) {
      Output printed = output();
      return String.join(" ", line)
          + "\n"
          + what
          + "; it has printed:\n"
          + printed.out()
          + "\n"
          + printed.err();
    }
  }
}
