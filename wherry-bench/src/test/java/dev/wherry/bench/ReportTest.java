package dev.wherry.bench;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {

  private static Report report() {
    Report report =
        new Report(
            List.of(
                new Report.Contender("fast", "Fast 1", "cgroup", false),
                new Report.Contender("slow", "Slow 2", "cgroup", false),
                new Report.Contender("wherry-epoll", "</script>", "cgroup", true)),
            List.of("absent"));
    add(report, "won", "fast", 200, 210, 190);
    add(report, "won", "slow", 900);
    add(report, "won", "wherry-epoll", 50, 55, 300);
    add(report, "lost", "fast", 10);
    add(report, "lost", "wherry-epoll", 15);
    report.fails("won", "slow", "it broke");
    return report;
  }

  private static void add(Report report, String work, String peer, double... values) {
    for (double value : values) {
      report.add(
          new Figure(
              work,
              Unit.MICROS_PER_OPERATION,
              peer,
              1,
              value,
              value == 900 ? Map.of("RETR: 425", 3) : Map.of(),
              null,
              null));
    }
  }

  @Test
  void theTableHasMediansRatiosLossesAndFailures() {
    StringWriter out = new StringWriter();

    Table.print(report(), new PrintWriter(out));

    String text = out.toString();
    assertTrue(
        text.contains("| won | µs CPU | 200.0 ±5% | 900.0 (3 failed) | 55.0 ±445% | fast | 0.28 |"),
        text);
    assertTrue(text.contains("| lost | µs CPU | 10.0 |  | 15.0 | fast | 1.50 |"), text);
    assertTrue(text.contains("Lost by Wherry: lost."), text);
    assertTrue(text.contains("Not measured: won: slow: it broke"), text);
    assertTrue(text.contains("{RETR: 425=3}"), text);
    assertTrue(text.contains("Not installed: absent"), text);
  }

  @Test
  void thePageHoldsTheFiguresAndNothingFromElsewhere(@TempDir Path directory) throws IOException {
    Path page = directory.resolve("report.html");

    Page.write(report(), page);

    String text = Files.readString(page);
    assertTrue(text.contains("\"work\":\"lost\",\"peer\":\"wherry-epoll\""), text);
    assertTrue(text.contains("\"\\u003c/script>\""), "a name must not end the script");
    assertFalse(text.contains("src="), "needs something from elsewhere");
  }
}
