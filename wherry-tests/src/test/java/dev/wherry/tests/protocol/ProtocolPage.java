package dev.wherry.tests.protocol;

import dev.wherry.control.Command;
import dev.wherry.control.Commands;
import dev.wherry.control.command.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes docs/PROTOCOL.md of the command table and of what the conformance tests said and heard:
 * {@code mvn -q -pl wherry-tests -am test -Dprotocol}.
 */
public final class ProtocolPage {

  private static final int TESTS_SHOWN = 3;

  private static final String HEAD =
      """
      # Every command, its document, its replies, its tests

      Made of the command table and of what the conformance tests say and hear; do not edit it, but
      run `mvn -q -pl wherry-tests -am test -Dprotocol`.

      The replies are those that tests have heard. Besides, every command may be answered with 421
      (the server or the session ends), 500 (the line is too long), 501 (its syntax is wrong), 530
      (nobody is logged in) and 550 (the user is not permitted to do that).

      | Command | Document | Replies | Tests |
      | --- | --- | --- | --- |
      """;

  private static final String SITE =
      """

      ## Behind SITE

      RFC 959, section 4.1.3, leaves these to the server; they are as ProFTPD and Pure-FTPd have
      them.

      | Command | Replies | Tests |
      | --- | --- | --- |
      """;

  private static final String REFUSED =
      """

      ## Refused, and why

      What some other server knows, and its reply here. A test says each of them.

      | Command | Reply | Reason |
      | --- | --- | --- |
      """;

  private static final String DOCUMENTS =
      """

      ## Documents

      | Document | Title |
      | --- | --- |
      """;

  private static final Map<String, String> TITLES = titles();

  private final Map<String, Set<String>> codes = new TreeMap<>();
  private final Map<String, Map<String, Set<String>>> tests = new TreeMap<>();

  private ProtocolPage() {}

  /**
   * Writes the page.
   *
   * @param arguments the directory with the records, and the file to be written
   */
  public static void main(String[] arguments) throws IOException {
    ProtocolPage page = new ProtocolPage();
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.sorted().toList()) {
        page.add(Files.readAllLines(file));
      }
    }
    Path target = Path.of(arguments[1]);
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.writeString(target, page.text());
  }

  private void add(List<String> records) {
    for (String record : records) {
      String[] fields = record.split("\t", -1);
      String[] test = fields[2].split("\\.", 2);
      codes.computeIfAbsent(fields[0], _ -> new TreeSet<>()).add(fields[1]);
      tests
          .computeIfAbsent(fields[0], _ -> new TreeMap<>())
          .computeIfAbsent(test[0], _ -> new TreeSet<>())
          .add(test[1]);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Command command : Commands.all()) {
      String verb = command.verb();
      row(text, "`" + verb + "`", command.document(), codes(verb), tests(verb));
    }
    text.append(SITE);
    for (String verb : Site.verbs()) {
      row(text, "`SITE " + verb + "`", codes("SITE " + verb), tests("SITE " + verb));
    }
    text.append(REFUSED);
    for (Refused refused : Refused.all()) {
      row(text, "`" + refused.shown() + "`", Integer.toString(refused.code()), refused.reason());
    }
    text.append(DOCUMENTS);
    TITLES.forEach((name, title) -> row(text, name, title));
    return text.toString();
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private String codes(String verb) {
    return String.join(" ", codes.getOrDefault(verb, Set.of()));
  }

  /** The classes that say it in most tests, and how many more there are. */
  private String tests(String verb) {
    Map<String, Set<String>> classes = tests.getOrDefault(verb, Map.of());
    Comparator<Map.Entry<String, Set<String>>> most =
        Comparator.comparingInt(entry -> -entry.getValue().size());
    List<String> names =
        classes.entrySet().stream()
            .sorted(most.thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    String shown = names.stream().limit(TESTS_SHOWN).collect(Collectors.joining(", "));
    int more = names.size() - TESTS_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("RFC 775", "Directory oriented FTP commands");
    titles.put("RFC 854", "Telnet protocol specification, which the control connection speaks");
    titles.put("RFC 959", "File Transfer Protocol");
    titles.put("RFC 1123", "Requirements for Internet hosts: application and support, section 4.1");
    titles.put("RFC 1639", "FTP operation over big address records (FOOBAR)");
    titles.put("RFC 2389", "Feature negotiation mechanism for the File Transfer Protocol");
    titles.put("RFC 2428", "FTP extensions for IPv6 and NATs");
    titles.put("RFC 2577", "FTP security considerations");
    titles.put("RFC 2640", "Internationalization of the File Transfer Protocol");
    titles.put("RFC 3659", "Extensions to FTP");
    titles.put("RFC 7151", "File Transfer Protocol HOST command for virtual hosts");
    titles.put("draft-bryan-ftp-range", "RANG, a part of a file");
    titles.put("draft-bryan-ftpext-hash", "HASH, checksums");
    titles.put(
        "draft-peterson-streamlined-ftp-command-extensions", "Streamlined FTP command extensions");
    titles.put("draft-preston-ftpext-deflate", "Deflate transmission mode for FTP, MODE Z");
    titles.put(
        "draft-somers-ftp-mfxx", "The \"MFMT\", \"MFCT\", and \"MFF\" command extensions for FTP");
    titles.put("draft-twine-ftpmd5", "The \"MD5\" and \"MMD5\" FTP command extensions");
    return titles;
  }
}
