package dev.wherry.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A load, and the server's CPU for it.
 *
 * @param tls how clients do TLS, or null for not at all
 * @param plan what the clients do with that peer
 */
record LoadTrial(
    String title, Unit unit, TlsClient.@Nullable Resumption tls, Function<Peer, Plan> plan)
    implements Trial {

  static LoadTrial of(String title, Work work, int clients, double operations) {
    return new LoadTrial(
        title, Unit.MICROS_PER_OPERATION, null, _ -> Plan.of(work, clients, (long) operations));
  }

  static LoadTrial bulk(String title, Work work, int clients, double operations) {
    return new LoadTrial(
        title,
        Unit.SECONDS_PER_GIB,
        null,
        _ -> Plan.of(work, clients, Math.max(1, (long) operations)));
  }

  /** The same over TLS. */
  LoadTrial over(TlsClient.Resumption resumption) {
    return new LoadTrial(title, unit, resumption, plan);
  }

  @Override
  public void warmUp(Field field, Peer peer) throws IOException {
    Plan load = plan.apply(peer);
    boolean bulk = unit == Unit.SECONDS_PER_GIB;
    Trial.warmUp(
        field,
        peer,
        peer.target(tls),
        bulk ? load : load.upTo(Long.MAX_VALUE).lasting(Duration.ofSeconds(2)));
  }

  @Override
  public void run(Field field, Peer peer, int round, Consumer<Figure> figures) throws IOException {
    Measured cpu = new Measured(peer);
    Plan load = plan.apply(peer);
    Target target = peer.target(tls);
    TlsClient secure = target.tls();
    Handshakes before = secure == null ? null : secure.handshakes();
    Outcome outcome = Load.run(field.generator(), target, load, cpu);
    Map<String, Integer> errors = new TreeMap<>(outcome.errors());
    Handshakes made = secure == null || before == null ? null : secure.handshakes().since(before);
    check(field.uploads(), load, errors);
    double used = unit.of(cpu.used, outcome);
    figures.accept(new Figure(title, unit, peer.name(), round, used, errors, outcome, made));
    field.clearUploads();
    peer.settle();
  }

  /** Looks at what was uploaded: all of it has to be there. */
  private static void check(Path uploads, Plan load, Map<String, Integer> errors)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(uploads)) {
      for (Path file : files) {
        long number = Long.parseLong(file.getFileName().toString().substring(1));
        if (!Content.isIn(file, load.work().bytes().apply(number))) {
          errors.merge("a file that was uploaded is not right", 1, Integer::sum);
        }
      }
    }
  }

  /** The CPU of a peer while a load runs. */
  static final class Measured implements Load.Account {

    private final Peer peer;
    private long before;
    long used;

    Measured(Peer peer) {
      this.peer = peer;
    }

    @Override
    public void begins() throws IOException {
      before = peer.cpu().nanos();
    }

    /** What the server does after the last reply, such as a process that ends, is part of it. */
    @Override
    public void ends() throws IOException {
      peer.settle();
      used = peer.cpu().nanos() - before;
    }
  }
}
