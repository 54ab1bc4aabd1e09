package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** RFC 1123, section 4.1, and RFC 959, section 5.3: lines, however they come, and their replies. */
class Rfc1123Test extends OnEveryTransport {

  @Test
  void aLineEndsAtLfWithOrWithoutCr() {
    client.sends(bytes("PWD\nNOOP\r\nPWD\n")).hears(257).hears(200).hears(257);
  }

  @Test
  void theCaseOfTheVerbDoesNotMatter() {
    client.says("pwd").hears(257).says("Pwd").hears(257).says("tYPE i").hears(200);
  }

  @Test
  void everythingBehindTheFirstSpaceIsTheArgument() throws IOException {
    client.says("TYPE I").hears(200);
    client.storesText("STOR  a b ", "content");
    assertEquals(List.of(" a b "), names());
    client.says("SIZE a b").hears(550);
    client.says("SIZE  a b ").hears("213 7");
    client.says("DELE  a b ").hears(250);
  }

  @Test
  void crAndLfMayComeInSeparatePackets() {
    for (byte b : bytes("PWD\r\nNOOP\r\n")) {
      client.sends(b);
    }
    client.hears(257).hears(200);
  }

  @Test
  void aFileNameMayHoldACarriageReturn() throws IOException {
    client.says("TYPE I").hears(200);
    client.sends(bytes("MKD a\rb\r\n")).hears(257);
    client.sends(bytes("MKD c\r\r\n")).hears(257);
    assertEquals(List.of("a\rb", "c\r"), names());
  }

  @Test
  void anEmptyLineIsNoCommand() {
    client.says("").hears(500).says(" ").hears(500).says(" PWD").hears(500);
    client.says("PWD").hears(257);
  }

  @Test
  void anUnknownVerbIsToldApartFromABadArgument() {
    client.says("BOGUS").hears(500);
    client.says("PWDX").hears(500);
    client.says("VERYLONGVERB with an argument").hears(500);
    client.says("\u00fc").hears(500);
    client.says("PWD /").hears(501);
    client.says("RETR").hears(501);
    client.says("RETR ").hears(501);
    client.says("BOGUS\tVERB\u0007").hears(500);
  }

  @Test
  void aNulIsRefused() {
    client.sends(bytes("MKD a\0b\r\n")).hears(501);
    client.sends(bytes("PW\0D\r\n")).hears(501);
    client.sends(bytes("\0\r\n")).hears(501);
    client.says("PWD").hears(257);
    assertEquals(List.of(), names());
  }

  @Test
  void commandsThatComeTogetherAreAnsweredInOrder() {
    List<String> expected = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      lines.append("MKD d").append(i).append("\r\nCWD d").append(i).append("\r\nCDUP\r\n");
      expected.add("257 \"/d" + i + "\" created.");
      expected.add("250 The directory is \"/d" + i + "\".");
      expected.add("250 The directory is \"/\".");
    }
    client.sends(bytes(lines.toString())).hears(expected.toArray(String[]::new));
  }

  @Test
  void aWholeSessionMayComeInOnePacket() throws IOException {
    write("file", "content");
    Client eager = stranger();
    eager
        .sends(bytes("USER " + user + "\r\nPASS secret\r\nTYPE I\r\nSIZE file\r\nQUIT\r\nPWD\r\n"))
        .hears(331)
        .hears(230)
        .hears(200)
        .hears("213 7")
        .hears(221)
        .hearsTheEnd();
  }

  @Test
  void linesMayBeCutAnywhere() {
    SplittableRandom random = new SplittableRandom(4);
    byte[] lines = bytes("MKD one\r\nCWD one\r\nPWD\r\nCDUP\r\nRMD one\r\nNOOP\r\n".repeat(30));
    int from = 0;
    while (from < lines.length) {
      int to = Math.min(lines.length, from + random.nextInt(1, 9));
      client.sends(java.util.Arrays.copyOfRange(lines, from, to));
      from = to;
    }
    for (int i = 0; i < 30; i++) {
      client.hears("257 \"/one\" created.", "250 The directory is \"/one\".");
      client.hears("257 \"/one\" is the current directory.").hears(250).hears(250).hears(200);
    }
  }

  @Test
  void whatWasSentBeforeTheClientsEndIsStillDone() throws IOException {
    Client leaving = another();
    leaving.says("MKD one\r\nMKD two\r\nRNFR one\r\nRNTO three");
    leaving.control().shutdownOutput();
    leaving.hears(257).hears(257).hears(350).hears(250).hearsTheEnd();
    assertEquals(List.of("three", "two"), names());
  }

  @Test
  void commandsSentDuringATransferAreAnsweredBehindItInOrder() throws IOException {
    client.says("TYPE I").hears(200);
    try (Socket data = client.passive()) {
      client.says("STOR file").hears(125);
      client.says("SIZE file\r\nRNFR file\r\nRNTO other\r\nMKD sub\r\nSIZE other");
      data.getOutputStream().write(bytes("content"));
      client.says("NOOP");
      data.shutdownOutput();
      client.hears(226).hears("213 7").hears(350).hears(250).hears(257).hears("213 7").hears(200);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
