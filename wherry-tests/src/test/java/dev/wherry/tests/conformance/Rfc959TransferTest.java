package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** RFC 959, sections 3.1, 3.4 and 4.1.3: types, modes, and files on their way. */
class Rfc959TransferTest extends OnEveryTransport {

  @Test
  void typesAreAsciiAndImage() {
    for (String type : List.of("I", "i", "L 8", "l 8", "A", "a", "A N", "a n", "A T", "E", "e n")) {
      client.says("TYPE " + type).hears(200);
    }
    for (String type : List.of("E C", "A C", "L 7", "L 36", "X", "I N", "AI")) {
      client.says("TYPE " + type);
      assertEquals("504", client.line().substring(0, 3), type);
    }
    client.says("TYPE").hears(501);
  }

  @Test
  void theModeIsStreamAndTheStructureIsFile() {
    client.says("MODE S").hears(200).says("MODE s").hears(200);
    client.says("MODE B").hears(504).says("MODE C").hears(504).says("MODE").hears(501);
    client.says("STRU F").hears(200).says("STRU f").hears(200);
    client.says("STRU R").hears(504).says("STRU P").hears(504).says("STRU").hears(501);
  }

  @Test
  void theTypeIsAsciiUntilTheClientSaysOtherwise() throws IOException {
    write("file", "one\ntwo\n");
    assertEquals("one\r\ntwo\r\n", client.receivesText("RETR file"));
    client.says("TYPE I").hears(200);
    assertEquals("one\ntwo\n", client.receivesText("RETR file"));
    client.says("TYPE A").hears(200);
    assertEquals("one\r\ntwo\r\n", client.receivesText("RETR file"));
  }

  @Test
  void binaryFilesCrossAsTheyAre() throws IOException {
    byte[] content = new byte[1_234_567];
    new SplittableRandom(1).nextBytes(content);
    client.says("TYPE I").hears(200);
    assertEquals("226 Transfer complete.", client.stores("STOR file", content).getLast());
    assertArrayEquals(content, Files.readAllBytes(home.resolve("file")));
    assertArrayEquals(content, client.receives("RETR file"));
    client.stores("STOR empty", new byte[0]);
    assertEquals("", read("empty"));
    assertEquals("", client.receivesText("RETR empty"));
  }

  @Test
  void textGetsTheLineEndsOfTheOtherSide() throws IOException {
    StringBuilder local = new StringBuilder();
    SplittableRandom random = new SplittableRandom(2);
    while (local.length() < 1_000_000) {
      local.append("x".repeat(random.nextInt(100))).append('\n');
    }
    String network = local.toString().replace("\n", "\r\n");
    client.storesText("STOR file", network);
    assertEquals(local.toString(), read("file"));
    assertEquals(network, client.receivesText("RETR file"));
  }

  /** Section 3.1.1.2: EBCDIC, in which NL (0x15) ends a line. */
  @Test
  void textMayCrossInEbcdic() throws IOException {
    byte[] hello = {(byte) 0xC8, (byte) 0x85, (byte) 0x93, (byte) 0x93, (byte) 0x96, 0x5A, 0x15};
    client.says("TYPE E").hears("200 TYPE is E.");
    client.stores("STOR file", hello);
    assertEquals("Hello!\n", read("file"));
    assertArrayEquals(hello, client.receives("RETR file"));
    client.says("SIZE file").hears("213 7");
    client.says("REST 6").hears(350);
    assertArrayEquals(new byte[] {0x15}, client.receives("RETR file"));
    byte[] listing = client.receives("NLST");
    assertArrayEquals(
        new byte[] {(byte) 0x86, (byte) 0x89, (byte) 0x93, (byte) 0x85, 0x15}, listing);
    assertTrue(client.receivesText("MLSD").endsWith("; file\r\n"), "which has no TYPE");
    client.says("TYPE I").hears(200);
    assertEquals("Hello!\n", client.receivesText("RETR file"));
  }

  /** So nothing is lost in it. */
  @Test
  void everyByteHasItsOwnInEbcdic() throws IOException {
    byte[] content = new byte[300_000];
    new SplittableRandom(3).nextBytes(content);
    Files.write(home.resolve("file"), content);
    client.says("TYPE E").hears(200);
    byte[] sent = client.receives("RETR file");
    client.stores("STOR other", sent);
    assertArrayEquals(content, Files.readAllBytes(home.resolve("other")));
    client.says("MODE Z").hears(200);
    assertEquals(List.of("226 Transfer complete."), client.stores("STOR other", deflated(sent)));
    assertArrayEquals(content, Files.readAllBytes(home.resolve("other")));
  }

  private static byte[] deflated(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream stream = new DeflaterOutputStream(out)) {
      stream.write(content);
    }
    return out.toByteArray();
  }

  @Test
  void lineEndsThatAreRightAlreadyStayAsTheyAre() throws IOException {
    write("file", "a\r\nb\n\nc\rd\r\r\ne\r");
    assertEquals("a\r\nb\r\n\r\nc\rd\r\r\ne\r", client.receivesText("RETR file"));
  }

  @Test
  void aLineEndMayComeInTwoPackets() throws IOException {
    try (Socket data = client.passive()) {
      client.says("STOR file").opening();
      data.setTcpNoDelay(true);
      OutputStream out = data.getOutputStream();
      for (byte b : "a\r\nb\r\r\n\nc\r".getBytes(StandardCharsets.US_ASCII)) {
        out.write(b);
        client.says("NOOP").hears(200);
      }
      data.shutdownOutput();
      client.hears(226);
    }
    assertEquals("a\nb\r\n\nc\r", read("file"));
  }

  @Test
  void theSizeOfABinaryDownloadIsToldBeforehand() throws IOException {
    write("file", "x".repeat(12_345));
    client.says("TYPE I").hears(200);
    try (Socket data = client.passive()) {
      client.says("RETR file").hears("125 Here it comes (12345 bytes).");
      data.getInputStream().readAllBytes();
    }
    client.hears(226);
    try (Socket data = client.passive()) {
      client.says("REST 12340").hears(350);
      client.says("RETR file").hears("125 Here it comes (5 bytes).");
      data.getInputStream().readAllBytes();
    }
    client.hears(226);
  }

  @Test
  void anUploadReplacesWhatWasThere() throws IOException {
    write("file", "a long content");
    client.says("TYPE I").hears(200).storesText("STOR file", "short");
    assertEquals("short", read("file"));
    assertEquals(List.of("file"), names());
  }

  @Test
  void anUploadThroughALinkReplacesWhatTheLinkPointsTo() throws IOException {
    write("file", "a long content");
    Files.createSymbolicLink(home.resolve("link"), Path.of("file"));
    client.says("TYPE I").hears(200).storesText("STOR link", "short");
    assertEquals("short", read("file"));
    assertTrue(Files.isSymbolicLink(home.resolve("link")));
  }

  @Test
  void appeAddsOrBegins() throws IOException {
    client.says("TYPE I").hears(200);
    client.storesText("APPE file", "one").storesText("APPE file", "two");
    assertEquals("onetwo", read("file"));
  }

  @Test
  void filesCannotReplaceDirectories() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    try (Socket _ = client.passive()) {
      client.says("STOR sub").hears(550);
      client.says("STOR /").hears(550);
      client.says("APPE sub").hears(550);
      client.says("RETR sub").hears(550);
      client.says("RETR /").hears(550);
    }
    assertEquals(List.of("sub"), names());
  }

  @Test
  void stouChoosesAndTellsAName() throws IOException {
    client.says("TYPE I").hears(200);
    String first = stou(client, "STOU");
    String second = stou(another().says("TYPE I").hears(200), "STOU");
    assertNotEquals(first, second);
    assertEquals(first, read(first));
    assertEquals(second, read(second));
    assertEquals(2, names().size());
  }

  @Test
  void stouStartsFromTheNameTheClientWishes() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    client.says("TYPE I").hears(200);
    assertTrue(stou(client, "STOU notes.txt").startsWith("notes.txt"));
    client.says("CWD sub").hears(250);
    String name = stou(client, "STOU");
    assertEquals(name, read("sub/" + name));
  }

  /** Uploads the unique name itself, and returns it. */
  private static String stou(Client client, String command) throws IOException {
    try (Socket data = client.passive()) {
      String opening = client.says(command).line();
      assertTrue(opening.startsWith("125 FILE: "), opening);
      String name = opening.substring("125 FILE: ".length());
      data.getOutputStream().write(name.getBytes(StandardCharsets.UTF_8));
      data.shutdownOutput();
      client.hears("226 Transfer complete; FILE: " + name);
      return name;
    }
  }

  @Test
  void alloIsSuperfluous() {
    client.says("ALLO 1000").hears(202).says("ALLO 1000 R 80").hears(202);
    client.says("ALLO").hears(501).says("ALLO much").hears(501).says("ALLO -1").hears(501);
  }

  @Test
  void rightsToReadWriteAndAddAreSeparate() throws IOException {
    write("file", "content");
    Client writer = permitted(Permissions.of(Permission.WRITE));
    writer.passivePort();
    writer.says("RETR file").hears(550).says("APPE file").hears(550).says("LIST").hears(550);
    writer.storesText("STOR new", "ne").storesText("STOR new", "news");
    Client creator = permitted(Permissions.of(Permission.CREATE));
    creator.storesText("STOR own", "own").passivePort();
    creator.says("STOR own").hears("550 It exists already.");
    creator.says("REST 1").hears(350).says("STOR own").hears("550 It exists already.");
    creator.says("APPE own").hears(550);
    assertEquals("own", read("own"));
    Client reader = permitted(Permissions.of(Permission.READ));
    reader.passivePort();
    reader.says("STOR file").hears(550).says("APPE file").hears(550).says("STOU").hears(550);
    assertEquals("content", reader.receivesText("RETR file"));
    Client adder = permitted(Permissions.of(Permission.APPEND));
    adder.passivePort();
    adder.says("STOR file").hears(550).says("RETR file").hears(550);
    adder.storesText("APPE file", "!");
    assertEquals("content!", read("file"));
    assertEquals("news", read("new"));
  }
}
