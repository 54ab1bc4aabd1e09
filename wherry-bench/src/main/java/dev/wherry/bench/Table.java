package dev.wherry.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A report as Markdown. */
public final class Table {

  private final Report report;
  private final PrintWriter out;

  private Table(Report report, PrintWriter out) {
    this.report = report;
    this.out = out;
  }

  /** Prints the table of costs, that of latencies, and what was lost and went wrong. */
  public static void print(Report report, PrintWriter out) {
    Table table = new Table(report, out);
    table.costs();
    table.losses();
    table.latencies();
    table.handshakes();
    table.troubles();
    table.contenders();
    out.flush();
  }

  private void costs() {
    StringBuilder head = new StringBuilder("| server CPU, or memory | unit |");
    StringBuilder rule = new StringBuilder("| --- | --- |");
    for (Report.Contender contender : report.contenders()) {
      head.append(' ').append(contender.name()).append(" |");
      rule.append(" ---: |");
    }
    out.println(head + " best peer | best Wherry : best peer |");
    out.println(rule + " --- | ---: |");
    for (String work : report.works()) {
      StringBuilder row = new StringBuilder("| " + work + " | " + unit(work) + " |");
      for (Report.Contender contender : report.contenders()) {
        row.append(' ').append(cell(work, contender.name())).append(" |");
      }
      Figure peer = report.best(work, false);
      row.append(' ').append(peer == null ? "" : peer.peer()).append(" | ");
      double ratio = ratio(work);
      row.append(ratio > 0 ? String.format(Locale.ROOT, "%.2f", ratio) : "").append(" |");
      out.println(row);
    }
    out.println();
  }

  private String unit(String work) {
    return report.figures().stream()
        .filter(figure -> figure.work().equals(work))
        .map(figure -> figure.unit().label)
        .findFirst()
        .orElse("");
  }

  /** The median, how far the rounds are from it, and how many operations failed in all rounds. */
  private String cell(String work, String peer) {
    List<Figure> rounds = report.rounds(work, peer);
    Figure median = report.median(work, peer);
    if (median == null) {
      return "";
    }
    double spread =
        Math.max(
            median.value() - rounds.getFirst().value(), rounds.getLast().value() - median.value());
    int failures = rounds.stream().mapToInt(Figure::failures).sum();
    String text = value(median.value());
    if (rounds.size() > 1 && median.value() > 0) {
      text += String.format(Locale.ROOT, " ±%.0f%%", 100 * spread / median.value());
    }
    return failures == 0 ? text : text + " (" + failures + " failed)";
  }

  private static String value(double value) {
    return String.format(
        Locale.ROOT, value >= 1000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f", value);
  }

  /** The best Wherry's part of the best peer's cost; 0 if it cannot be told. */
  private double ratio(String work) {
    Figure wherry = report.best(work, true);
    Figure peer = report.best(work, false);
    return wherry == null || peer == null || peer.value() <= 0 ? 0 : wherry.value() / peer.value();
  }

  private void losses() {
    List<String> lost = report.works().stream().filter(work -> ratio(work) > 1).toList();
    if (!lost.isEmpty()) {
      out.println("Lost by Wherry: " + String.join("; ", lost) + ".");
      out.println();
    }
  }

  private void latencies() {
    out.println("| milliseconds | peer | per second | p50 | p95 | p99 | max |");
    out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
    for (String work : report.works()) {
      for (Report.Contender contender : report.contenders()) {
        Figure median = report.median(work, contender.name());
        Outcome outcome = median == null ? null : median.outcome();
        if (outcome != null) {
          out.println("| " + work + " | " + contender.name() + latencies(outcome));
        }
      }
    }
    out.println();
  }

  private static String latencies(Outcome outcome) {
    return String.format(
        Locale.ROOT,
        " | %,.1f | %.2f | %.2f | %.2f | %.2f |",
        outcome.perSecond(),
        outcome.millis(50),
        outcome.millis(95),
        outcome.millis(99),
        outcome.millis(100));
  }

  private void handshakes() {
    List<Figure> all =
        report.figures().stream().filter(figure -> figure.handshakes() != null).toList();
    if (all.isEmpty()) {
      return;
    }
    out.println("| handshakes | peer | round | full | resumed | to be resumed, and were not |");
    out.println("| --- | --- | ---: | ---: | ---: | ---: |");
    for (Figure figure : all) {
      Handshakes made = figure.handshakes();
      if (made != null) {
        out.printf(
            "| %s | %s | %d | %d | %d | %d |%n",
            figure.work(),
            figure.peer(),
            figure.round(),
            made.full(),
            made.resumed(),
            made.missed());
      }
    }
    out.println();
  }

  private void troubles() {
    report.failures().forEach((what, why) -> out.println("Not measured: " + what + ": " + why));
    for (Figure figure : report.figures()) {
      if (!figure.errors().isEmpty()) {
        out.println(
            "Failed: "
                + figure.work()
                + ", "
                + figure.peer()
                + ", round "
                + figure.round()
                + ": "
                + figure.errors());
      }
    }
    if (!report.missing().isEmpty()) {
      out.println("Not installed: " + String.join(", ", report.missing()));
    }
  }

  private void contenders() {
    out.println();
    for (Report.Contender contender : report.contenders()) {
      out.println(
          "* " + contender.name() + ": " + contender.version() + "; CPU by " + contender.account());
    }
  }
}
