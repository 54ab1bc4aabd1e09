package dev.wherry.tests.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 2640, section 2.2, has names in UTF-8; a server may know what those are that are not. In the
 * texts here each character is a byte, so {@code Ã¼} is the UTF-8 of {@code ü}.
 */
class FallbackCharsetTest extends OnEveryTransport {

  private static final String UTF8 = utf8("gr\u00fc\u00dfe \u20ac");
  private static final String OTHER = "gr\u00fc\u00dfe \u0080"; // windows-1252

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual.fallbackCharset(Charset.forName("windows-1252"));
  }

  @Test
  void whatOldClientsSayBecomesUtf8() throws IOException {
    stores(OTHER, "content");
    assertEquals(List.of(new String(UTF8.getBytes(ISO_8859_1), UTF_8)), names());
    assertEquals("content", fetches(OTHER));
    assertEquals("content", fetches(UTF8));
    hears("257 \"/" + utf8("d\u00fc") + "\" created.", "MKD d\u00fc");
    hears("250 The directory is \"/" + utf8("d\u00fc") + "\".", "CWD d\u00fc");
  }

  @Test
  void whatIsOnTheDiskIsListedInUtf8AndReachedByEither() throws IOException {
    Path directory = Files.createDirectory(onDisk(home, "d\u00fc"));
    Files.writeString(onDisk(directory, OTHER), "content");
    String path = utf8("d\u00fc") + "/" + UTF8;
    assertEquals(utf8("d\u00fc") + "\r\n", gets("NLST"));
    assertEquals(path + "\r\n", gets("NLST " + utf8("d\u00fc")));
    assertEquals(path + "\r\n", gets("NLST d\u00fc"));
    assertEquals(utf8("d\u00fc") + "\r\n" + path + "\r\n", gets("NLST -R"));
    assertTrue(gets("LIST d\u00fc").endsWith(" " + UTF8 + "\r\n"));
    assertTrue(gets("MLSD d\u00fc").endsWith("; " + UTF8 + "\r\n"));
    assertTrue(gets("LIST -R").contains("\r\n/" + utf8("d\u00fc") + ":\r\n"));
    assertEquals(path + "\r\n", gets("NLST d\u00fc/*" + utf8("\u00df") + "*"));
    assertEquals("content", fetches("d\u00fc/" + OTHER));
    assertEquals("content", fetches(path));
    assertEquals("content", fetches("/d\u00fc/" + UTF8));
    hears("250 The directory is \"/" + utf8("d\u00fc") + "\".", "CWD " + utf8("d\u00fc"));
    hears("257 \"/" + utf8("d\u00fc") + "\" is the current directory.", "PWD");
    hears("213 7", "SIZE " + UTF8);
    hears("250-What is known:", "MLST " + UTF8);
    String entry = client.rawLine();
    assertTrue(entry.endsWith("; /" + path), entry);
    client.hears("250 That is all.");
    hears("350 Ready for the new name.", "RNFR " + UTF8);
    hears("250 Renamed.", "RNTO " + OTHER + "2");
    assertEquals(UTF8 + "2\r\n", gets("NLST"));
    hears("250 File removed.", "DELE " + OTHER + "2");
    hears("250 The directory is \"/\".", "CDUP");
    hears("250 Directory removed.", "RMD " + utf8("d\u00fc"));
    assertEquals(List.of(), names());
  }

  /** The one in UTF-8 comes first: the other is there under its bytes when that one is gone. */
  @Test
  void twoFilesMayHaveTheSameName() throws IOException {
    Files.writeString(onDisk(home, OTHER), "other");
    Files.writeString(onDisk(home, UTF8), "utf8");
    assertEquals((UTF8 + "\r\n").repeat(2), gets("NLST"));
    assertEquals("utf8", fetches(OTHER));
    hears("250 File removed.", "DELE " + UTF8);
    assertEquals("other", fetches(UTF8));
  }

  /** The byte 0x81 says nothing in windows-1252. */
  @Test
  void whatIsNoTextInTheCharsetStaysBytes() throws IOException {
    Files.writeString(onDisk(home, "\u0081"), "content");
    assertEquals("\u0081\r\n", gets("NLST"));
    assertEquals("content", fetches("\u0081"));
  }

  @Test
  void aCharsetHasAsciiAsItIs() {
    for (String wrong : List.of("UTF-16", "UTF-32", "IBM1047")) {
      Charset charset = Charset.forName(wrong);
      assertThrows(
          IllegalArgumentException.class, () -> FtpServer.builder().fallbackCharset(charset));
    }
  }

  private void hears(String reply, String command) {
    client.sends((command + "\r\n").getBytes(ISO_8859_1));
    assertEquals(reply, client.rawLine());
  }

  private void stores(String name, String content) throws IOException {
    try (var data = client.passive()) {
      client.sends(("STOR " + name + "\r\n").getBytes(ISO_8859_1));
      client.opening();
      data.getOutputStream().write(content.getBytes(ISO_8859_1));
    }
    client.hears(226);
  }

  private String fetches(String name) throws IOException {
    return gets("RETR " + name);
  }

  private String gets(String command) throws IOException {
    try (var data = client.passive()) {
      client.sends((command + "\r\n").getBytes(ISO_8859_1));
      client.opening();
      String content = new String(data.getInputStream().readAllBytes(), ISO_8859_1);
      client.hears(226);
      return content;
    }
  }

  private static String utf8(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static Path onDisk(Path directory, String bytes) {
    StringBuilder uri = new StringBuilder("file://").append(directory.toUri().getRawPath());
    for (byte b : bytes.getBytes(ISO_8859_1)) {
      uri.append(String.format("%%%02X", b & 0xFF));
    }
    return Path.of(URI.create(uri.toString()));
  }
}
