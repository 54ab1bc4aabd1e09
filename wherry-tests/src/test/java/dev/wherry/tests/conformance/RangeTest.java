package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RANG: draft-bryan-ftp-range. */
class RangeTest extends OnEveryTransport {

  @BeforeEach
  void makeFile() throws IOException {
    write("file", "0123456789");
    client.says("TYPE I").hears(200);
  }

  @Test
  void aRangeGoesForTheNextTransferOnly() {
    client.says("RANG 2 4").hears("350 Restarting at 2. Ending at 4.");
    assertEquals("234", client.receivesText("RETR file"));
    assertEquals("0123456789", client.receivesText("RETR file"));
  }

  @Test
  void bothEndsBelongToIt() {
    assertEquals("0", range("0 0"));
    assertEquals("9", range("9 9"));
    assertEquals("0123456789", range("0 9"));
    assertEquals("12345678", range("1 8"));
  }

  @Test
  void theEndOfTheFileCutsIt() {
    assertEquals("89", range("8 100"));
    assertEquals("", range("10 100"));
    assertEquals("0123456789", range("0 999999999999999999"));
    client.says("RANG 11 12").hears(350);
    client.passivePort();
    client.says("RETR file").hears(554);
    assertEquals("0123456789", client.receivesText("RETR file"));
  }

  @Test
  void oneZeroEndsIt() {
    client.says("RANG 2 4").hears(350);
    client.says("RANG 1 0").hears("350 The whole file again.");
    assertEquals("0123456789", client.receivesText("RETR file"));
  }

  @Test
  void theLastOfRestAndRangCounts() {
    client.says("RANG 2 4").hears(350);
    client.says("REST 7").hears(350);
    assertEquals("789", client.receivesText("RETR file"));
    client.says("REST 7").hears(350);
    assertEquals("234", range("2 4"));
    client.says("REST 7").hears(350);
    client.says("RANG 1 0").hears(350);
    assertEquals("0123456789", client.receivesText("RETR file"));
  }

  @Test
  void itGoesWithImagesOnly() {
    client.says("RANG 2 4").hears(350);
    client.says("TYPE A").hears(200);
    client.passivePort();
    client.says("RETR file").hears("501 RANG goes with TYPE I only.");
    client.says("TYPE I").hears(200);
    assertEquals("0123456789", client.receivesText("RETR file"));
  }

  @Test
  void itDoesNotGoWithUploads() throws IOException {
    for (String command : new String[] {"STOR file", "APPE file", "STOU file"}) {
      client.says("RANG 0 4").hears(350);
      client.passivePort();
      client.says(command).hears(503);
      assertEquals("0123456789", client.receivesText("RETR file"));
    }
    client.storesText("STOR file", "new");
    assertEquals("new", read("file"));
  }

  @Test
  void aListingIsWholeAndUsesItUp() {
    for (String command : new String[] {"LIST", "NLST", "MLSD", "NLST -R"}) {
      client.says("RANG 2 4").hears(350);
      assertEquals(true, client.receivesText(command).endsWith("file\r\n"), command);
      assertEquals("0123456789", client.receivesText("RETR file"), command);
    }
  }

  @Test
  void whatIsNoRangeIsRefused() {
    for (String wrong : new String[] {"4 2", "2", "a b", "-1 4", "1  2", "1 2 3", "+1 2", "2 1"}) {
      client.says("RANG " + wrong).hears(501);
    }
    client.says("RANG").hears("501 Use: RANG first-byte last-byte");
    assertEquals("0123456789", client.receivesText("RETR file"));
  }

  private String range(String range) {
    client.says("RANG " + range).hears(350);
    return client.receivesText("RETR file");
  }
}
