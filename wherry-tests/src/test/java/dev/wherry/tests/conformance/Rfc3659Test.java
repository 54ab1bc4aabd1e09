package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 3659, sections 2 to 5: SIZE, MDTM and REST. */
class Rfc3659Test extends OnEveryTransport {

  @BeforeEach
  void binary() {
    client.says("TYPE I").hears(200);
  }

  @Test
  void sizeIsTheNumberOfBytesThatRetrWouldSend() throws IOException {
    write("file", "one\ntwo\r\n\n");
    client.says("SIZE file").hears("213 10");
    client.says("TYPE A").hears(200);
    client.says("SIZE file").hears("213 12");
    assertEquals(12, client.receives("RETR file").length);
  }

  @Test
  void sizeInAsciiIsNotGuessedForALargeFile() throws IOException {
    write("large", "x\n".repeat(1_000_000));
    client.says("SIZE large").hears("213 2000000");
    client.says("TYPE A").hears(200).says("SIZE large").hears(550);
  }

  @Test
  void sizeAndTimeAreOfFilesOnly() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    client.says("SIZE sub").hears(550).says("SIZE missing").hears(550).says("SIZE").hears(501);
    client.says("MDTM sub").hears(550).says("MDTM missing").hears(550).says("MDTM").hears(501);
    client.says("SIZE /").hears(550).says("MDTM /").hears(550);
  }

  @Test
  void timesAreUtc() throws IOException {
    modified("winter", "2026-01-02T03:04:05Z");
    modified("summer", "1999-07-31T23:59:59Z");
    modified("fraction", "2020-02-29T12:00:00.750Z");
    modified("early", "1970-01-01T00:00:00Z");
    client.says("MDTM winter").hears("213 20260102030405");
    client.says("MDTM summer").hears("213 19990731235959");
    client.says("MDTM early").hears("213 19700101000000");
    assertTrue(client.says("MDTM fraction").line().matches("213 20200229120000(\\.750*)?"));
  }

  @Test
  void aFileMayBeCalledLikeATime() throws IOException {
    modified("20260101120000 name", "2026-01-02T03:04:05Z");
    modified("name", "2026-02-02T03:04:05Z");
    client.says("MDTM 20260101120000 name").hears("213 20260102030405");
    client.says("MDTM name").hears("213 20260202030405");
  }

  private void modified(String name, String time) throws IOException {
    Files.setLastModifiedTime(write(name, ""), FileTime.from(Instant.parse(time)));
  }

  @Test
  void restIsForTheNextTransferOnly() throws IOException {
    write("file", "0123456789");
    client.says("REST 4").hears(350);
    assertEquals("456789", client.receivesText("RETR file"));
    assertEquals("0123456789", client.receivesText("RETR file"));
    client.says("REST 4").hears(350);
    client.receives("LIST");
    assertEquals("0123456789", client.receivesText("RETR file"));
    client.says("REST 4").hears(350).passivePort();
    client.says("RETR missing").hears(550);
    assertEquals("0123456789", client.receivesText("RETR file"));
  }

  @Test
  void restMayStandAnywhereBeforeItsTransfer() throws IOException {
    write("file", "0123456789");
    client.says("REST 4").hears(350).says("PWD").hears(257).says("TYPE I").hears(200);
    assertEquals("456789", client.receivesText("RETR file"));
    client.says("REST 4").hears(350).says("REST 7").hears(350);
    assertEquals("789", client.receivesText("RETR file"));
    client.says("REST 4").hears(350).says("REST 0").hears(350);
    assertEquals("0123456789", client.receivesText("RETR file"));
    client.says("REST 10").hears(350);
    assertEquals("", client.receivesText("RETR file"));
  }

  @Test
  void restTakesAsciiDigitsThatFitALong() {
    for (String bad :
        List.of(
            "",
            "+5",
            "-1",
            " 5",
            "5 ",
            "1e3",
            "0x10",
            "\u0665",
            "9223372036854775808",
            "99999999999999999999",
            "five")) {
      assertEquals("501", client.says("REST " + bad).line().substring(0, 3), bad);
    }
    client.says("REST 0").hears(350).says("REST 00005").hears(350);
    client.says("REST 9223372036854775807").hears(350);
  }

  @Test
  void thereIsNothingBehindTheEnd() throws IOException {
    write("file", "0123456789");
    for (String command : List.of("RETR file", "STOR file", "STOR new")) {
      for (String point : List.of("11", "9223372036854775807")) {
        client.says("REST " + point).hears(350).passivePort();
        client.says(command).hears(554);
      }
    }
    assertEquals("0123456789", read("file"));
    assertEquals(List.of("file"), names());
    client.says("REST 9223372036854775807").hears(350);
    assertEquals("0123456789".length(), client.says("SIZE file").line().length() + 4);
  }

  @Test
  void anUploadBehindRestKeepsTheBeginningAndCutsTheRest() throws IOException {
    write("file", "0123456789");
    client.says("REST 4").hears(350).storesText("STOR file", "abc");
    assertEquals("0123abc", read("file"));
    client.says("REST 7").hears(350).storesText("STOR file", "defg");
    assertEquals("0123abcdefg", read("file"));
    client.says("REST 2").hears(350).storesText("STOR file", "");
    assertEquals("01", read("file"));
    client.says("REST 0").hears(350).storesText("STOR file", "whole");
    assertEquals("whole", read("file"));
    assertEquals(List.of("file"), names());
  }

  @Test
  void restDoesNotGoWithAppeAndStou() throws IOException {
    write("file", "0123456789");
    client.passivePort();
    client.says("REST 4").hears(350).says("APPE file").hears(503);
    client.says("REST 4").hears(350).says("STOU").hears(503);
    client.storesText("APPE file", "!");
    assertEquals("0123456789!", read("file"));
  }

  @Test
  void restInAsciiCountsTheBytesOnDisk() throws IOException {
    write("file", "one\ntwo\n");
    client.says("TYPE A").hears(200).says("REST 4").hears(350);
    assertEquals("two\r\n", client.receivesText("RETR file"));
  }
}
