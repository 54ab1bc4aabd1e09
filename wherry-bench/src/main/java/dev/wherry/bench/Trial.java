package dev.wherry.bench;

import static dev.wherry.bench.TlsClient.Resumption.ALL;
import static dev.wherry.bench.TlsClient.Resumption.DATA;
import static dev.wherry.bench.TlsClient.Resumption.NONE;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Something that every peer is put to, in turn. */
sealed interface Trial permits LoadTrial, IdleTrial {

  String title();

  /** Runs before the first round, and is forgotten. */
  void warmUp(Field field, Peer peer) throws IOException;

  /** One round. */
  void run(Field field, Peer peer, int round, Consumer<Figure> figures) throws IOException;

  /**
   * Runs a load until the server has touched its files and memory once; one that compiles while it
   * runs until two rounds cost the same, for its compiler's CPU is in the account, too.
   */
  static void warmUp(Field field, Peer peer, Target target, Plan plan) throws IOException {
    int most = peer.isJava() ? 15 : 1;
    double last = 0;
    int level = 0;
    for (int i = 0; i < most && level < 2; i++) {
      LoadTrial.Measured cpu = new LoadTrial.Measured(peer);
      Outcome outcome = Load.run(field.generator(), target, plan, cpu);
      field.clearUploads();
      double cost = Unit.MICROS_PER_OPERATION.of(cpu.used, outcome);
      level = Math.abs(cost - last) < 0.08 * cost ? level + 1 : 0;
      last = cost;
    }
    peer.settle();
  }

  /**
   * Where trials take place.
   *
   * @param root the directory that all peers serve
   */
  record Field(Generator generator, Path root) {

    private static final int KIB = 1024;
    static final long MIB = 1024 * KIB;
    static final long GIB = 1024 * MIB;

    /** Makes the files that are downloaded and listed. */
    void prepare() throws IOException {
      Files.createDirectories(uploads());
      Content.write(root.resolve("1k"), KIB);
      Content.write(root.resolve("100k"), 100 * KIB);
      Content.write(root.resolve("10m"), 10 * MIB);
      Content.write(root.resolve("1g"), GIB);
      for (int count : List.of(100, 10_000)) {
        Path directory = Files.createDirectories(root.resolve("list" + count));
        for (int i = 0; i < count; i++) {
          Content.write(directory.resolve("file-%05d.txt".formatted(i)), i % 100);
        }
      }
    }

    Path uploads() {
      return root.resolve("up");
    }

    void clearUploads() throws IOException {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(uploads())) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }

  /** All there are, with operations times {@code scale} (1 for figures to publish). */
  static List<Trial> all(double scale, int idle) {
    return List.of(
        LoadTrial.of("connect + login + QUIT, 20 at once", Work.login(), 20, 2_000 * scale),
        LoadTrial.of("connect + login + QUIT, 200 at once", Work.login(), 200, 2_000 * scale),
        LoadTrial.of("RETR 1 KiB, 200 clients", retr1k(), 200, 10_000 * scale),
        LoadTrial.of(
            "STOR 1 KiB, new names, 200 clients", stor("1 KiB", 1024), 200, 10_000 * scale),
        LoadTrial.of(
            "LIST of 100 files, 20 clients",
            Work.list("LIST", "LIST list100", 100),
            20,
            3_000 * scale),
        new LoadTrial(
            "MLSD of 10,000 files, 4 clients",
            Unit.MICROS_PER_OPERATION,
            null,
            peer ->
                Plan.of(
                    Work.list(
                        "MLSD", (peer.listsByMachine() ? "MLSD" : "LIST") + " list10000", 10_000),
                    4,
                    (long) Math.max(4, 64 * scale))),
        LoadTrial.bulk(
            "RETR 10 MiB, 200 clients",
            Work.retr("RETR 10 MiB", "10m", 10 * Field.MIB),
            200,
            400 * scale),
        LoadTrial.bulk("RETR 1 GiB", Work.retr("RETR 1 GiB", "1g", Field.GIB), 1, 2 * scale),
        LoadTrial.bulk("STOR 10 MiB, 50 clients", stor("10 MiB", 10 * Field.MIB), 50, 100 * scale),
        LoadTrial.bulk("STOR 1 GiB", stor("1 GiB", Field.GIB), 1, 2 * scale),
        new IdleTrial(idle, (long) (3_000 * scale)),
        new LoadTrial(
            "mixed load, 300 per second",
            Unit.MICROS_PER_OPERATION,
            null,
            _ ->
                Plan.of(
                        Work.mixed(
                            "mixed",
                            retr1k(),
                            Work.list("LIST", "LIST list100", 100),
                            stor("1 KiB", 1024),
                            Work.retr("RETR 100 KiB", "100k", 100 * 1024)),
                        100,
                        Long.MAX_VALUE)
                    .atRate(300)
                    .lasting(Duration.ofMillis((long) (5_000 * Math.min(1, scale))))));
  }

  /** The same over TLS, where most of the cost may be in the handshakes. */
  static List<Trial> overTls(double scale) {
    Work retr10m = Work.retr("RETR 10 MiB", "10m", 10 * Field.MIB);
    Work stor10m = stor("10 MiB", 10 * Field.MIB);
    return List.of(
        LoadTrial.of("login, full handshake", Work.login(), 20, 1_000 * scale).over(NONE),
        LoadTrial.of("login, resumed", Work.login(), 20, 1_000 * scale).over(ALL),
        LoadTrial.of("RETR 1 KiB, full handshake", retr1k(), 20, 1_500 * scale).over(NONE),
        LoadTrial.of("RETR 1 KiB, resumed", retr1k(), 20, 1_500 * scale).over(DATA),
        LoadTrial.of("STOR 1 KiB, full handshake", stor("1 KiB", 1024), 20, 1_500 * scale)
            .over(NONE),
        LoadTrial.of("STOR 1 KiB, resumed", stor("1 KiB", 1024), 20, 1_500 * scale).over(DATA),
        LoadTrial.bulk("RETR 10 MiB, resumed", retr10m, 10, 100 * scale).over(DATA),
        LoadTrial.bulk("STOR 10 MiB, resumed", stor10m, 10, 100 * scale).over(DATA));
  }

  private static Work retr1k() {
    return Work.retr("RETR 1 KiB", "1k", 1024);
  }

  private static Work stor(String size, long bytes) {
    return Work.stor("STOR " + size, "up/f", bytes);
  }
}
