package dev.wherry.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts all servers to the same work, in turn: each trial goes round the peers before the next one
 * begins, so that whatever else the machine does meets all of them.
 *
 * @param peers the folder of the peers, see its README
 * @param names which of them, or an empty list for all that are installed
 * @param packages where things were unpacked for them
 * @param launch the command that runs {@code wherry}
 * @param works parts of the titles of the trials to do, or an empty list for all
 * @param tls the version of TLS that all is done in, such as TLSv1.3, or null for in clear
 * @param rounds how often each is repeated
 * @param scale by how much the number of operations is multiplied
 * @param idle how many sessions do nothing in the trial of that name
 */
public record Comparison(
    Path peers,
    List<String> names,
    Path packages,
    List<String> launch,
    List<String> works,
    @Nullable String tls,
    int rounds,
    double scale,
    int idle) {

  /**
   * Does it all. Tells {@code progress} how far it has come.
   *
   * @param interrupted takes what has been measured if the JVM is told to end before that
   */
  public Report run(PrintWriter progress, Consumer<Report> interrupted) throws IOException {
    Path memory = Path.of("/dev/shm");
    Path directory =
        Files.isDirectory(memory)
            ? Files.createTempDirectory(memory, "wherry-bench")
            : Files.createTempDirectory("wherry-bench");
    Path root = Files.createDirectories(directory.resolve("root"));
    Map<String, String> environment = new HashMap<>();
    environment.put("ROOT", root.toString());
    environment.put("PACKAGES", packages.toAbsolutePath().toString());
    environment.put("WHERRY", String.join(" ", launch));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    List<Peer> started = new CopyOnWriteArrayList<>();
    AtomicReference<@Nullable Report> begun = new AtomicReference<>();
    Thread hook = new Thread(() -> giveUp(started, directory, begun.get(), interrupted), "give up");
    Runtime.getRuntime().addShutdownHook(hook); // Ctrl-C must not leave nine servers behind
    try (Generator generator = Generator.start()) {
      Trial.Field field = new Trial.Field(generator, root);
      field.prepare();
      open(directory, root, field.uploads());
      if (tls != null) {
        environment.putAll(ServerKey.make(directory).environment());
      }
      List<String> missing = new ArrayList<>();
      for (Path folder : folders()) {
        String version = Peer.version(folder, environment);
        if (version == null) {
          missing.add(folder.getFileName().toString());
        } else {
          started.add(
              Peer.start(
                  folder, version, started.size(), directory.resolve("work"), environment, tls));
        }
      }
      Report report = Report.of(started, missing);
      begun.set(report);
      measure(field, started, report, progress);
      return report;
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
      clearUp(started, directory);
    }
  }

  private static void giveUp(
      List<Peer> started, Path directory, @Nullable Report report, Consumer<Report> interrupted) {
    clearUp(started, directory);
    if (report != null) {
      interrupted.accept(report);
    }
  }

  private static void clearUp(List<Peer> started, Path directory) {
    started.forEach(Peer::close);
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("wherry: " + directory + " could not be deleted: " + e.getMessage());
    }
  }

  private void measure(Trial.Field field, List<Peer> started, Report report, PrintWriter progress)
      throws IOException {
    List<Trial> trials =
        (tls == null ? Trial.all(scale, idle) : Trial.overTls(scale))
            .stream()
                .filter(
                    trial -> works.isEmpty() || works.stream().anyMatch(trial.title()::contains))
                .toList();
    Progress bar = new Progress(progress, trials.size() * started.size() * (rounds + 1));
    for (Trial trial : trials) {
      List<Peer> turn = new ArrayList<>(started);
      for (int round = 0; round <= rounds; round++) {
        for (Peer peer : turn) {
          bar.step(trial.title() + ": " + peer.name());
          try {
            if (round == 0) {
              trial.warmUp(field, peer);
            } else {
              trial.run(field, peer, round, report::add);
            }
          } catch (IOException e) {
            report.fails(trial.title(), peer.name(), String.valueOf(e.getMessage()));
          }
        }
        Collections.rotate(turn, 1); // nobody is always the first, nor always behind the same one
      }
    }
    bar.end();
  }

  private List<Path> folders() throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(peers, folder -> Files.isExecutable(folder.resolve("run")))) {
      for (Path folder : all) {
        if (names.isEmpty() || names.contains(folder.getFileName().toString())) {
          folders.add(folder.toAbsolutePath());
        }
      }
    }
    Collections.sort(folders);
    for (String name : names) {
      if (folders.stream().noneMatch(folder -> folder.endsWith(name))) {
        throw new IOException("there is no peer '" + name + "' in " + peers);
      }
    }
    return folders;
  }

  /** Servers that give up their rights have to read all of it, and to write to one directory. */
  private static void open(Path directory, Path root, Path uploads) throws IOException {
    for (Path path : List.of(directory, root)) {
      path.toFile().setReadable(true, false);
      path.toFile().setExecutable(true, false);
    }
    uploads.toFile().setReadable(true, false);
    uploads.toFile().setExecutable(true, false);
    uploads.toFile().setWritable(true, false);
  }
}
