package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LIST and NLST as clients use them that take a server for ls: options and patterns. */
class ListOptionsTest extends OnEveryTransport {

  private static final Instant TIME = Instant.parse("2020-01-01T00:00:00Z");

  @Test
  void lettersThatChangeNothingArePassedOver() throws IOException {
    write(".hidden", "");
    write("file", "");
    List<String> all = List.of(".hidden", "file");
    for (String options : List.of("", " -a", " -A", " -CF", " -1", " -a -F", " -L", " --")) {
      assertEquals(all, sorted("NLST" + options), options);
      assertEquals(all, sorted(namesOf("LIST" + options)), options);
    }
  }

  @Test
  void theLetterLMakesNamesIntoLines() throws IOException {
    write("file", "content");
    for (String command :
        List.of("LIST", "LIST -l", "LIST -al", "NLST -l", "NLST -al", "NLST -la")) {
      List<String> lines = lines(command);
      assertEquals(1, lines.size());
      assertTrue(lines.getFirst().matches("-rw.{7} +1 \\S+ +\\S+ +7 .{12} file"), lines.toString());
    }
  }

  @Test
  void entriesAreSortedOnDemand() throws IOException {
    make("b", 3, 10);
    make("a", 1, 20);
    make("c", 2, 30);
    assertEquals(List.of("c", "a", "b"), lines("NLST -t"));
    assertEquals(List.of("b", "a", "c"), lines("NLST -tr"));
    assertEquals(List.of("b", "a", "c"), lines("NLST -r -t"));
    assertEquals(List.of("b", "c", "a"), lines("NLST -S"));
    assertEquals(List.of("a", "c", "b"), lines("NLST -rS"));
    assertEquals(List.of("c", "b", "a"), lines("NLST -r"));
    assertEquals(List.of("c", "a", "b"), namesOf("LIST -lat"));
    assertEquals(List.of("c", "b"), lines("NLST -t [bc]"));
  }

  @Test
  void aDirectoryIsListedForItself() throws IOException {
    Files.createDirectories(home.resolve("sub/deep"));
    assertEquals(List.of("sub"), lines("NLST -d sub"));
    assertEquals(List.of("sub/deep"), lines("NLST -d sub/deep"));
    assertEquals(List.of("sub"), namesOf("LIST -d sub"));
    assertEquals(List.of("/"), lines("NLST -d"));
    assertTrue(lines("LIST -ld sub").getFirst().startsWith("drwx"));
  }

  @Test
  void allBelowIsListedAndLinksAreNotFollowed(@TempDir Path outside) throws IOException {
    Files.createFile(outside.resolve("outside"));
    Files.createDirectories(home.resolve("sub/deep"));
    write("sub/file", "");
    write("sub/deep/deepest", "");
    Files.createSymbolicLink(home.resolve("sub/out"), outside);
    Files.createSymbolicLink(home.resolve("sub/deep/loop"), Path.of(".."));
    assertEquals(
        List.of("", "", "/sub/deep:", "/sub:", "deep", "deepest", "file", "loop", "out", "sub"),
        sorted(namesOf("LIST -R")));
    List<String> lines = lines("LIST -R");
    assertTrue(lines.indexOf("/sub:") < lines.indexOf("/sub/deep:"), lines.toString());
    assertEquals(
        List.of("", "/sub/deep:", "deep", "deepest", "file", "loop", "out"),
        sorted(namesOf("LIST -lR sub")));
    assertTrue(lines("LIST -alR").stream().noneMatch(line -> line.endsWith("outside")));
    assertEquals(List.of("sub/file"), lines("NLST -R sub/file"));
    client.passivePort();
    client.says("LIST -R sub/out").hears("550 No such file or directory.");
  }

  @Test
  void namesOfAllBelowCanBeFedBack() throws IOException {
    Files.createDirectories(home.resolve("sub/deep"));
    write("top", "1");
    write("sub/file", "1");
    write("sub/deep/deepest", "1");
    List<String> all = List.of("sub", "sub/deep", "sub/deep/deepest", "sub/file", "top");
    assertEquals(all, sorted("NLST -R"));
    assertEquals(all, sorted("NLST -aR ."));
    assertEquals(
        List.of("/sub", "/sub/deep", "/sub/deep/deepest", "/sub/file", "/top"),
        sorted("NLST -R /"));
    assertEquals(List.of("sub/deep", "sub/deep/deepest", "sub/file"), sorted("NLST -R sub"));
    assertEquals(List.of("sub/deep", "sub/deep/deepest", "sub/file"), sorted("NLST -R sub/"));
    client.says("CWD sub").hears(250);
    assertEquals(List.of("deep", "deep/deepest", "file"), sorted("NLST -R"));
    assertEquals(
        List.of("../sub/deep", "../sub/deep/deepest", "../sub/file"), sorted("NLST -R ../sub"));
    for (String name : List.of("deep/deepest", "../sub/file", "/sub/deep/deepest")) {
      assertEquals(1, client.receives("RETR " + name).length);
    }
  }

  @Test
  void theLetterDGoesBeforeR() throws IOException {
    Files.createDirectories(home.resolve("sub/deep"));
    assertEquals(List.of("sub"), namesOf("LIST -dR sub"));
    assertEquals(List.of("sub"), lines("NLST -Rd sub"));
    assertEquals(List.of("/"), namesOf("LIST -dR"));
  }

  @Test
  void anEmptyTreeHasNoLines() {
    assertEquals(List.of(), lines("LIST -R"));
    assertEquals(List.of(), lines("LIST -al"));
    assertEquals(List.of(), lines("NLST"));
  }

  @Test
  void namesThatBeginWithAHyphenAreReachable() throws IOException {
    write("-x", "content");
    write("- a", "content");
    write("--", "content");
    write("file", "content");
    assertEquals(4, lines("LIST -x").size());
    assertEquals(List.of("-x"), namesOf("LIST ./-x"));
    assertEquals(List.of("-x"), namesOf("LIST -- -x"));
    assertEquals(List.of("-x"), namesOf("LIST -al -- -x"));
    assertEquals(List.of("-x"), lines("NLST -- -x"));
    assertEquals(List.of("./-x"), lines("NLST ./-x"));
    assertEquals(List.of("- a"), lines("NLST -- - a"));
    assertEquals(List.of("--"), lines("NLST -- --"));
    assertEquals(List.of("-x"), lines("NLST -- -[x]"));
  }

  @Test
  void patternsMatchNames() throws IOException {
    for (String name : List.of("a.txt", "b.txt", "ab.txt", ".c.txt", "a", "[x]", "y")) {
      write(name, "");
    }
    assertEquals(List.of("a.txt", "ab.txt", "b.txt"), sorted("NLST *.txt"));
    assertEquals(List.of("a.txt", "b.txt"), sorted("NLST ?.txt"));
    assertEquals(List.of("a.txt", "ab.txt"), sorted("NLST [a]*.txt"));
    assertEquals(List.of("b.txt"), sorted("NLST [!a]*.txt"));
    assertEquals(List.of("b.txt"), sorted("NLST [b-z].txt"));
    assertEquals(List.of(".c.txt"), sorted("NLST .*"));
    assertEquals(List.of("[x]"), lines("NLST [x]"));
    assertEquals(List.of("[x]"), lines("NLST [[]x]"));
    assertEquals(List.of(), lines("NLST *.doc"));
    assertEquals(List.of("a.txt", "ab.txt"), sorted(namesOf("LIST -al a*.txt")));
    client.says("STAT *.txt");
    assertEquals(5, client.reply().size());
  }

  @Test
  void patternsMatchInOtherDirectories(@TempDir Path outside) throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("sub/a.txt", "");
    write("sub/b", "");
    Files.createFile(outside.resolve("a.txt"));
    Files.createSymbolicLink(home.resolve("out"), outside);
    assertEquals(List.of("sub/a.txt"), lines("NLST sub/*.txt"));
    assertEquals(List.of("/sub/a.txt"), lines("NLST /sub/*.txt"));
    assertEquals(List.of("a.txt"), namesOf("LIST sub/*.txt"));
    client.says("CWD sub").hears(250);
    assertEquals(List.of("a.txt"), lines("NLST *.txt"));
    assertEquals(List.of("../sub/a.txt"), lines("NLST ../sub/a*"));
    client.passivePort();
    client.says("NLST /out/*").hears("550 No such file or directory.");
    client.says("NLST /missing/*").hears("550 No such file or directory.");
    client.says("NLST /s*/a.txt").hears("550 No such file or directory.");
  }

  /** With backtracking this would go on until the end of the world. */
  @Test
  void noPatternIsExponential() throws IOException {
    write("a".repeat(250), "");
    assertEquals(List.of(), lines("NLST " + "*a".repeat(120) + "*b"));
    assertEquals(List.of(), lines("NLST " + "*[a-z]".repeat(40) + "?b"));
    assertEquals(1, lines("NLST " + "*a".repeat(120) + "*").size());
  }

  @Test
  void patternsThatAreNoneMatchThemselves() throws IOException {
    for (String name : List.of("a[", "a[b", "[]", "[!]", "]")) {
      write(name, "");
      assertEquals(List.of(name), lines("NLST " + name));
    }
  }

  private void make(String name, int size, int second) throws IOException {
    Path path = write(name, "x".repeat(size));
    Files.setLastModifiedTime(path, FileTime.from(TIME.plusSeconds(second)));
  }

  private List<String> lines(String command) {
    return client.receivesText(command).lines().toList();
  }

  private List<String> sorted(String command) {
    return sorted(lines(command));
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  /** The last column of a listing, without the target of links. */
  private List<String> namesOf(String command) {
    return lines(command).stream()
        .map(line -> line.replaceFirst("^[-dl].{9} +\\d+ \\S+ +\\S+ +\\d+ .{12} ", ""))
        .map(line -> line.replaceFirst(" -> .*", ""))
        .toList();
  }
}
