package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 2428: FTP extensions for IPv6 and NATs. */
class Rfc2428Test extends OnEveryTransport {

  private static final InetAddress V4 = Client.ip("127.0.0.1");
  private static final InetAddress V6 = Client.ip("::1");

  @Test
  void epsvTellsAPortAndNothingElse() throws IOException {
    write("file", "content");
    int port = client.passivePort(); // compares the whole line
    try (Socket data = client.connect(port)) {
      client.says("RETR file").opening();
      assertEquals(
          "content", new String(data.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      client.hears(226);
    }
  }

  @Test
  void epsvTakesTheProtocolOfTheControlConnectionOnly() {
    client.says("EPSV 1").hears(229);
    String refusal = client.says("EPSV 2").line();
    assertEquals("522 ", refusal.substring(0, 4));
    assertEquals(true, refusal.contains("(1)"), refusal);
    client.says("EPSV 3").hears(501).says("EPSV x").hears(501).says("EPSV 1 ").hears(501);
  }

  @Test
  void epsvOverIpv6() throws IOException {
    write("file", "content");
    Client six = stranger(V6, V6).login(user);
    six.says("EPSV 2").hears(229);
    String refusal = six.says("EPSV 1").line();
    assertEquals("522 ", refusal.substring(0, 4));
    assertEquals(true, refusal.contains("(2)"), refusal);
    assertEquals("content", six.receivesText("RETR file"));
    assertEquals("226 Transfer complete.", six.stores("STOR new", new byte[10]).getLast());
  }

  @Test
  void eprtOverBothProtocols() throws IOException {
    write("file", "content");
    try (ServerSocket four = new ServerSocket(0, 10, V4);
        ServerSocket six = new ServerSocket(0, 10, V6)) {
      client.says("EPRT |1|127.0.0.1|" + four.getLocalPort() + "|").hears(200);
      transfers(client, four);
      client.says("EPRT !1!127.0.0.1!" + four.getLocalPort() + "!").hears(200);
      transfers(client, four);
      Client other = stranger(V6, V6).login(user);
      for (String address : List.of("::1", "0:0:0:0:0:0:0:1", "0000:0000::0001")) {
        other.says("EPRT |2|" + address + "|" + six.getLocalPort() + "|").hears(200);
        transfers(other, six);
      }
    }
  }

  private static void transfers(Client client, ServerSocket mine) throws IOException {
    client.says("RETR file").hears(150);
    try (Socket data = mine.accept()) {
      assertEquals(
          "content", new String(data.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      assertEquals(client.control().getInetAddress(), data.getInetAddress());
    }
    client.hears(226);
  }

  @Test
  void eprtOfAnUnknownProtocolTellsTheKnownOnes() {
    String refusal = client.says("EPRT |3|127.0.0.1|5000|").line();
    assertEquals("522 ", refusal.substring(0, 4));
    assertEquals(true, refusal.contains("(1,2)"), refusal);
  }

  @Test
  void eprtMustBeWellFormed() {
    for (String bad :
        List.of(
            "",
            "|",
            "|1|127.0.0.1|5000",
            "1|127.0.0.1|5000|",
            "|1|127.0.0.1|5000|x",
            "|1|127.0.0.1|65536|",
            "|1|127.0.0.1|99999999|",
            "|1|127.0.0.1|-1|",
            "|1||5000|",
            "|1|localhost|5000|",
            "|1|127.0.0|5000|",
            "|1|::1|5000|",
            "|2|127.0.0.1|5000|",
            "|1|127.0.0.256|5000|",
            "|1|127.0.0.1!5000|",
            "|2|::1%lo|5000|",
            "|1|127.0.0.1|5000||")) {
      assertEquals("501", client.says("EPRT " + bad).line().substring(0, 3), bad);
    }
    client.says("LIST").hears(425);
  }

  @Test
  void epsvAllRefusesTheOthers() {
    client.says("EPSV ALL").hears("200 EPSV it is.");
    client.says("PASV").hears("503 EPSV ALL was the last word.");
    client.says("PORT 127,0,0,1,4,1").hears("503 EPSV ALL was the last word.");
    client.says("EPRT |1|127.0.0.1|1025|").hears("503 EPSV ALL was the last word.");
    client.says("epsv all").hears(200);
    assertEquals("", client.receivesText("LIST"));
    client.says("USER " + user).hears(331).says("PASS secret").hears(230);
    client.passivePort("127.0.0.1");
  }
}
