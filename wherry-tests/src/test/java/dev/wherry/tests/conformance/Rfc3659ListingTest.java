package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permissions;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 3659, section 7: MLST and MLSD. */
class Rfc3659ListingTest extends OnEveryTransport {

  private static final String UNIQUE = "unique=[0-9a-f]+@[0-9a-f]+;";

  @BeforeEach
  void fill() throws IOException {
    Path sub = Files.createDirectory(home.resolve("sub"));
    Path file = write("sub/a file", "x".repeat(1234));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    Files.setPosixFilePermissions(sub, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(sub, FileTime.from(Instant.parse("2025-12-31T23:59:59Z")));
  }

  @Test
  void mlstTellsOneEntryWithItsWholePath() {
    List<String> file = client.says("MLST sub/a file").reply();
    assertEquals(3, file.size());
    assertTrue(file.getFirst().startsWith("250-"), file.toString());
    assertTrue(file.getLast().startsWith("250 "), file.toString());
    assertMatches(
        " type=file;size=1234;modify=20260102030405;perm=adfrw;"
            + UNIQUE
            + "UNIX\\.mode=0640; /sub/a file",
        file.get(1));
    assertMatches(
        " type=dir;modify=20251231235959;perm=cdeflmp;" + UNIQUE + "UNIX\\.mode=0751; /sub",
        client.says("MLST sub").reply().get(1));
  }

  @Test
  void mlstWithoutAPathTellsOfTheWorkingDirectory() {
    assertMatches(" type=c?dir;.* /", client.says("MLST").reply().get(1));
    client.says("CWD sub").hears(250);
    assertMatches(" type=c?dir;.* /sub", client.says("MLST").reply().get(1));
    assertMatches(" type=file;.* /sub/a file", client.says("MLST a file").reply().get(1));
    assertMatches(" type=c?dir;.* /", client.says("MLST ..").reply().get(1));
    client.says("MLST missing").hears(550);
  }

  @Test
  void mlsdListsADirectory() {
    for (String command : List.of("MLSD sub", "MLSD /sub", "MLSD sub/")) {
      List<String> lines = lines(client.receivesText(command));
      assertMatches(
          "type=file;size=1234;modify=20260102030405;perm=adfrw;"
              + UNIQUE
              + "UNIX\\.mode=0640; a file",
          lines.getLast());
    }
    client.says("TYPE I").hears(200).says("CWD sub").hears(250);
    assertTrue(client.receivesText("MLSD").endsWith("; a file\r\n"));
    client.says("MKD empty").hears(257);
    assertEquals(
        List.of(),
        lines(client.receivesText("MLSD empty")).stream()
            .filter(line -> !line.matches("type=[cp]dir;.*"))
            .toList());
  }

  @Test
  void mlsdIsForDirectories() {
    client.passivePort();
    client.says("MLSD sub/a file").hears(501);
    client.says("MLSD missing").hears(550);
    client.says("MLSD missing/deeper").hears(550);
  }

  @Test
  void linksAreToldForThemselves() throws IOException {
    Files.createSymbolicLink(home.resolve("sub/link"), Path.of("a file"));
    String listing = client.receivesText("MLSD sub");
    List<String> links = lines(listing).stream().filter(line -> line.endsWith(" link")).toList();
    assertEquals(1, links.size(), listing);
    assertMatches("type=OS\\.unix=s(ym)?link[^;]*;.* link", links.getFirst());
  }

  @Test
  void theFactsCanBeChosen() {
    client.says("OPTS MLST size;type;").hears("200 MLST OPTS type;size;");
    assertEquals(
        " type=file;size=1234; /sub/a file", client.says("MLST sub/a file").reply().get(1));
    assertEquals(" type=dir; /sub", client.says("MLST sub").reply().get(1));
    assertTrue(
        client.says("FEAT").reply().stream()
            .anyMatch(line -> line.startsWith(" MLST type*;size*;modify;create;perm;unique;")));
    client.says("OPTS MLST Type;bogus;MODIFY;").hears("200 MLST OPTS type;modify;");
    assertTrue(
        client.receivesText("MLSD sub").endsWith("type=file;modify=20260102030405; a file\r\n"));
    client.says("OPTS MLST bogus;").hears("200 MLST OPTS");
    assertEquals(" " + " /sub", client.says("MLST sub").reply().get(1));
    client.says("opts mlst UNIX.mode;").hears("200 MLST OPTS UNIX.mode;");
    assertEquals(" UNIX.mode=0751; /sub", client.says("MLST sub").reply().get(1));
    client.says("OPTS MLST").hears("200 MLST OPTS");
  }

  /** Section 7.5.7. */
  @Test
  void theMediaTypeIsToldToThoseWhoAskForIt() throws IOException {
    write("page.html", "");
    write("picture.png", "");
    write("who knows", "");
    Files.createDirectory(home.resolve("dir.html"));
    assertFalse(client.receivesText("MLSD").contains("media-type"));
    client.says("FEAT");
    assertTrue(client.reply().stream().anyMatch(line -> line.endsWith(";UNIX.group;media-type;")));
    client.says("OPTS MLST type;Media-Type;").hears("200 MLST OPTS type;media-type;");
    List<String> lines = lines(client.receivesText("MLSD")).stream().sorted().toList();
    assertTrue(lines.contains("type=file;media-type=text/html; page.html"), lines.toString());
    assertTrue(lines.contains("type=file;media-type=image/png; picture.png"), lines.toString());
    assertTrue(lines.contains("type=file; who knows"), lines.toString());
    assertTrue(lines.contains("type=dir; dir.html"), lines.toString());
  }

  @Test
  void anotherSessionHasItsOwnFacts() {
    client.says("OPTS MLST type;").hears(200);
    assertTrue(another().says("MLST sub/a file").reply().get(1).contains("size=1234;"));
  }

  @Test
  void permTellsWhatTheUserMayDo() {
    List<String> file = permitted(Permissions.READ_ONLY).says("MLST sub/a file").reply();
    assertTrue(file.get(1).contains("perm=r;"), file.toString());
    List<String> sub = permitted(Permissions.READ_ONLY).says("MLST sub").reply();
    assertTrue(sub.get(1).contains("perm=el;"), sub.toString());
  }

  @Test
  void aLineEndInANameDoesNotMakeALine() throws IOException {
    write("sub/a\r\n250 b", "");
    List<String> lines = lines(client.receivesText("MLSD sub"));
    assertEquals(
        List.of("a file", "a??250 b"),
        lines.stream()
            .filter(line -> line.startsWith("type=file;"))
            .map(line -> line.substring(line.indexOf("; ") + 2))
            .sorted()
            .toList());
  }

  private static List<String> lines(String listing) {
    assertTrue(listing.isEmpty() || listing.endsWith("\r\n"), listing);
    return Arrays.stream(listing.split("\r\n")).filter(line -> !line.isEmpty()).sorted().toList();
  }

  private static void assertMatches(String pattern, String line) {
    assertTrue(line.matches(pattern), () -> "'" + line + "' is not like '" + pattern + "'");
  }
}
