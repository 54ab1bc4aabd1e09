package dev.wherry.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTextTest {

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "caf\u00e9", "\u0800\uffff", "\uFFFD", "\ud83d\udcff", "\0"})
  void readsAndWritesUtf8AsEverybodyDoes(String text) {
    assertEquals(text, WireText.decode(text.getBytes(UTF_8)));
    assertArrayEquals(text.getBytes(UTF_8), WireText.encode(text));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF
      })
  void readsTheFirstAndTheLastOfEveryLengthBesideABadByte(int codePoint) {
    String text = Character.toString(codePoint);
    byte[] good = text.getBytes(UTF_8);
    byte[] bytes = Arrays.copyOf(good, good.length + 1);
    bytes[good.length] = (byte) 0xFF;
    assertEquals(text + "\udcff", WireText.decode(bytes));
    assertArrayEquals(bytes, WireText.encode(text + "\udcff"));
    assertEquals(bytes.length, WireText.length(text + "\udcff"));
    ByteBuffer out = ByteBuffer.allocate(good.length);
    assertTrue(WireText.encode(text, out));
    assertArrayEquals(good, out.array());
  }

  @ParameterizedTest
  @CsvSource({
    "a byte of Latin-1, 63 e9, c/dce9",
    "a lone continuation, 80 41, dc80/A",
    "a sequence cut short, c3, dcc3",
    "a sequence cut by a letter, e2 82 41, dce2/dc82/A",
    "an overlong slash, c0 af, dcc0/dcaf",
    "an overlong slash of three, e0 80 af, dce0/dc80/dcaf",
    "an overlong NUL, c0 80, dcc0/dc80",
    "the last overlong of two, c1 bf, dcc1/dcbf",
    "the last overlong of three, e0 9f bf, dce0/dc9f/dcbf",
    "the last overlong of four, f0 8f bf bf, dcf0/dc8f/dcbf/dcbf",
    "the first surrogate, ed a0 80, dced/dca0/dc80",
    "the last surrogate, ed bf bf, dced/dcbf/dcbf",
    "a lead byte of more than four, f5 80 80 80, dcf5/dc80/dc80/dc80",
    "an encoded surrogate, ed b2 80, dced/dcb2/dc80",
    "above U+10FFFF, f4 90 80 80, dcf4/dc90/dc80/dc80",
    "no lead byte at all, f8 ff fe, dcf8/dcff/dcfe",
    "good beside bad, c3 a9 ff, 00e9/dcff",
    "U+FFFD itself beside bad, ef bf bd ff, fffd/dcff",
  })
  void makesALoneSurrogateOfEveryByteThatIsNoUtf8(String why, String hex, String expected) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
    StringBuilder text = new StringBuilder();
    for (String part : expected.split("/", -1)) {
      text.append(part.length() == 1 ? part : (char) Integer.parseInt(part, 16));
    }
    assertEquals(text.toString(), WireText.decode(bytes), why);
    assertArrayEquals(bytes, WireText.encode(text.toString()), why);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void losesNothing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = anyBytes(random);
    String text = WireText.decode(bytes);
    assertArrayEquals(bytes, WireText.encode(text));
    assertEquals(bytes.length, WireText.length(text));
    ByteBuffer out = ByteBuffer.allocate(bytes.length + 2).position(1).limit(bytes.length + 1);
    assertTrue(WireText.encode(text, out));
    assertArrayEquals(bytes, Arrays.copyOfRange(out.array(), 1, bytes.length + 1));
    assertFalse(out.hasRemaining());
    byte[] array = new byte[3 * text.length() + 1];
    assertEquals(bytes.length + 1, WireText.encode(text, array, 1));
    assertArrayEquals(bytes, Arrays.copyOfRange(array, 1, bytes.length + 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void readsAsTheJdkDoesWhereNothingIsMalformed(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < 50) {
      int codePoint = random.nextInt(Character.MAX_CODE_POINT >> random.nextInt(16));
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        text.appendCodePoint(codePoint);
      }
    }
    byte[] bytes = (text + "\uFFFD").getBytes(UTF_8);
    assertEquals(text + "\uFFFD", WireText.decode(bytes));
    assertArrayEquals(bytes, WireText.encode(text + "\uFFFD"));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void makesNoAsciiOfOtherBytes(long seed) {
    byte[] bytes = anyBytes(new SplittableRandom(seed));
    long inBytes = 0;
    for (byte b : bytes) {
      inBytes += b >= 0 ? 1 : 0;
    }
    assertEquals(inBytes, WireText.decode(bytes).chars().filter(c -> c < 0x80).count());
  }

  @Test
  void decodesOnlyThePartAskedFor() {
    byte[] bytes = {'a', (byte) 0xC3, (byte) 0xA9, 'b'};
    assertEquals("\u00e9", WireText.decode(bytes, 1, 3));
    assertEquals("\udcc3", WireText.decode(bytes, 1, 2));
    assertEquals("", WireText.decode(bytes, 2, 2));
  }

  @Test
  void makesAQuestionMarkOfASurrogateThatStandsForNoByte() {
    assertArrayEquals("a?b??".getBytes(UTF_8), WireText.encode("a\ud800b\udc7f\udd00"));
    assertEquals(5, WireText.length("a\ud800b\udc7f\udd00"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "\u00e9b", "\ud83d", "\u20ac"})
  void leavesABufferAsItWasThatIsTooSmall(String text) {
    ByteBuffer out = ByteBuffer.allocate(10);
    out.position(2).limit(2 + WireText.length(text) - 1);
    assertFalse(WireText.encode(text, out));
    assertEquals(2, out.position());
  }

  private static byte[] anyBytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(40)];
    int kind = random.nextInt(4);
    for (int i = 0; i < bytes.length; i++) {
      // Mostly lead and continuation bytes, so that whole sequences come about.
      bytes[i] =
          (byte)
              (kind == 0 || random.nextInt(3) == 0
                  ? random.nextInt(256)
                  : kind == 1 ? random.nextInt(128) : 0x80 + random.nextInt(0x78));
    }
    return bytes;
  }
}
