package dev.wherry.tests.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.OnEveryTransport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** draft-preston-ftpext-deflate: MODE Z, in which everything goes as a zlib stream. */
class ModeZTest extends OnEveryTransport {

  private static final String DAMAGED = "550 The compressed data is damaged.";
  private static final int MEBIBYTE = 1 << 20;

  /** How much comes out of the bomb, whose file is really written. */
  private static final int BOMB = 128 * MEBIBYTE;

  @BeforeEach
  void begin() {
    client.says("TYPE I").hears(200);
    client.says("MODE Z").hears("200 MODE is Z.");
  }

  @Test
  void filesAreSentDeflated() throws IOException {
    String content = "all the same ".repeat(100_000);
    write("file", content);
    byte[] sent = client.receives("RETR file");
    assertTrue(sent.length < content.length() / 50, sent.length + " bytes");
    assertEquals(content, inflated(sent));
  }

  @Test
  void filesAreReceivedDeflated() throws IOException {
    String content = "all the same ".repeat(100_000);
    client.storesText("STOR file", deflated(content));
    assertEquals(content, read("file"));
    client.storesText("APPE file", deflated("end"));
    assertEquals(content + "end", read("file"));
    assertEquals("226", client.stores("STOU", bytes(deflated("x"))).getLast().substring(0, 3));
  }

  @Test
  void noiseAndNothingGoBothWays() throws IOException {
    byte[] noise = new byte[3 * MEBIBYTE + 1];
    new SplittableRandom(1).nextBytes(noise);
    for (byte[] content : List.of(noise, new byte[0], new byte[] {'x'})) {
      client.storesText("STOR file", deflated(new String(content, ISO_8859_1)));
      assertArrayEquals(content, Files.readAllBytes(home.resolve("file")));
      assertEquals(new String(content, ISO_8859_1), inflated(client.receives("RETR file")));
    }
  }

  /** Section 3: the format is that of RFC 1950, whose first two bytes are a multiple of 31. */
  @Test
  void whatIsSentIsAZlibStream() throws IOException {
    write("file", "content");
    byte[] sent = client.receives("RETR file");
    assertEquals(0, ((sent[0] & 0xFF) * 256 + (sent[1] & 0xFF)) % 31);
    assertEquals("content", inflated(sent));
  }

  @Test
  void listingsAreSentDeflated() throws IOException {
    write("file", "content");
    assertTrue(inflated(client.receives("LIST")).endsWith(" file\r\n"));
    assertTrue(inflated(client.receives("MLSD")).endsWith("; file\r\n"));
    assertEquals("file\r\n", inflated(client.receives("NLST")));
    assertEquals("file\r\n", inflated(client.receives("NLST -t")));
    assertEquals("file\r\n", inflated(client.receives("NLST -R")));
    assertEquals("", inflated(client.receives("NLST x*")));
  }

  @Test
  void itGoesWithTypeA() throws IOException {
    String lines = "a line\n".repeat(20_000);
    String onWire = lines.replace("\n", "\r\n");
    client.says("TYPE A").hears(200);
    write("file", lines);
    assertEquals(onWire, inflated(client.receives("RETR file")));
    client.storesText("STOR other", deflated(onWire + "\r"));
    assertEquals(lines + "\r", read("other"));
  }

  @Test
  void itGoesWithRestAndRang() throws IOException {
    write("file", "0123456789");
    client.says("REST 7").hears(350);
    assertEquals("789", inflated(client.receives("RETR file")));
    client.says("RANG 2 4").hears(350);
    assertEquals("234", inflated(client.receives("RETR file")));
    client.says("REST 8").hears(350);
    client.storesText("STOR file", deflated("end"));
    assertEquals("01234567end", read("file"));
  }

  @Test
  void modeSEndsIt() throws IOException {
    write("file", "content");
    client.says("STAT");
    assertTrue(client.reply().toString().contains("MODE: Z"));
    client.says("MODE S").hears("200 MODE is S.");
    assertEquals("content", client.receivesText("RETR file"));
    client.says("mode z").hears("200 MODE is Z.");
    client.says("REIN").hears(220);
    client.login(user);
    assertEquals("content", client.receivesText("RETR file"));
  }

  @Test
  void theLevelIsTheClients() throws IOException {
    write("file", numbers());
    client.says("OPTS MODE Z LEVEL 1").hears("200 MODE Z has level 1.");
    byte[] fast = client.receives("RETR file");
    client.says("opts mode z level 9").hears("200 MODE Z has level 9.");
    byte[] small = client.receives("RETR file");
    assertTrue(small.length < fast.length, small.length + " < " + fast.length);
    assertEquals(numbers(), inflated(fast));
    assertEquals(numbers(), inflated(small));
    client.says("MODE S").hears(200);
    client.says("MODE Z").hears(200);
    assertArrayEquals(small, client.receives("RETR file"), "the level stays");
    for (String wrong : List.of("Z LEVEL 0", "Z LEVEL 10", "Z LEVEL", "Z", "S", "Z ENGINE zlib")) {
      client.says("OPTS MODE " + wrong).hears("501 Use: OPTS MODE Z LEVEL 1 to 9");
    }
    assertArrayEquals(small, client.receives("RETR file"), "nothing is changed");
  }

  private static String numbers() {
    StringBuilder numbers = new StringBuilder();
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 20_000; i++) {
      numbers.append(random.nextInt(1000)).append(' ');
    }
    return numbers.toString();
  }

  @Test
  void damagedDataLeavesNoFile() throws IOException {
    byte[] damaged = bytes(deflated(numbers()));
    damaged[damaged.length / 2] ^= 0x55;
    assertEquals(DAMAGED, sends("STOR file", damaged));
    byte[] wrongSum = bytes(deflated(numbers()));
    wrongSum[wrongSum.length - 1] ^= 1;
    assertEquals(DAMAGED, sends("STOR file", wrongSum));
    assertEquals(DAMAGED, sends("STOR file", bytes("this is not compressed")));
    assertEquals(DAMAGED, sends("STOU", bytes("this is not compressed")));
    assertEquals(List.of(), names());
    client.storesText("STOR file", deflated("content"));
    assertEquals("content", read("file"));
  }

  @Test
  void incompleteDataLeavesNoFile() throws IOException {
    byte[] whole = bytes(deflated(numbers()));
    for (int length : new int[] {0, 1, 2, whole.length / 2, whole.length - 4, whole.length - 1}) {
      assertEquals(DAMAGED, sends("STOR file", Arrays.copyOf(whole, length)), length + " bytes");
    }
    assertEquals(List.of(), names());
  }

  @Test
  void dataBehindTheEndLeavesNoFile() throws IOException {
    byte[] whole = bytes(deflated("content"));
    assertEquals(DAMAGED, sends("STOR file", Arrays.copyOf(whole, whole.length + 1)));
    assertEquals(DAMAGED, sends("STOR file", whole, whole));
    assertEquals(List.of(), names());
  }

  /** RFC 1950 lets a stream ask for a dictionary, which nobody has agreed on here. */
  @Test
  void dataThatNeedsADictionaryLeavesNoFile() throws IOException {
    Deflater deflater = new Deflater();
    deflater.setDictionary(bytes("content"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
      stream.write(bytes("content"));
    }
    deflater.end();
    assertEquals(DAMAGED, sends("STOR file", out.toByteArray()));
    client.says("TYPE A").hears(200);
    assertEquals(DAMAGED, sends("STOR file", out.toByteArray()));
    assertEquals(List.of(), names());
  }

  @Test
  void aFileThatWasThereStaysWhenItsSuccessorIsDamaged() throws IOException {
    write("file", "before");
    assertEquals(DAMAGED, sends("STOR file", bytes("this is not compressed")));
    assertEquals("before", read("file"));
    assertEquals(List.of("file"), names());
  }

  @Test
  void aBombGoesToTheDiskPieceByPiece() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bomb, new Deflater(9))) {
      for (int i = 0; i < BOMB / MEBIBYTE; i++) {
        out.write(new byte[MEBIBYTE]);
      }
    }
    long before = used();
    assertEquals("226", client.stores("STOR file", bomb.toByteArray()).getLast().substring(0, 3));
    assertTrue(used() - before < BOMB / 2, "it was not kept in memory");
    assertEquals(BOMB, Files.size(home.resolve("file")));
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void aTransferCanBeAborted() throws IOException {
    byte[] noise = new byte[32 * MEBIBYTE];
    new SplittableRandom(1).nextBytes(noise);
    Files.write(home.resolve("noise"), noise);
    try (Socket data = client.passive()) {
      client.says("RETR noise").opening();
      assertEquals(1, data.getInputStream().readNBytes(1).length);
      client.says("NOOP").hears(200);
      client.says("ABOR").hears("426 The transfer broke off.").hears(226);
    }
    try (Socket data = client.passive()) {
      client.says("STOR file").opening();
      data.getOutputStream().write(bytes(deflated(numbers())), 0, 1000);
      client.says("ABOR").hears("426 The transfer broke off.").hears(226);
    }
    assertEquals(List.of("noise"), names());
  }

  /** Other threads write and delete in MODE Z, and the reply waits for them. */
  @Test
  void nothingIsLeftOfAnUploadWithoutDataConnectionWhenTheReplyComes() {
    for (int i = 0; i < 30; i++) {
      client.passivePort();
      client.says("STOR file").hears(150);
      client.says("ABOR").hears("426 The transfer broke off.").hears(226);
      assertEquals(List.of(), names());
    }
  }

  /** The server may close before it has read everything, so writing may fail. */
  private String sends(String command, byte[]... pieces) throws IOException {
    try (Socket data = client.passive()) {
      client.says(command).opening();
      try {
        OutputStream out = data.getOutputStream();
        for (byte[] piece : pieces) {
          out.write(piece);
        }
        data.shutdownOutput();
      } catch (IOException _) {
        // the reply tells why
      }
      return client.line();
    }
  }

  private static String deflated(String content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream stream = new DeflaterOutputStream(out)) {
      stream.write(bytes(content));
    }
    return out.toString(ISO_8859_1);
  }

  /** Fails if the stream is not whole. */
  private static String inflated(byte[] sent) throws IOException {
    try (InflaterInputStream stream = new InflaterInputStream(new ByteArrayInputStream(sent))) {
      return new String(stream.readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new IOException(HexFormat.of().formatHex(Arrays.copyOf(sent, 20)), e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
