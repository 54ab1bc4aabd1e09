package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wherry.FtpServer;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.OnEveryTransport;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 959, section 3.2 and 3.3: how data connections are made, used and closed. */
class Rfc959DataTest extends OnEveryTransport {

  @BeforeEach
  void binary() {
    client.says("TYPE I").hears(200);
  }

  @Test
  void pasvTellsTheAddressThatTheClientHasConnectedTo() throws IOException {
    write("file", "content");
    try (Socket data = client.connect(client.passivePort("127.0.0.1"))) {
      client.says("RETR file").hears("125 Here it comes (7 bytes).");
      assertEquals("content", text(data));
      client.hears("226 Transfer complete.");
    }
    Client other = stranger(Client.ip("127.0.0.3"), Client.ip("127.0.0.2"));
    other.login(user).passivePort("127.0.0.2");
    assertEquals("content", other.receivesText("RETR file"));
  }

  @Test
  void pasvTellsThePublicAddressIfThereIsOne() {
    try (FtpServer behindNat = TestServer.of(transport, home).publicAddress("192.0.2.55").start();
        Client outside = Client.loggedIn(behindNat)) {
      outside.passivePort("192.0.2.55");
    }
  }

  @Test
  void pasvWorksForIpv4AndNotForIpv6() {
    stranger(Client.ip("::1"), Client.ip("::1")).login(user).says("PASV").hears(425);
  }

  @Test
  void aSecondPasvDropsTheFirst() throws IOException {
    write("file", "content");
    int first = client.passivePort("127.0.0.1");
    int second = client.passivePort("127.0.0.1");
    try (Socket late = client.connect(first);
        Socket data = client.connect(second)) {
      assertEquals("", text(late));
      client.says("RETR file").opening();
      assertEquals("content", text(data));
      client.hears(226);
    }
  }

  @Test
  void aSecondPasvDropsAConnectionThatStands() throws IOException {
    write("file", "content");
    try (Socket first = client.passive()) {
      assertEquals("content", client.receivesText("RETR file"));
      assertEquals("", text(first));
    }
  }

  @Test
  void portAfterPasvDropsIt() throws IOException {
    write("file", "content");
    int passive = client.passivePort();
    try (ServerSocket mine = listening()) {
      client.says("PORT " + numbers(mine)).hears(200);
      client.says("RETR file").hears(150);
      try (Socket data = mine.accept()) {
        assertEquals("content", text(data));
      }
      client.hears(226);
    }
    try (Socket late = client.connect(passive)) {
      assertEquals("", text(late));
    }
  }

  @Test
  void theClientMayConnectAfterTheCommand() throws IOException {
    write("file", "content");
    int port = client.passivePort();
    client.says("RETR file").hears("150 Here it comes (7 bytes).");
    try (Socket data = client.connect(port)) {
      assertEquals("content", text(data));
      client.hears(226);
    }
    port = client.passivePort();
    client.says("STOR new").hears(150);
    try (Socket data = client.connect(port)) {
      data.getOutputStream().write("news".getBytes(StandardCharsets.US_ASCII));
      data.shutdownOutput();
      client.hears(226);
    }
    assertEquals("news", read("new"));
  }

  @Test
  void dataMayArriveBeforeTheCommandThatTakesIt() throws IOException {
    try (Socket data = client.passive()) {
      data.getOutputStream().write("early".getBytes(StandardCharsets.US_ASCII));
      data.shutdownOutput();
      client.says("PWD").hears(257);
      client.says("STOR file").hears(125).hears(226);
    }
    assertEquals("early", read("file"));
  }

  @Test
  void commandsAndDataMayAllComeAtOnce() throws IOException {
    int port = client.passivePort();
    client.says("STOR file\r\nSIZE file\r\nPWD").hears(150);
    try (Socket data = client.connect(port)) {
      data.getOutputStream().write("12345".getBytes(StandardCharsets.US_ASCII));
      data.shutdownOutput();
      client.hears(226).hears("213 5").hears(257);
    }
  }

  @Test
  void theServerConnectsWhenTheTransferBegins() throws IOException {
    write("file", "content");
    try (ServerSocketChannel mine = ServerSocketChannel.open()) {
      mine.bind(new InetSocketAddress(Client.ip("127.0.0.1"), 0)).configureBlocking(false);
      client.says("PORT " + numbers(mine.socket())).hears(200);
      client.says("NOOP").hears(200);
      assertNull(mine.accept());
      mine.configureBlocking(true);
      client.says("RETR file").hears(150);
      try (Socket data = mine.accept().socket()) {
        assertEquals("content", text(data));
        assertEquals(client.control().getInetAddress(), data.getInetAddress());
      }
      client.hears(226);
    }
  }

  @Test
  void portAndTheTransferMayComeInOnePacket() throws IOException {
    write("file", "content");
    try (ServerSocket mine = listening()) {
      client.says("PORT " + numbers(mine) + "\r\nRETR file").hears(200).hears(150);
      try (Socket data = mine.accept()) {
        assertEquals("content", text(data));
      }
      client.hears(226);
      client.says("PORT " + numbers(mine) + "\r\nSTOR new\r\nSIZE new").hears(200).hears(150);
      try (Socket data = mine.accept()) {
        data.getOutputStream().write("news".getBytes(StandardCharsets.US_ASCII));
      }
      client.hears(226).hears("213 4");
    }
  }

  @Test
  void portIsForOneTransfer() throws IOException {
    try (ServerSocket mine = listening()) {
      client.says("PORT " + numbers(mine)).hears(200).says("LIST").hears(150);
      try (Socket data = mine.accept()) {
        assertEquals("", text(data));
      }
      client.hears(226).says("LIST").hears(425);
    }
  }

  @Test
  void portMustBeSixNumbers() {
    for (String bad :
        List.of(
            "",
            "1",
            "127,0,0,1,200",
            "127,0,0,1,200,1,1",
            "127,0,0,1,256,1",
            "127,0,0,1,-1,1",
            "127,0,0,1,+4,1",
            "a,b,c,d,e,f",
            "127.0.0.1.200.1",
            "127,0,0,1,200,1 ",
            "127,0,0,1,200,\u0661",
            "99999999999,0,0,1,200,1")) {
      assertEquals("501", client.says("PORT " + bad).line().substring(0, 3), bad);
    }
    client.says("LIST").hears(425);
  }

  @Test
  void aTransferNeedsPasvOrPort() throws IOException {
    write("file", "content");
    for (String command :
        List.of("LIST", "NLST", "MLSD", "RETR file", "STOR new", "APPE file", "STOU")) {
      client.says(command).hears(425);
    }
    assertEquals(List.of("file"), names());
  }

  @Test
  void aRefusedCommandLeavesTheDataConnectionForTheNext() throws IOException {
    write("file", "content");
    try (Socket data = client.passive()) {
      client.says("RETR missing").hears(550);
      client.says("LIST missing").hears(550);
      client.says("NLST missing").hears(550);
      client.says("MLSD missing").hears(550);
      client.says("STOR missing/file").hears(550);
      client.says("RETR file").hears(125);
      assertEquals("content", text(data));
      client.hears(226);
    }
  }

  @Test
  void aDownloadEndsInOrderAlsoIfTheClientHasTalkedOnIt() throws IOException {
    write("file", "x".repeat(5_000_000));
    try (Socket data = client.passive()) {
      data.getOutputStream().write(new byte[100_000]);
      client.says("RETR file").opening();
      assertEquals(5_000_000, text(data).length());
    }
    client.hears(226);
  }

  @Test
  void theEndOfAnUploadIsToldBeforeTheClientCloses() throws IOException {
    try (Socket data = client.passive()) {
      client.says("STOR file").opening();
      data.getOutputStream().write("content".getBytes(StandardCharsets.US_ASCII));
      data.shutdownOutput();
      client.hears(226);
      assertEquals(-1, data.getInputStream().read());
    }
  }

  @Test
  void theEndOfADownloadIsToldBeforeTheClientCloses() throws IOException {
    write("file", "content");
    try (Socket data = client.passive()) {
      client.says("RETR file").opening();
      assertEquals("content", text(data));
      client.hears(226);
    }
  }

  @Test
  void aDownloadGoesOnWhenTheClientHasClosedItsOwnDirection() throws IOException {
    byte[] content = "0123456789".repeat(500_000).getBytes(StandardCharsets.US_ASCII);
    write("file", "0123456789".repeat(500_000));
    try (Socket data = client.passive()) {
      client.says("RETR file").opening();
      data.shutdownOutput();
      assertArrayEquals(content, data.getInputStream().readAllBytes());
    }
    client.hears(226);
  }

  @Test
  void statAndNoopAnswerDuringATransferAndOthersWaitForItsEnd() throws IOException {
    write("file", "x".repeat(20_000_000));
    try (Socket data = client.passive()) {
      client.says("RETR file").opening();
      client.says("NOOP").hears(200);
      List<String> status = client.says("STAT").reply();
      assertEquals("211-Wherry, an FTP server.", status.getFirst());
      assertEquals(true, status.toString().contains("A transfer is running: "), status.toString());
      client.says("STAT /file").hears(213);
      client.says("PWD\r\nNOOP\r\nTYPE A");
      assertEquals(20_000_000, text(data).length());
      client.hears(226).hears(257).hears(200).hears("200 TYPE is A.");
    }
  }

  @Test
  void statTellsHowManyBytesHaveCome() throws IOException {
    try (Socket data = client.passive()) {
      client.says("STOR file").opening();
      data.getOutputStream().write(new byte[1234]);
      Eventually.equal(
          " A transfer is running: 1234 bytes so far", () -> client.says("STAT").reply().get(4));
      data.shutdownOutput();
      client.hears("226 Transfer complete.");
    }
    assertEquals(" No transfer", client.says("STAT").reply().get(4));
  }

  @Test
  void aborWithNothingToAbortClosesTheWaitingPort() throws IOException {
    client.says("ABOR").hears(225);
    int port = client.passivePort();
    client.says("ABOR").hears(225);
    client.says("LIST").hears(425);
    try (Socket late = client.connect(port)) {
      assertEquals("", text(late));
    }
    try (Socket standing = client.passive()) {
      client.says("ABOR").hears(225);
      assertEquals("", text(standing));
    }
  }

  static String text(Socket data) throws IOException {
    InputStream in = data.getInputStream();
    return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 10, Client.ip("127.0.0.1"));
  }

  private static String numbers(ServerSocket mine) {
    int port = mine.getLocalPort();
    String address = mine.getInetAddress().getHostAddress().replace('.', ',');
    return address + "," + (port >> 8) + "," + (port & 255);
  }
}
