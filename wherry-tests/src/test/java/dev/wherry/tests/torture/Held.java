package dev.wherry.tests.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this process holds: compared before and after, it shows what has been left behind. */
final class Held {

  private Held() {}

  /** Each open descriptor by what it is, sockets and pipes with their inode's number. */
  static List<String> each() {
    return targets(ProcessHandle.current().pid()).stream()
        .filter(target -> !isOfTheJvm(target))
        .sorted()
        .toList();
  }

  /**
   * What is open and was not {@code before}, one by one: an earlier test may have left sockets to
   * the garbage collector, and one that goes meanwhile must not hide one that stays.
   */
  static List<String> beyond(List<String> before) {
    List<String> more = new ArrayList<>(each());
    before.forEach(more::remove);
    return more;
  }

  /** The same without what a server's loops keep: passive listening sockets, and a pipe each. */
  static List<String> beyondWhatLoopsKeep(List<String> before) {
    List<String> more = beyond(before);
    more.removeIf(target -> target.startsWith("pipe:"));
    more.removeAll(listening());
    return more;
  }

  /** The threads that run servers. */
  static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("wherry"))
        .sorted()
        .toList();
  }

  private static boolean isOfTheJvm(String target) {
    return target.endsWith(".jar") || target.matches("/(dev|proc|sys)/.*|.*/lib/modules");
  }

  /** What the descriptors of a process are, one by one. */
  static List<String> targets(long pid) {
    List<String> targets = new ArrayList<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path link : links.toList()) {
        try {
          targets.add(Files.readSymbolicLink(link).toString());
        } catch (IOException _) {
          // closed meanwhile
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return targets;
  }

  private static Set<String> listening() {
    return Stream.of("/proc/self/net/tcp", "/proc/self/net/tcp6")
        .flatMap(Held::lines)
        .map(line -> line.strip().split(" +"))
        .filter(columns -> columns[3].equals("0A"))
        .map(columns -> "socket:[" + columns[9] + "]")
        .collect(Collectors.toSet());
  }

  private static Stream<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file)).stream().skip(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
