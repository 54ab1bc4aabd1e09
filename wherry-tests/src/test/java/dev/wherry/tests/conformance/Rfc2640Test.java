package dev.wherry.tests.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 2640: names in UTF-8, and on disk also others, which all can be reached. */
class Rfc2640Test extends OnEveryTransport {

  private static final List<String> UTF_8_NAMES =
      List.of(
          "b\u00fcro",
          "\u0431\u0430\u0440\u0436\u0430",
          "\u6e21\u3057\u8239",
          "\ud83d\udea3",
          "NFC-\u00e9",
          "NFD-e\u0301",
          "\u00ff",
          "\u200e right to left \u202e",
          "\ufffd");

  /** Each character is a byte; none of these is UTF-8. */
  private static final List<String> OTHER_NAMES =
      List.of(
          "b\u00fcro",
          "\u00ff",
          "a\u00ff\u00ffb",
          "\u00ff\u00f4\u00ff\u00f2ABOR",
          "overlong \u00c0\u00af",
          "surrogate \u00ed\u00a0\u0080",
          "cut \u00e2\u0082",
          "\u0080",
          "mixed \u00c3\u00bc and \u00fc");

  @Test
  void utf8NamesGoInAndOut() throws IOException {
    for (String name : UTF_8_NAMES) {
      client.says("TYPE I").hears(200);
      client.storesText("STOR " + name, "content");
      assertEquals("content", Files.readString(home.resolve(name)), name);
      goesRound(bytes(name));
    }
  }

  @Test
  void otherNamesOnDiskAreListedAndReachable() throws IOException {
    for (String name : OTHER_NAMES) {
      client.says("TYPE I").hears(200);
      Files.writeString(onDisk(name), "content");
      goesRound(name);
    }
  }

  /** Lists, reads, asks about, renames forth and back, and removes a file. */
  private void goesRound(String name) throws IOException {
    assertEquals(name + "\r\n", client.receivesText("NLST"));
    assertTrue(client.receivesText("LIST").endsWith(" " + name + "\r\n"), name);
    assertTrue(client.receivesText("MLSD").endsWith("; " + name + "\r\n"), name);
    says("SIZE " + name).hears("213 7");
    says("MDTM " + name).hears(213);
    says("MLST " + name).hears(250);
    says("STAT " + name).hears(213);
    try (Socket data = client.passive()) {
      says("RETR " + name).opening();
      assertEquals("content", new String(data.getInputStream().readAllBytes(), ISO_8859_1));
      client.hears(226);
    }
    try (Socket data = client.passive()) {
      says("APPE " + name).opening();
      data.getOutputStream().write('!');
      data.shutdownOutput();
      client.hears(226);
    }
    says("RNFR " + name).hears(350);
    client.says("RNTO plain").hears(250);
    assertEquals("content!", read("plain"));
    client.says("RNFR plain").hears(350);
    says("RNTO " + name).hears(250);
    assertTrue(Files.exists(onDisk(name)), name);
    says("DELE " + name).hears(250);
    assertEquals("", client.receivesText("NLST"));
  }

  @Test
  void repliesShowTheBytesOfANameAndDoubleTheIac() {
    for (String name : OTHER_NAMES) {
      says("MKD " + name);
      assertEquals("257 \"/" + escaped(name) + "\" created.", client.rawLine());
      says("CWD " + name).hears(250);
      client.says("PWD");
      assertEquals("257 \"/" + escaped(name) + "\" is the current directory.", client.rawLine());
      client.says("MLST");
      client.rawLine();
      assertTrue(client.rawLine().endsWith("; /" + escaped(name)), name);
      client.rawLine();
      client.says("CDUP").hears(250);
      says("RMD " + name).hears(250);
      assertFalse(Files.exists(onDisk(name)), name);
    }
  }

  @Test
  void filesBelowSuchDirectoriesAreReachable() throws IOException {
    for (String name : OTHER_NAMES) {
      Files.createDirectory(onDisk(name));
      Files.writeString(onDisk(name + "/file"), "content");
      client.says("TYPE I").hears(200);
      says("SIZE " + name + "/file").hears("213 7");
      says("CWD " + name).hears(250);
      assertEquals("file\r\n", client.receivesText("NLST"));
      assertEquals("content", client.receivesText("RETR file"));
      client.stores("STOR new", new byte[3]);
      assertEquals(3, Files.size(onDisk(name + "/new")));
      client.says("DELE new").hears(250).says("DELE file").hears(250).says("CWD /").hears(250);
      says("RMD " + name).hears(250);
    }
  }

  @Test
  void namesThatLookAlikeAreDifferent() throws IOException {
    client.says("MKD e\u0301").hears(257).says("MKD \u00e9").hears(257);
    says("MKD \u00e9").hears(257);
    assertEquals(3, client.receivesText("NLST").split("\r\n").length);
  }

  @Test
  void aHomeMayHaveSuchAName() throws IOException {
    Files.createDirectory(onDisk("\u00fc"));
    Files.createSymbolicLink(home.resolve("link"), onDisk("\u00fc"));
    client.says("CWD link").hears(250).says("MKD \u00e9").hears("257 \"/link/\u00e9\" created.");
    assertTrue(Files.isDirectory(onDisk("\u00fc/" + bytes("\u00e9"))));
  }

  private dev.wherry.tests.Client says(String line) {
    return client.sends((escaped(line) + "\r\n").getBytes(ISO_8859_1));
  }

  /** The control connection speaks Telnet: a 0xFF goes over it twice. */
  private static String escaped(String line) {
    return line.replace("\u00ff", "\u00ff\u00ff");
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  /** The path with these very bytes, whatever the locale. */
  private Path onDisk(String name) {
    StringBuilder uri = new StringBuilder("file://").append(home.toUri().getRawPath());
    for (byte b : name.getBytes(ISO_8859_1)) {
      uri.append(b == '/' ? "/" : String.format("%%%02X", b));
    }
    return Path.of(URI.create(uri.toString()));
  }
}
