package dev.wherry.tests.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wherry.control.Command;
import dev.wherry.control.Commands;
import dev.wherry.control.command.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/PROTOCOL.md and the tables. If this fails: mvn -q -pl wherry-tests -am test -Dprotocol. */
class ProtocolPageTest {

  private static final Path PAGE = Path.of("..", "docs", "PROTOCOL.md");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|.*");

  @Test
  void everyCommandHasItsLineAndNoOther() throws IOException {
    assertEquals(Commands.all().stream().map(Command::verb).toList(), first(part("# ")));
  }

  @Test
  void everySiteCommandHasItsLineAndNoOther() throws IOException {
    assertEquals(
        Site.verbs().stream().map("SITE "::concat).toList(), first(part("## Behind SITE")));
  }

  @Test
  void everyRefusalHasItsLineAndNoOther() throws IOException {
    assertEquals(
        Refused.all().stream().map(Refused::shown).toList(), first(part("## Refused, and why")));
  }

  @Test
  void everyCommandHasADocument() {
    for (Command command : Commands.all()) {
      assertFalse(command.document().isEmpty(), command.verb());
    }
  }

  @Test
  void everyCommandIsTested() throws IOException {
    for (String line : part("# ")) {
      assertFalse(line.startsWith("| `") && line.endsWith("|  |"), "no test says it: " + line);
    }
  }

  /** The lines from a heading to the next. */
  private static List<String> part(String heading) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    return lines.stream()
        .dropWhile(line -> !line.startsWith(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .toList();
  }

  private static List<String> first(List<String> lines) {
    return lines.stream()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .map(row -> row.group(1))
        .toList();
  }
}
