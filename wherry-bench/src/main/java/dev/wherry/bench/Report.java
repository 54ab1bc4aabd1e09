package dev.wherry.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a comparison has found so far; one thread adds to it, and any may look. */
public final class Report {

  private final Map<String, Contender> contenders = new LinkedHashMap<>();
  private final List<String> missing;
  private final List<Figure> figures = new CopyOnWriteArrayList<>();
  private final Map<String, String> failures = new ConcurrentSkipListMap<>();

  Report(List<Contender> contenders, List<String> missing) {
    contenders.forEach(contender -> this.contenders.put(contender.name(), contender));
    this.missing = missing;
  }

  /** A server as it took part. */
  record Contender(String name, String version, String account, boolean isWherry) {}

  static Report of(List<Peer> peers, List<String> missing) {
    return new Report(
        peers.stream()
            .map(peer ->
                new Contender(peer.name(), peer.version(), peer.cpu().how(), peer.isWherry()))
            .toList(),
        missing);
  }

  void add(Figure figure) {
    figures.add(figure);
  }

  void fails(String work, String peer, String why) {
    failures.put(work + ": " + peer, why);
  }

  List<Contender> contenders() {
    return List.copyOf(contenders.values());
  }

  /** Peers that are not installed. */
  List<String> missing() {
    return missing;
  }

  /** Trials that did not come to an end, and why. */
  Map<String, String> failures() {
    return failures;
  }

  List<Figure> figures() {
    return figures;
  }

  /** The rows of the table, in the order of the trials. */
  Set<String> works() {
    Set<String> works = new LinkedHashSet<>();
    figures.forEach(figure -> works.add(figure.work()));
    return works;
  }

  /** All rounds of one work by one peer, the cheapest first. */
  List<Figure> rounds(String work, String peer) {
    return figures.stream()
        .filter(figure -> figure.work().equals(work) && figure.peer().equals(peer))
        .sorted(Comparator.comparingDouble(Figure::value))
        .toList();
  }

  /** The round in the middle, or null if there is none. */
  @Nullable Figure median(String work, String peer) {
    List<Figure> rounds = rounds(work, peer);
    return rounds.isEmpty() ? null : rounds.get((rounds.size() - 1) / 2);
  }

  /** The one with the smallest median, or null if there is none. */
  @Nullable Figure best(String work, boolean wherry) {
    Figure best = null;
    for (Contender contender : contenders.values()) {
      Figure median = median(work, contender.name());
      if (contender.isWherry() == wherry
          && median != null
          && (best == null || median.value() < best.value())) {
        best = median;
      }
    }
    return best;
  }
}
