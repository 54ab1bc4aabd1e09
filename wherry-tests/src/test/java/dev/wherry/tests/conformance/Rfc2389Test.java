package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.control.Command;
import dev.wherry.control.Commands;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** RFC 2389: FEAT and OPTS; and HELP, which comes out of the same table. */
class Rfc2389Test extends OnEveryTransport {

  /** The commands of RFC 959, which FEAT must not list (RFC 2389, section 3.2). */
  private static final Set<String> RFC_959 =
      Set.of(
          "USER", "PASS", "ACCT", "CWD", "CDUP", "SMNT", "REIN", "QUIT", "PORT", "PASV", "TYPE",
          "STRU", "MODE", "RETR", "STOR", "STOU", "APPE", "ALLO", "RNFR", "RNTO", "ABOR", "DELE",
          "RMD", "MKD", "PWD", "LIST", "NLST", "SITE", "SYST", "STAT", "HELP", "NOOP");

  @Test
  void featListsExtensionsOneALineBehindOneSpace() {
    List<String> lines = client.says("FEAT").reply();
    assertTrue(lines.getFirst().startsWith("211-"), lines.toString());
    assertTrue(lines.getLast().startsWith("211 "), lines.toString());
    for (String line : lines.subList(1, lines.size() - 1)) {
      assertTrue(line.matches(" [A-Z][A-Z0-9]*( [!-~]+)*"), line);
      assertFalse(RFC_959.contains(line.strip()), line);
    }
    assertEquals(lines.size() - 2, Set.copyOf(lines.subList(1, lines.size() - 1)).size());
  }

  @Test
  void featHasWhatClientsLookFor() {
    List<String> lines = client.says("FEAT").reply();
    for (String feature :
        List.of(
            " UTF8",
            " SIZE",
            " MDTM",
            " REST STREAM",
            " TVFS",
            " EPSV",
            " EPRT",
            " MLST"
                + " type*;size*;modify*;create;perm*;unique*;UNIX.mode*;UNIX.owner;UNIX.group;media-type;")) {
      assertTrue(lines.contains(feature), feature + " in " + lines);
    }
  }

  @Test
  void featIsTheSameBeforeLogin() {
    assertEquals(client.says("FEAT").reply(), stranger().says("FEAT").reply());
  }

  @Test
  void everyFeatureThatIsACommandIsDone() {
    for (String feature : features()) {
      String verb = feature.split(" ", -1)[0];
      if (!Set.of("UTF8", "TVFS").contains(verb)) {
        assertTrue(verbs().contains(verb), feature);
      }
    }
  }

  /** But for TLS, which this server does not have. */
  @Test
  void helpListsTheTable() {
    Set<String> table =
        Commands.all().stream()
            .filter(command -> !command.document().equals("RFC 4217"))
            .map(Command::verb)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(table, verbs());
  }

  @Test
  void everyCommandOfHelpIsDone() {
    for (String verb : verbs()) {
      for (String argument : List.of("", " x y")) {
        try (Client each = another()) {
          String reply = each.says(verb + argument).reply().getLast();
          assertFalse(reply.startsWith("500"), verb + ": " + reply);
          // RFC 959 itself expects servers that have nothing to mount.
          assertTrue(verb.equals("SMNT") || !reply.startsWith("502"), verb + ": " + reply);
        }
      }
      List<String> help = client.says("help " + verb.toLowerCase(java.util.Locale.ROOT)).reply();
      assertEquals("214 Syntax: " + verb, help.getLast().substring(0, 12 + verb.length()));
    }
    client.says("HELP BOGUS").hears(501);
  }

  @Test
  void optsAreForUtf8AndMlst() {
    client.says("OPTS UTF8 ON").hears(200).says("opts utf8 on").hears(200);
    client.says("OPTS UTF8").hears(200).says("OPTS UTF-8 NLST").hears(501);
    client.says("OPTS UTF8 OFF").hears(504);
    client.says("OPTS RETR x").hears(501).says("OPTS BOGUS").hears(501).says("OPTS").hears(501);
    client.says("OPTS MLST size;").hears("200 MLST OPTS size;");
  }

  @Test
  void theSystemIsOfTheKindThatClientsParse() {
    client.says("SYST").hears("215 UNIX Type: L8");
  }

  @Test
  void siteKnowsWhatSiteHelpSays() {
    client.says("SITE").hears(501).says("SITE BOGUS").hears(501);
    client.says("SITE HELP").hears(214).says("site help").hears(214);
  }

  private List<String> features() {
    List<String> lines = client.says("FEAT").reply();
    return lines.subList(1, lines.size() - 1).stream().map(String::strip).toList();
  }

  private Set<String> verbs() {
    List<String> lines = client.says("HELP").reply();
    assertTrue(lines.getFirst().startsWith("214-"), lines.toString());
    return lines.subList(1, lines.size() - 1).stream()
        .flatMap(line -> Arrays.stream(line.strip().split(" +")))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
