package dev.wherry.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that is being measured, and the kernel's account of what it has used. */
final class ServerProcess implements AutoCloseable {

  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  /** Starts a command and waits until it prints {@code ready}. */
  static ServerProcess start(List<String> command, String ready) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line; (line = output.readLine()) != null; ) {
      if (line.contains(ready)) {
        Thread.ofVirtual().start(() -> drain(output));
        return new ServerProcess(process);
      }
    }
    throw new IOException("the server did not start: " + command);
  }

  /** What the server goes on to say must not fill the pipe; it ends when the server does. */
  private static void drain(BufferedReader output) {
    try {
      output.transferTo(Writer.nullWriter());
    } catch (IOException _) {
      // the server was ended
    }
  }

  /**
   * Nanoseconds of CPU, user and system, of all threads that are alive. Linux counts them exactly
   * in schedstat, where {@code /proc/PID/stat} has hundredths of a second.
   */
  long cpuNanos() throws IOException {
    long sum = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        try {
          sum += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
        } catch (NoSuchFileException _) {
          // the thread has ended meanwhile
        }
      }
    }
    return sum;
  }

  /** Bytes that live objects take in the server's heap, after a full collection. */
  long heapBytes() throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process histogram =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
            .start();
    try (BufferedReader lines = histogram.inputReader(StandardCharsets.UTF_8)) {
      return ProcessTree.liveBytes(lines.lines());
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
