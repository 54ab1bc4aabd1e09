package dev.wherry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @Test
  void sendsOneLine() {
    assertEquals("226 Done.\r\n", sent(Reply.of(226, "Done.")));
    assertEquals("200 \r\n", sent(Reply.of(200, "")));
  }

  @Test
  void sendsSeveralLinesWithABlankBeforeTheInnerOnes() {
    assertEquals(
        "211-Features:\r\n SIZE\r\n 226 no reply\r\n211 End.\r\n",
        sent(Reply.of(211, List.of("Features:", "SIZE", "226 no reply", "End."))));
    assertEquals("250-a\r\n250 b\r\n", sent(Reply.of(250, List.of("a", "b"))));
    assertEquals("250 a\r\n", sent(Reply.of(250, List.of("a"))));
  }

  @Test
  void sendsControlCharactersAsQuestionMarks() {
    assertEquals("550 a??226 b????\r\n", sent(Reply.of(550, "a\r\n226 b\0\t\u001b\u007f")));
    assertEquals(
        "211-a?\r\n ?211 b\r\n211 c?\r\n", sent(Reply.of(211, List.of("a\n", "\r211 b", "c\n"))));
  }

  @Test
  void sendsNamesInUtf8AndOtherBytesAsTheyAre() {
    assertArrayEquals("257 caf\u00e9\r\n".getBytes(UTF_8), Reply.of(257, "caf\u00e9").bytes());
    assertArrayEquals("257 caf\u00e9\r\n".getBytes(ISO_8859_1), Reply.of(257, "caf\udce9").bytes());
  }

  @Test
  void doublesTheByteThatTelnetCallsIac() {
    assertEquals("257 a\u00ff\u00ffb\u00ff\u00ff\r\n", sent(Reply.of(257, "a\udcffb\udcff")));
    // The same surrogate as half of a pair is no byte.
    assertArrayEquals(
        "257 \ud83d\udcff\r\n".getBytes(UTF_8), Reply.of(257, "\ud83d\udcff").bytes());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void isOneReplyWhateverItsTextsHold(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      StringBuilder line = new StringBuilder();
      while (random.nextInt(8) != 0) {
        String[] parts = {"\r", "\n", "\r\n", "211 ", "211-", "226 x", " ", "\0", "\udcff", "a"};
        line.append(parts[random.nextInt(parts.length)]);
      }
      lines.add(line.toString());
    }
    String sent = sent(Reply.of(211, lines));
    String[] onWire = sent.split("\r\n", -1);
    assertEquals(count + 1, onWire.length);
    assertEquals("", onWire[count]);
    for (int i = 0; i < count; i++) {
      assertTrue(onWire[i].chars().noneMatch(c -> c < ' ' || c == 0x7F), sent);
      String start = i == count - 1 ? "211 " : i == 0 ? "211-" : " ";
      assertTrue(onWire[i].startsWith(start), sent);
    }
  }

  @Test
  void writesItselfIntoABuffer() {
    Reply reply = Reply.of(226, "Done.");
    ByteBuffer out = ByteBuffer.allocate(2 * reply.length());
    reply.writeTo(out);
    reply.writeTo(out);
    assertEquals("226 Done.\r\n226 Done.\r\n", new String(out.array(), ISO_8859_1));
    assertThrows(BufferOverflowException.class, () -> reply.writeTo(out));
  }

  @Test
  void cannotBeChangedThroughItsBytesOrItsLines() {
    List<String> lines = new ArrayList<>(List.of("a", "b"));
    Reply reply = Reply.of(211, lines);
    lines.set(0, "x");
    reply.bytes()[0] = 'x';
    assertTrue(reply.buffer().isReadOnly());
    assertEquals("211-a\r\n211 b\r\n", sent(reply));
    assertEquals(List.of("a", "b"), reply.lines());
    assertThrows(UnsupportedOperationException.class, () -> reply.lines().set(0, "x"));
  }

  @Test
  void isItsCodeAndItsLines() {
    assertEquals(Reply.of(200, "a"), Reply.of(200, List.of("a")));
    assertEquals(Reply.of(200, "a").hashCode(), Reply.of(200, List.of("a")).hashCode());
    assertNotEquals(Reply.of(200, "a"), Reply.of(201, "a"));
    assertNotEquals(Reply.of(200, "a"), Reply.of(200, "b"));
    assertFalse(Reply.of(200, "a").equals((Object) "200 a"));
    assertEquals(200, Reply.of(200, "a").code());
  }

  @Test
  void isOneLineInALog() {
    assertEquals("226 Done.", Reply.of(226, "Done.").toString());
    assertEquals("211 a / b?226 c / d", Reply.of(211, List.of("a", "b\n226 c", "d")).toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 700, 1000})
  void refusesWhatIsNoCode(int code) {
    assertThrows(IllegalArgumentException.class, () -> Reply.of(code, "a"));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 699})
  void takesEveryCode(int code) {
    assertEquals(code + " a\r\n", sent(Reply.of(code, "a")));
  }

  @Test
  void refusesNoLinesAtAll() {
    assertThrows(IllegalArgumentException.class, () -> Reply.of(200, List.of()));
  }

  private static String sent(Reply reply) {
    ByteBuffer out = ByteBuffer.allocate(reply.length());
    reply.writeTo(out);
    assertFalse(out.hasRemaining());
    assertArrayEquals(out.array(), reply.bytes());
    assertEquals(out.flip(), reply.buffer());
    return new String(out.array(), ISO_8859_1);
  }
}
