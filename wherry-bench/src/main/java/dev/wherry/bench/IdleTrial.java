package dev.wherry.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What sessions cost that do nothing: memory, and the CPU of the one that works beside them, which
 * is issue 203.
 */
record IdleTrial(int sessions, long downloads) implements Trial {

  @Override
  public String title() {
    return String.format(Locale.ROOT, "%,d idle sessions", sessions);
  }

  @Override
  public void warmUp(Field field, Peer peer) throws IOException {
    Trial.warmUp(
        field, peer, peer.target(null), plan().upTo(Long.MAX_VALUE).lasting(Duration.ofSeconds(2)));
  }

  private Plan plan() {
    return Plan.of(Work.retr("RETR 1 KiB", "1k", 1024), 1, downloads);
  }

  @Override
  public void run(Field field, Peer peer, int round, Consumer<Figure> figures) throws IOException {
    figures.accept(download(field, peer, round, "RETR 1 KiB, 1 client alone"));
    long before = memory(peer);
    try (Crowd crowd = Crowd.gather(field.generator(), peer.target(null), sessions)) {
      peer.settle();
      int there = crowd.clients().size();
      double kib = (memory(peer) - before) / 1024.0 / Math.max(1, there);
      figures.accept(
          new Figure(
              "memory of an idle session, " + title(),
              Unit.KIB_PER_SESSION,
              peer.name(),
              round,
              kib,
              Map.copyOf(crowd.errors()),
              null,
              null));
      figures.accept(download(field, peer, round, "RETR 1 KiB, 1 client beside " + title()));
    }
    peer.settle();
  }

  private Figure download(Field field, Peer peer, int round, String work) throws IOException {
    LoadTrial.Measured cpu = new LoadTrial.Measured(peer);
    Outcome outcome = Load.run(field.generator(), peer.target(null), plan(), cpu);
    Unit unit = Unit.MICROS_PER_OPERATION;
    return new Figure(
        work,
        unit,
        peer.name(),
        round,
        unit.of(cpu.used, outcome),
        outcome.errors(),
        outcome,
        null);
  }

  /** What live objects take in a JVM, the proportional set of the processes otherwise. */
  private static long memory(Peer peer) throws IOException {
    return peer.isJava() ? peer.processes().heap() : peer.processes().memory();
  }
}
