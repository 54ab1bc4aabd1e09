package dev.wherry.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private final CommandLine line = new CommandLine(20);

  @Test
  void splitsVerbAndArgumentAtTheFirstSpace() {
    read("RETR a b\r\n");
    assertEquals(CommandLine.pack("RETR"), line.verb());
    assertEquals("RETR", line.verbText());
    assertEquals("a b", line.argument());
    assertTrue(line.hasArgument());
  }

  @Test
  void keepsBlanksAroundTheArgument() {
    read("DELE  a \r\n");
    assertEquals(" a ", line.argument());
  }

  @Test
  void tellsNoArgumentFromAnEmptyOne() {
    read("LIST\r\n");
    assertFalse(line.hasArgument());
    assertEquals("", line.argument());
    read("LIST \r\n");
    assertTrue(line.hasArgument());
    assertEquals("", line.argument());
  }

  @Test
  void doesNotCareForTheCaseOfTheVerbOnly() {
    read("rEtR Name\r\n");
    assertEquals(CommandLine.pack("RETR"), line.verb());
    assertEquals("RETR", line.verbText());
    assertEquals("Name", line.argument());
  }

  @Test
  void endsALineAtLfWithAndWithoutCr() {
    read("NOOP\n");
    assertEquals(CommandLine.pack("NOOP"), line.verb());
    read("NOOP\r\n");
    assertEquals(CommandLine.pack("NOOP"), line.verb());
  }

  @Test
  void dropsOneCrAtTheEndAndNoOther() {
    read("RETR a\rb\r\r\n");
    assertEquals("a\rb\r", line.argument());
  }

  @Test
  void reportsAnEmptyLineAsVerbZero() {
    read("\r\n");
    assertEquals(0, line.verb());
    assertEquals("", line.verbText());
    assertFalse(line.hasArgument());
    read("\n");
    assertEquals(0, line.verb());
  }

  @Test
  void hasNoVerbInALineThatBeginsWithASpace() {
    read(" NOOP\r\n");
    assertEquals(CommandLine.UNKNOWN, line.verb());
    assertEquals("", line.verbText());
    assertEquals("NOOP", line.argument());
  }

  @Test
  void takesSeveralLinesFromOnePacketOneByOne() {
    ByteBuffer input = bytes("PASV\r\nRETR a\r\nQU");
    assertTrue(line.next(input));
    assertEquals("PASV", line.verbText());
    assertTrue(line.next(input));
    assertEquals("RETR", line.verbText());
    assertFalse(line.next(input));
    assertTrue(line.next(bytes("IT\r\n")));
    assertEquals("QUIT", line.verbText());
  }

  @Test
  void takesCrAndLfFromTwoPackets() {
    assertFalse(line.next(bytes("CWD a\r")));
    assertTrue(line.next(bytes("\n")));
    assertEquals("a", line.argument());
  }

  @Test
  void forgetsTheLineOnTheNextCall() {
    ByteBuffer input = bytes("PASS secret\r\n");
    assertTrue(line.next(input));
    assertFalse(line.next(input));
    assertEquals(0, line.verb());
    assertEquals("", line.argument());
    assertFalse(line.hasArgument());
  }

  @Test
  void keepsWhatItReadWhenTheBufferIsUsedForSomethingElse() {
    ByteBuffer input = ByteBuffer.wrap("RETR name\r\n".getBytes(UTF_8));
    assertTrue(line.next(input));
    input.clear().put("XXXXXXXXXXX".getBytes(UTF_8));
    assertEquals("RETR", line.verbText());
    assertEquals("name", line.argument());
  }

  @Test
  void readsUtf8AndKeepsOtherBytes() {
    assertTrue(line.next(ByteBuffer.wrap("RETR caf\u00e9\r\n".getBytes(UTF_8))));
    assertEquals("caf\u00e9", line.argument());
    assertTrue(line.next(ByteBuffer.wrap("RETR caf\u00e9\r\n".getBytes(ISO_8859_1))));
    assertEquals("caf\udce9", line.argument());
  }

  @Test
  void readsABufferThatIsPartOfAnArray() {
    ByteBuffer input = ByteBuffer.wrap("....RETR a\r\n".getBytes(UTF_8)).position(4).slice();
    assertTrue(line.next(input));
    assertEquals("RETR", line.verbText());
    assertEquals("a", line.argument());
  }

  @Test
  void matchesNoCommandWithALongVerb() {
    read("ABCDEFGHI x\r\n");
    assertEquals(CommandLine.UNKNOWN, line.verb());
    assertEquals("ABCDEFGHI", line.verbText());
    assertEquals("x", line.argument());
    read("abcdefgh x\r\n");
    assertEquals(CommandLine.pack("ABCDEFGH"), line.verb());
  }

  @Test
  void showsNoMoreThan32CharactersOfALongVerb() {
    CommandLine wide = new CommandLine(CommandLine.LIMIT);
    assertTrue(wide.next(bytes("x".repeat(8000) + "\r\n")));
    assertEquals("X".repeat(32), wide.verbText());
  }

  @Test
  void reportsANulInTheArgument() {
    read("RETR a\0b\r\n");
    assertTrue(line.hasNul());
    assertEquals(CommandLine.pack("RETR"), line.verb());
    read("RETR ab\r\n");
    assertFalse(line.hasNul());
  }

  @Test
  void matchesNoCommandWithANulInTheVerb() {
    read("\0NOOP\r\n");
    assertTrue(line.hasNul());
    assertEquals(CommandLine.UNKNOWN, line.verb());
  }

  @Test
  void takesALineOfJustTheLimit() {
    read("RETR " + "x".repeat(15) + "\r\n");
    assertFalse(line.isTooLong());
    assertEquals("x".repeat(15), line.argument());
    assertFalse(line.next(bytes("RETR " + "y".repeat(15))));
    assertTrue(line.next(bytes("\r\n")));
    assertFalse(line.isTooLong());
    assertEquals("y".repeat(15), line.argument());
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 65, 128, CommandLine.LIMIT})
  void takesALineOfJustTheLimitAlsoInTwoPackets(int limit) {
    CommandLine wide = new CommandLine(limit);
    String name = "x".repeat(limit - 5);
    assertFalse(wide.next(bytes("RETR " + name)));
    assertTrue(wide.next(bytes("\r\n")));
    assertFalse(wide.isTooLong());
    assertEquals(name, wide.argument());
    assertFalse(wide.next(bytes("RETR x" + name)));
    assertTrue(wide.next(bytes("\n")));
    assertTrue(wide.isTooLong());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void reportsALongLineOnceAndNeverRunsItsTail(String end) {
    ByteBuffer input = bytes("RETR " + "x".repeat(16) + " DELE a" + end + "NOOP" + end);
    assertTrue(line.next(input));
    assertTrue(line.isTooLong());
    assertEquals(CommandLine.UNKNOWN, line.verb());
    assertEquals("", line.argument());
    assertTrue(line.next(input));
    assertFalse(line.isTooLong());
    assertEquals("NOOP", line.verbText());
    assertFalse(line.next(input));
  }

  @Test
  void throwsALongLineAwayThatComesInManyPackets() {
    for (int i = 0; i < 1000; i++) {
      assertFalse(line.next(bytes("DELE a ")));
    }
    assertTrue(line.next(bytes("DELE a\r\nNOOP\r\n")));
    assertTrue(line.isTooLong());
    read("DELE b\r\n");
    assertFalse(line.isTooLong());
    assertEquals("DELE", line.verbText());
  }

  @Test
  void doesNotCountTelnetCommandsAsPartOfTheLine() {
    read("RETR " + "\u00ff\u00f1".repeat(100) + "a\r\n");
    assertFalse(line.isTooLong());
    assertEquals("a", line.argument());
  }

  @Test
  void readsADoubledIacAsOneByte() {
    read("RETR a\u00ff\u00ffb\r\n");
    assertEquals("a\udcffb", line.argument());
  }

  @Test
  void keepsTelnetInterruptOutOfTheLine() {
    read("\u00ff\u00f4\u00ff\u00f2ABOR\r\n");
    assertEquals("ABOR", line.verbText());
  }

  @Test
  void dropsTelnetCommandsInTheMiddleOfACommand() {
    read("RE\u00ff\u00f1TR a\u00ff\u00f4\u00ff\u00f2b\u00ff\u00f9\r\u00ff\u00f1\n");
    assertEquals("RETR", line.verbText());
    assertEquals("ab", line.argument());
  }

  @Test
  void dropsNegotiationsWithTheirOption() {
    read("RE\u00ff\u00fb\u0001TR \u00ff\u00fc\u0003a\u00ff\u00fd\nb\u00ff\u00fe\0\r\n");
    assertEquals("RETR", line.verbText());
    assertEquals("ab", line.argument());
    assertFalse(line.hasNul());
  }

  @ParameterizedTest
  @CsvSource({
    "the IAC of the Synch was the urgent byte, '\u00ff\u00f4\u00f2'",
    "the DM was the urgent byte, '\u00ff\u00f4\u00ff'",
    "both IACs are lost, '\u00f4\u00f2'",
    "a DM alone is left, '\u00f2'",
    "a DM came twice, '\u00ff\u00f4\u00ff\u00f2\u00f2'",
  })
  void findsTheVerbBehindWhatIsLeftOfTelnet(String why, String prefix) {
    read(prefix + "ABOR\r\n");
    assertEquals("ABOR", line.verbText(), why);
    assertEquals(CommandLine.pack("ABOR"), line.verb(), why);
  }

  @Test
  void dropsWhatIsLeftOfTelnetFromTheLowestCommandOn() {
    read("\u00f0NOOP\r\n");
    assertEquals("NOOP", line.verbText());
    read("\u00efNOOP\r\n");
    assertEquals("\udcefNOOP", line.verbText());
    read("\u00f4\u00f2\r\n");
    assertEquals(0, line.verb());
  }

  @Test
  void keepsASingleIacInANameAsItIs() {
    read("RETR a\u00ffb\u00ff\r\n");
    assertEquals("a\udcffb\udcff", line.argument());
    read("RETR a\u00ff\n");
    assertEquals("a\udcff", line.argument());
  }

  @Test
  void packsAVerbBigEndian() {
    assertEquals(0x41424F52L, CommandLine.pack("ABOR"));
    assertEquals(0x4142434445464748L, CommandLine.pack("ABCDEFGH"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ABCDEFGHI", "abor", "A B", "A\u007f", "\u00c9"})
  void packsNothingThatIsNoVerb(String verb) {
    assertThrows(IllegalArgumentException.class, () -> CommandLine.pack(verb));
  }

  @Test
  void takesTheSmallestLimit() {
    CommandLine narrow = new CommandLine(1);
    assertTrue(narrow.next(bytes("A\r\n")));
    assertFalse(narrow.isTooLong());
    assertFalse(narrow.next(bytes("AB")));
    assertTrue(narrow.next(bytes("\r\n")));
    assertTrue(narrow.isTooLong());
  }

  @Test
  void refusesALimitThatAllowsNoLine() {
    assertThrows(IllegalArgumentException.class, () -> new CommandLine(0));
  }

  private void read(String latin1) {
    ByteBuffer input = bytes(latin1);
    assertTrue(line.next(input));
    assertFalse(input.hasRemaining());
  }

  private static ByteBuffer bytes(String latin1) {
    return ByteBuffer.wrap(latin1.getBytes(ISO_8859_1));
  }
}
