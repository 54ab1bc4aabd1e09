package dev.wherry.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** A server's process and all its descendants, as /proc tells of them. */
record ProcessTree(long pid) implements CpuAccount {

  /** What {@code /proc/PID/stat} counts in: USER_HZ, which is 100 on every Linux. */
  private static final long TICK = 10_000_000;

  /**
   * Nanoseconds of CPU. Threads that are alive are counted exactly (schedstat); children that have
   * ended in hundredths of a second, and only when their parents have waited for them.
   */
  @Override
  public long nanos() throws IOException {
    return sum(process -> alive(process) + TICK * endedChildren(process));
  }

  @Override
  public String how() {
    return "/proc/PID, ended children in steps of 10 ms";
  }

  /** Bytes that the processes keep in memory; what several share counts once (PSS). */
  long memory() throws IOException {
    return sum(process -> 1024 * kilobytes(process, "Pss:"));
  }

  /** Bytes that live objects take in the heap, if it is a JVM, after a full collection. */
  long heap() throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process histogram =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram").start();
    try (BufferedReader lines = histogram.inputReader(StandardCharsets.UTF_8)) {
      return liveBytes(lines.lines());
    }
  }

  /** The total of a histogram, less what a collector has put into gaps that it did not close. */
  static long liveBytes(Stream<String> histogram) {
    return histogram
        .filter(line -> line.startsWith("Total") || line.contains("jdk.internal.vm.Filler"))
        .mapToLong(line -> line.startsWith("Total") ? number(line, 2) : -number(line, 2))
        .sum();
  }

  /** Bytes as pyftpdlib's ftpbench counts them: the resident ones of each, less the shared ones. */
  long unsharedMemory() throws IOException {
    return sum(process -> 4096 * (statm(process, 1) - statm(process, 2)));
  }

  /** How many processes there are. */
  int processes() throws IOException {
    return pids().size();
  }

  private long sum(ToLongFunction<Path> count) throws IOException {
    long sum = 0;
    for (long one : pids()) {
      sum += count.applyAsLong(Path.of("/proc", Long.toString(one)));
    }
    return sum;
  }

  private List<Long> pids() throws IOException {
    ProcessHandle root =
        ProcessHandle.of(pid).orElseThrow(() -> new IOException("there is no process " + pid));
    List<Long> pids = new ArrayList<>(List.of(pid));
    root.descendants().map(ProcessHandle::pid).forEach(pids::add);
    return pids;
  }

  private static long alive(Path process) {
    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
      return tasks.mapToLong(task -> number(read(task.resolve("schedstat")), 0)).sum();
    } catch (IOException _) { // it has ended meanwhile
      return 0;
    }
  }

  /** The fields cutime and cstime of proc_pid_stat(5), counted from behind the name. */
  private static long endedChildren(Path process) {
    String stat = read(process.resolve("stat"));
    String behindName = stat.substring(stat.lastIndexOf(')') + 1).trim();
    return number(behindName, 13) + number(behindName, 14);
  }

  private static long statm(Path process, int field) {
    return number(read(process.resolve("statm")), field);
  }

  private static long kilobytes(Path process, String key) {
    return read(process.resolve("smaps_rollup"))
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> number(line.substring(key.length()).trim(), 0))
        .sum();
  }

  private static long number(String text, int field) {
    String[] fields = text.trim().split("\\s+", -1);
    return fields.length > field && !fields[field].isEmpty() ? Long.parseLong(fields[field]) : 0;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException _) { // the process has ended meanwhile
      return "";
    }
  }

  @Override
  public void close() {}
}
