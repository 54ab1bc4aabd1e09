package dev.wherry.tests.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this process holds: compared before and after, it shows what has been left behind. */
final class Held {

  private Held() {}

  /** The open descriptors by kind, without those that the JVM has for itself. */
  static Map<String, Integer> descriptors() {
    return descriptors(Set.of());
  }

  /** The same without listening sockets: the passive ones of a server stay open. */
  static Map<String, Integer> descriptorsButListeners() {
    return descriptors(listening());
  }

  /** Each open descriptor by what it is, sockets and pipes with their inode's number. */
  static List<String> each() {
    return targets().stream().filter(target -> !isOfTheJvm(target)).sorted().toList();
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

  /** The threads that run servers. */
  static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("wherry"))
        .sorted()
        .toList();
  }

  private static Map<String, Integer> descriptors(Set<String> without) {
    Map<String, Integer> kinds = new TreeMap<>();
    for (String target : targets()) {
      String kind = target.replaceFirst(":\\[\\d+]", "");
      if (!isOfTheJvm(target) && !without.contains(target)) {
        kinds.merge(kind, 1, Integer::sum);
      }
    }
    return kinds;
  }

  private static boolean isOfTheJvm(String target) {
    return target.endsWith(".jar") || target.matches("/(dev|proc|sys)/.*|.*/lib/modules");
  }

  private static List<String> targets() {
    List<String> targets = new ArrayList<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
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
