package dev.wherry.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.InvalidPathException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FtpPathTest {

  private final FtpPath docs = FtpPath.ROOT.resolve("home/docs");

  @ParameterizedTest
  @CsvSource({
    "'', /home/docs",
    "., /home/docs",
    "./, /home/docs",
    "a, /home/docs/a",
    "a/, /home/docs/a",
    "a//b///, /home/docs/a/b",
    "./a/./b/., /home/docs/a/b",
    ".., /home",
    "../, /home",
    "../.., /",
    "../../.., /",
    "../../../etc, /etc",
    "a/../b, /home/docs/b",
    "/, /",
    "//, /",
    "/a, /a",
    "//a, /a",
    "/.., /",
    "/../../a, /a",
    "/a/.., /",
    "..., /home/docs/...",
    "..a, /home/docs/..a",
    ".a, /home/docs/.a",
    "a.., /home/docs/a..",
    "' a ', '/home/docs/ a '",
    "' ', '/home/docs/ '",
    "' ..', '/home/docs/ ..'",
    "..\\..\\a, /home/docs/..\\..\\a",
    "~, /home/docs/~",
    "-x, /home/docs/-x",
    "*, /home/docs/*",
  })
  void resolvesAnArgument(String argument, String expected) {
    assertEquals(expected, docs.resolve(argument).toString());
  }

  @Test
  void sharesTheRootAndItself() {
    assertSame(FtpPath.ROOT, docs.resolve("/"));
    assertSame(FtpPath.ROOT, FtpPath.ROOT.resolve(".."));
    assertSame(FtpPath.ROOT, docs.parent().parent());
    assertSame(docs, docs.resolve("."));
  }

  @Test
  void tellsParentAndName() {
    assertEquals("docs", docs.name());
    assertEquals("/home", docs.parent().toString());
    assertEquals("", FtpPath.ROOT.name());
    assertSame(FtpPath.ROOT, FtpPath.ROOT.parent());
    assertTrue(FtpPath.ROOT.isRoot());
    assertFalse(docs.isRoot());
  }

  @Test
  void tellsItsNames() {
    assertEquals(List.of("home", "docs"), docs.names());
    assertEquals(List.of(), FtpPath.ROOT.names());
    assertEquals("home/docs", docs.relative());
    assertEquals("", FtpPath.ROOT.relative());
  }

  @Test
  void doublesQuotesInReplies() {
    assertEquals("\"/\"", FtpPath.ROOT.quoted());
    assertEquals("\"/say \"\"hi\"\"\"", FtpPath.ROOT.resolve("say \"hi\"").quoted());
  }

  @Test
  void showsControlCharactersAsQuestionMarksInReplies() {
    assertEquals("\"/a??226 b?c?\"", FtpPath.ROOT.resolve("a\r\n226 b\tc\u007f").quoted());
    assertEquals("\"/caf\u00e9\udce9\"", FtpPath.ROOT.resolve("caf\u00e9\udce9").quoted());
  }

  @Test
  void isItsText() {
    assertEquals(docs, FtpPath.ROOT.resolve("/home//docs/"));
    assertEquals(docs.hashCode(), FtpPath.ROOT.resolve("/home//docs/").hashCode());
    assertNotEquals(docs, FtpPath.ROOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\0", "/a/\0/..", "a/\0b"})
  void refusesANul(String argument) {
    assertThrows(InvalidPathException.class, () -> docs.resolve(argument));
  }

  @Test
  void takesAPathAsLongAsLinuxDoes() {
    String longest = "/" + "x".repeat(FtpPath.MAX_BYTES - 1);
    assertEquals(longest, docs.resolve(longest).toString());
    assertThrows(InvalidPathException.class, () -> docs.resolve(longest + "x"));
  }

  @Test
  void countsTheLengthInBytes() {
    String half = "\u00e9".repeat(FtpPath.MAX_BYTES / 2);
    assertEquals("/" + half, docs.resolve("/" + half).toString());
    assertThrows(InvalidPathException.class, () -> docs.resolve("/x" + half));
  }

  @Test
  void limitsTheDepth() {
    String deepest = "a/".repeat(FtpPath.MAX_NAMES);
    assertEquals(FtpPath.MAX_NAMES, FtpPath.ROOT.resolve(deepest).names().size());
    assertThrows(InvalidPathException.class, () -> FtpPath.ROOT.resolve(deepest + "a"));
  }

  @Test
  void limitsThePathAndNotTheArgument() {
    assertEquals("/home/docs/b", docs.resolve("a/../".repeat(2000) + "b").toString());
  }
}
