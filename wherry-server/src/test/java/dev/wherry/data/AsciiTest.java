package dev.wherry.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AsciiTest {

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  // In these texts R is CR and N is LF.
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "abc, abc",
    "N, RN",
    "aNb, aRNb",
    "RN, RN",
    "aRNb, aRNb",
    "NN, RNRN",
    "RNN, RNRN",
    "RRN, RRN",
    "R, R",
    "aRb, aRb",
    "NR, RNR",
    "RNRN, RNRN",
    "longer than a wordN, longer than a wordRN"
  })
  void sendsEveryLineEndAsCrLf(String onDisk, String onWire) {
    SplittableRandom random = new SplittableRandom(0);
    assertEquals(onWire, symbols(encode(bytes(onDisk), 1000, 1000, random)));
    assertEquals(onWire, symbols(encode(bytes(onDisk), 1, 1, random)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "abc, abc",
    "RN, N",
    "aRNb, aNb",
    "N, N",
    "aNb, aNb",
    "RNRN, NN",
    "RRN, RN",
    "RRRN, RRN",
    "R, R",
    "aRb, aRb",
    "aR, aR",
    "RR, RR",
    "NR, NR",
    "longer than a wordRN, longer than a wordN"
  })
  void storesEveryCrLfAsLf(String onWire, String onDisk) {
    SplittableRandom random = new SplittableRandom(0);
    assertEquals(onDisk, symbols(decode(bytes(onWire), 1000, 1000, random)));
    assertEquals(onDisk, symbols(decode(bytes(onWire), 1, 1, random)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void encodesInAnyChunksAsInOne(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] text = anyText(random);
    String expected = new String(text, ISO_8859_1).replace("\r\n", "\n").replace("\n", "\r\n");
    byte[] sent = encode(text, 1 + random.nextInt(60), 1 + random.nextInt(60), random);
    assertEquals(expected, new String(sent, ISO_8859_1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void decodesInAnyChunksAsInOne(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] text = anyText(random);
    String expected = new String(text, ISO_8859_1).replace("\r\n", "\n");
    byte[] stored = decode(text, 1 + random.nextInt(60), 1 + random.nextInt(60), random);
    assertEquals(expected, new String(stored, ISO_8859_1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void givesBackATextWithoutCr(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String text = new String(anyText(random), ISO_8859_1).replace("\r", "");
    byte[] sent = encode(text.getBytes(ISO_8859_1), 50, 50, random);
    assertEquals(text, new String(decode(sent, 50, 50, random), ISO_8859_1));
  }

  @Test
  void stopsWhenTheOutputIsFullAndGoesOnLater() {
    AsciiEncoder encoder = new AsciiEncoder();
    ByteBuffer in = ByteBuffer.wrap(bytes("aNb"));
    ByteBuffer out = ByteBuffer.allocate(2);
    encoder.encode(in, out);
    assertEquals("aR", symbols(out.array()));
    assertEquals(1, in.position());
    out.clear();
    encoder.encode(in, out);
    assertEquals("Nb", symbols(out.array()));
    assertFalse(in.hasRemaining());
  }

  @Test
  void holdsACrUntilTheEnd() {
    AsciiDecoder decoder = new AsciiDecoder();
    ByteBuffer out = ByteBuffer.allocate(2);
    decoder.decode(ByteBuffer.wrap(bytes("aR")), out);
    assertEquals(1, out.position());
    assertFalse(decoder.finish(ByteBuffer.allocate(0)));
    assertTrue(decoder.finish(out));
    assertEquals("aR", symbols(out.array()));
    assertTrue(decoder.finish(out));
  }

  private static byte[] encode(byte[] text, int chunk, int room, SplittableRandom random) {
    AsciiEncoder encoder = new AsciiEncoder();
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    convert(text, chunk, room, random, encoder::encode, result);
    return result.toByteArray();
  }

  private static byte[] decode(byte[] text, int chunk, int room, SplittableRandom random) {
    AsciiDecoder decoder = new AsciiDecoder();
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    convert(text, chunk, room, random, decoder::decode, result);
    ByteBuffer rest = ByteBuffer.allocate(1);
    assertTrue(decoder.finish(rest));
    result.write(rest.array(), 0, rest.position());
    return result.toByteArray();
  }

  /** Feeds {@code text} in chunks, and takes the result out whenever the output is full. */
  private static void convert(
      byte[] text,
      int chunk,
      int room,
      SplittableRandom random,
      BiConsumer<ByteBuffer, ByteBuffer> codec,
      ByteArrayOutputStream result) {
    for (int from = 0; from < text.length; from += chunk) {
      int length = Math.min(chunk, text.length - from);
      // Off the start of the buffer, which may be a direct one.
      ByteBuffer in =
          random.nextBoolean() ? ByteBuffer.allocate(70) : ByteBuffer.allocateDirect(70);
      in = length > 60 ? ByteBuffer.wrap(text, from, length) : in.put(3, text, from, length);
      if (length <= 60) {
        in.position(3).limit(3 + length);
      }
      while (in.hasRemaining()) {
        ByteBuffer out = ByteBuffer.allocate(room);
        int before = in.remaining();
        codec.accept(in, out);
        assertTrue(!in.hasRemaining() || !out.hasRemaining(), "stopped without need");
        assertTrue(in.remaining() < before || out.position() > 0, "no progress");
        result.write(out.array(), 0, out.position());
      }
    }
  }

  private static byte[] anyText(SplittableRandom random) {
    byte[] text = new byte[random.nextInt(300)];
    int most = 1 + random.nextInt(40);
    for (int i = 0; i < text.length; i++) {
      int kind = random.nextInt(1 + most);
      // Among the rest are the neighbours of CR and LF, which a search by words could mistake.
      text[i] = (byte) (kind == 0 ? '\r' : kind == 1 ? '\n' : 9 + random.nextInt(248));
    }
    return text;
  }

  private static byte[] bytes(String symbols) {
    return symbols.replace('R', '\r').replace('N', '\n').getBytes(ISO_8859_1);
  }

  private static String symbols(byte[] bytes) {
    return new String(bytes, ISO_8859_1).replace('\r', 'R').replace('\n', 'N');
  }
}
