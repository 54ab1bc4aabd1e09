package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 959, section 4.1.3: LIST, NLST and STAT, in the form that clients read. */
class Rfc959ListingTest extends OnEveryTransport {

  private static final String OWNERS = " +\\d+ [^ ]+ +[^ ]+ +";

  @Test
  void aListingLooksLikeThatOfLs() throws IOException {
    Instant recent = Instant.now().minusSeconds(86_400 * 10);
    Path file = write("a file", "x".repeat(1234));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.setLastModifiedTime(file, FileTime.from(recent));
    Path old = write("old", "");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2019-11-02T10:11:12Z")));
    Path sub = Files.createDirectory(home.resolve("sub"));
    Files.setPosixFilePermissions(sub, PosixFilePermissions.fromString("rwxrwx--x"));
    Files.createSymbolicLink(home.resolve("to sub"), Path.of("sub"));

    String time =
        DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC)
            .format(recent);
    List<String> lines = sorted(client.receivesText("LIST"));
    assertEquals(4, lines.size());
    assertMatches("-rw-r-----" + OWNERS + "1234 " + time + " a file", lines.get(0));
    assertMatches("-rwxr-xr-x" + OWNERS + "0 Nov  2  2019 old", lines.get(1));
    assertMatches("drwxrwx--x" + OWNERS + "\\d+ \\w{3} [ \\d]\\d \\d\\d:\\d\\d sub", lines.get(2));
    assertMatches("lrwxrwxrwx" + OWNERS + "3 .* to sub -> sub", lines.get(3));
  }

  @Test
  void listTakesADirectoryAFileOrNothing() throws IOException {
    Files.createDirectories(home.resolve("sub/empty"));
    write("sub/file", "content");
    write("other", "");
    assertEquals(List.of("empty", "file"), namesIn(client.receivesText("LIST sub")));
    assertEquals(List.of("empty", "file"), namesIn(client.receivesText("LIST /sub/")));
    assertEquals(List.of("file"), namesIn(client.receivesText("LIST sub/file")));
    assertEquals("", client.receivesText("LIST sub/empty"));
    assertEquals(List.of("other", "sub"), namesIn(client.receivesText("LIST")));
    assertEquals(List.of("other", "sub"), namesIn(client.receivesText("LIST .")));
    client.says("CWD sub").hears(250);
    assertEquals(List.of("empty", "file"), namesIn(client.receivesText("LIST")));
    client.passivePort();
    client.says("LIST missing").hears(550);
  }

  @Test
  void optionsOfLsAreNotNames() throws IOException {
    write("file", "");
    write(".hidden", "");
    Files.createDirectory(home.resolve("sub"));
    write("sub/deep", "");
    List<String> all = List.of(".hidden", "file", "sub");
    for (String command : List.of("LIST -a", "LIST -al", "LIST -la .", "LIST -l -a /")) {
      assertEquals(all, namesIn(client.receivesText(command)), command);
    }
    assertEquals(List.of("deep"), namesIn(client.receivesText("LIST -al sub")));
    assertEquals(List.of("deep"), namesIn(client.receivesText("LIST -a -l sub")));
    for (String command : List.of("NLST -a", "NLST -CF", "NLST -a -F .")) {
      assertTrue(sorted(client.receivesText(command)).contains("file"), command);
    }
  }

  @Test
  void aNameWithAHyphenInFrontCanBeReached() throws IOException {
    write("-al", "content");
    assertEquals(List.of("-al"), namesIn(client.receivesText("LIST ./-al")));
    assertEquals(List.of("-al"), namesIn(client.receivesText("LIST -- -al")));
    assertEquals(List.of("-al"), namesIn(client.receivesText("LIST -a -- -al")));
    client.says("STAT ./-al").hears(213);
    client.says("STAT -- -al").hears(213);
    assertEquals("content", client.receivesText("RETR -al"));
    assertTrue(sorted(client.receivesText("NLST ./-al")).contains("./-al"));
  }

  @Test
  void namesAreListedAsTheyCanBeFedBack() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("sub/one", "1");
    write("sub/two", "2");
    assertEquals(List.of("sub/one", "sub/two"), sorted(client.receivesText("NLST sub")));
    assertEquals(List.of("sub/one", "sub/two"), sorted(client.receivesText("NLST sub/")));
    assertEquals(List.of("/sub/one", "/sub/two"), sorted(client.receivesText("NLST /sub")));
    assertEquals(List.of("sub/one"), sorted(client.receivesText("NLST sub/one")));
    assertEquals(List.of("sub"), sorted(client.receivesText("NLST")));
    for (String name : sorted(client.receivesText("NLST sub"))) {
      assertEquals(1, client.receives("RETR " + name).length);
    }
    client.says("CWD sub").hears(250);
    assertEquals(List.of("one", "two"), sorted(client.receivesText("NLST")));
    assertEquals(List.of("one", "two"), sorted(client.receivesText("NLST .")));
    client.passivePort();
    client.says("NLST missing").hears(550);
  }

  @Test
  void aLineEndInANameDoesNotMakeALine() throws IOException {
    write("two\nlines", "");
    write("cr\rlf\n226 Done", "");
    assertEquals(List.of("cr?lf?226 Done", "two?lines"), sorted(client.receivesText("NLST")));
    assertEquals(2, sorted(client.receivesText("LIST")).size());
    assertEquals(4, client.says("STAT /").reply().size());
  }

  @Test
  void allOfALargeDirectoryIsListed() throws IOException {
    TreeSet<String> expected =
        IntStream.range(0, 2000)
            .mapToObj(i -> "a name of some length, and a number behind it: " + i)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : expected) {
      write(name, "");
    }
    assertEquals(List.copyOf(expected), sorted(client.receivesText("NLST")));
    assertEquals(expected.size(), sorted(client.receivesText("LIST")).size());
    assertEquals(expected.size(), sorted(client.receivesText("MLSD")).size());

    // STAT is a reply, which is made whole and kept until it is sent, so it has a limit.
    List<String> all = client.says("STAT .").reply();
    assertEquals(2_002, all.size());
    assertEquals("212 That is all.", all.getLast());
    write("one more", "");
    List<String> most = client.says("STAT .").reply();
    assertEquals(2_002, most.size());
    assertEquals("212 There is more: use LIST.", most.getLast());
  }

  @Test
  void statListsOnTheControlConnection() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("sub/213 Done", "content");
    List<String> directory = client.says("STAT sub").reply();
    assertEquals("212-Status of \"/sub\":", directory.getFirst());
    assertMatches(" -rw.{7}" + OWNERS + "7 .* 213 Done", directory.get(1));
    assertEquals("212 That is all.", directory.getLast());
    assertEquals(3, directory.size());
    List<String> file = client.says("STAT sub/213 Done").reply();
    assertEquals("213-Status of \"/sub/213 Done\":", file.getFirst());
    assertMatches(" -rw.{7}" + OWNERS + "7 .* 213 Done", file.get(1));
    assertEquals("213 That is all.", file.getLast());
    client.says("STAT -la sub").hears(212);
    client.says("STAT missing").hears(550);
    stranger().says("STAT sub").hears(530);
  }

  private static void assertMatches(String pattern, String line) {
    assertTrue(line.matches(pattern), () -> "'" + line + "' is not like '" + pattern + "'");
  }

  /** The lines, which must end with CRLF, in the order of their names. */
  private static List<String> sorted(String listing) {
    assertTrue(listing.isEmpty() || listing.endsWith("\r\n"), listing);
    assertEquals(-1, listing.replace("\r\n", "").indexOf('\n'));
    return Arrays.stream(listing.split("\r\n"))
        .filter(line -> !line.isEmpty())
        .sorted((a, b) -> name(a).compareTo(name(b)))
        .toList();
  }

  private static List<String> namesIn(String listing) {
    return sorted(listing).stream().map(Rfc959ListingTest::name).sorted().toList();
  }

  /** What stands behind the time, or all of it if there is no time. */
  private static String name(String line) {
    return line.replaceFirst("^[-dlps][-rwxsStT]{9}.* (\\d\\d:\\d\\d| \\d{4}) ", "");
  }
}
