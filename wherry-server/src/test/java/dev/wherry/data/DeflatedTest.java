package dev.wherry.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both directions of MODE Z. */
class DeflatedTest {

  private static final int GIBIBYTE = 1 << 30;

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverThePiecesTheContentComesBack(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] content = content(random);
    byte[] sent = deflated(content, random);
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(sent))) {
      assertArrayEquals(content, in.readAllBytes());
    }
    assertArrayEquals(content, decoded(new Inflating(), sent, random));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void lineEndsAreFoundBehindIt(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder lines = new StringBuilder();
    for (int i = random.nextInt(20_000); i > 0; i--) {
      lines.append("ab\r\r\r\n\n".charAt(random.nextInt(7)));
    }
    byte[] sent = deflated(lines.toString().getBytes(StandardCharsets.US_ASCII), random);
    Decoder decoder = new Decoders(new Inflating(), new AsciiDecoder());
    assertEquals(
        lines.toString().replace("\r\n", "\n"),
        new String(decoded(decoder, sent, random), StandardCharsets.US_ASCII));
  }

  @Test
  void itIsClosedWithWhatItReads() throws IOException {
    Content content = new Content(new byte[0], new SplittableRandom(0));
    new Deflated(content, 6).close();
    assertTrue(content.closed);
  }

  /** What matters is that nobody holds more of it than one piece. */
  @Test
  void aBombOfOneGibibyteComesPieceByPiece() throws IOException {
    ByteBuffer bomb = ByteBuffer.wrap(bomb());
    assertTrue(bomb.capacity() < 2 << 20);
    Inflating inflating = new Inflating();
    ByteBuffer out = ByteBuffer.allocate(64 * 1024);
    long total = 0;
    for (boolean more = true; more; total += out.position()) {
      more = inflating.decode(bomb, out.clear());
    }
    assertEquals(GIBIBYTE, total);
    assertTrue(inflating.finish(out.clear()));
    inflating.close();
  }

  /** A mebibyte of zeros, deflated once, and said a thousand times. */
  private static byte[] bomb() throws IOException {
    byte[] zeros = new byte[1 << 20];
    byte[] block = new byte[1 << 16];
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(zeros);
    int length = deflater.deflate(block, 0, block.length, Deflater.FULL_FLUSH);
    deflater.end();
    Adler32 sum = new Adler32();
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bomb);
    out.writeShort(0x789C);
    for (int i = 0; i < GIBIBYTE / zeros.length; i++) {
      out.write(block, 0, length);
      sum.update(zeros);
    }
    out.writeShort(0x0300); // an empty last block
    out.writeInt((int) sum.getValue());
    return bomb.toByteArray();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsCutOffIsNotComplete(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] sent = deflated(content(random), random);
    byte[] cut = Arrays.copyOf(sent, random.nextInt(sent.length));
    assertThrows(IOException.class, () -> decoded(new Inflating(), cut, random));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatComesBehindTheEndIsRefused(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] sent = deflated(content(random), random);
    byte[] longer = Arrays.copyOf(sent, sent.length + 1 + random.nextInt(100));
    assertThrows(IOException.class, () -> decoded(new Inflating(), longer, random));
    assertThrows(
        IOException.class,
        () -> decoded(new Decoders(new Inflating(), new AsciiDecoder()), longer, random));
  }

  @Test
  void aStreamThatNeedsADictionaryIsRefused() throws IOException {
    Deflater deflater = new Deflater();
    deflater.setDictionary(new byte[] {1, 2, 3});
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(sent, deflater)) {
      out.write(new byte[] {1, 2, 3});
    }
    deflater.end();
    SplittableRandom random = new SplittableRandom(0);
    assertThrows(IOException.class, () -> decoded(new Inflating(), sent.toByteArray(), random));
  }

  @Test
  void noDamageIsTakenForContent() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    byte[] sent = deflated(content(random), random);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = sent.clone();
      damaged[random.nextInt(sent.length)] ^= (byte) (1 + random.nextInt(255));
      assertThrows(IOException.class, () -> decoded(new Inflating(), damaged, random));
    }
  }

  private static byte[] content(SplittableRandom random) {
    byte[] content = new byte[random.nextInt(300_000)];
    if (random.nextBoolean()) {
      random.nextBytes(content);
    } else {
      for (int i = 0; i < content.length; i++) {
        content[i] = (byte) ('a' + random.nextInt(4));
      }
    }
    return content;
  }

  private static byte[] deflated(byte[] content, SplittableRandom random) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(1 + random.nextInt(100_000));
    Deflated deflated = new Deflated(new Content(content, random), 1 + random.nextInt(9));
    boolean more = true;
    while (more) {
      more = deflated.fill(piece.clear());
      sent.write(piece.array(), 0, piece.position());
      assertFalse(more && piece.hasRemaining(), "a piece that is not the last is full");
    }
    deflated.close();
    return sent.toByteArray();
  }

  /** As an upload does it: chunks come in, and each is asked until it has no more to give. */
  private static byte[] decoded(Decoder decoder, byte[] sent, SplittableRandom random)
      throws IOException {
    try {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      ByteBuffer out = ByteBuffer.allocate(64 + random.nextInt(64 * 1024));
      int from = 0;
      while (from < sent.length) {
        int length = Math.min(sent.length - from, 1 + random.nextInt(70_000));
        ByteBuffer in = ByteBuffer.wrap(sent, from, length);
        from += length;
        for (boolean more = true; more; ) {
          more = decoder.decode(in, out.clear());
          content.write(out.array(), 0, out.position());
        }
        assertFalse(in.hasRemaining());
      }
      assertTrue(decoder.finish(out.clear()));
      content.write(out.array(), 0, out.position());
      return content.toByteArray();
    } finally {
      decoder.close();
    }
  }

  /** Bytes in pieces of any size, some of them empty. */
  private static final class Content implements Pieces {

    private final ByteBuffer content;
    private final SplittableRandom random;
    private boolean closed;

    Content(byte[] content, SplittableRandom random) {
      this.content = ByteBuffer.wrap(content);
      this.random = random;
    }

    @Override
    public boolean fill(ByteBuffer piece) {
      int length = Math.min(content.remaining(), random.nextInt(piece.remaining() + 1));
      piece.put(content.slice(content.position(), length));
      content.position(content.position() + length);
      return content.hasRemaining() || random.nextInt(4) == 0;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
