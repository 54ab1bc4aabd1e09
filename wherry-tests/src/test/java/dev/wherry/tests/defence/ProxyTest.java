package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.AddressRange;
import dev.wherry.FtpServer;
import dev.wherry.Limits;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HAProxy's PROXY protocol, from proxies that are believed and from others. */
class ProxyTest {

  private static final InetAddress PROXY = Client.ip("127.0.0.7");
  private static final InetAddress SERVER = Client.ip("127.0.0.1");
  private static final String LINE = "PROXY TCP4 192.0.2.10 198.51.100.1 40000 21\r\n";

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void sessionsAndDataBelongToTheClientBehindTheProxy(TransportType transport) throws IOException {
    Files.writeString(home.resolve("file"), "content");
    try (FtpServer server = server(transport);
        Client client = proxied(server, LINE.getBytes(StandardCharsets.US_ASCII))) {
      client.hears(220).login();
      assertTrue(client.says("STAT").reply().contains(" Connected from 192.0.2.10"));
      int port = client.passivePort("198.51.100.1");
      try (Socket stranger = client.connect(PROXY, port)) {
        stranger.getOutputStream().write(binary("192.0.2.66", "198.51.100.1"));
        assertEquals(-1, stranger.getInputStream().read(), "another client of the same proxy");
      }
      try (Socket data = client.connect(PROXY, port)) {
        data.getOutputStream().write(binary("192.0.2.10", "198.51.100.1"));
        client.says("RETR file").opening().hears(226);
        assertArrayEquals(
            "content".getBytes(StandardCharsets.US_ASCII), data.getInputStream().readAllBytes());
      }
      int second = client.passivePort("198.51.100.1");
      client.says("STOR up").opening();
      try (Socket data = client.connect(PROXY, second)) {
        data.getOutputStream().write((LINE + "sent at once").getBytes(StandardCharsets.US_ASCII));
        data.shutdownOutput();
        client.hears(226);
      }
      assertEquals("sent at once", Files.readString(home.resolve("up")));
      client.says("PORT 127,0,0,7,200,1").hears(501); // the proxy is another host
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void versionTwoInPiecesWithOptionsAndWithTheFirstCommandBehindIt(TransportType transport)
      throws IOException {
    try (FtpServer server = server(transport)) {
      try (Client client = Client.silent(PROXY, SERVER, server.port())) {
        byte[] header = binary("2001:db8::10", "2001:db8::1");
        client.control().setTcpNoDelay(true);
        for (byte b : header) {
          client.sends(b);
        }
        client.says("NOOP").hears(220).hears(200);
        assertTrue(client.says("STAT").reply().contains(" Connected from 2001:db8:0:0:0:0:0:10"));
      }
      byte[] local = binary("192.0.2.10", "198.51.100.1");
      local[12] = 0x20; // LOCAL: a health check of the proxy itself
      try (Client client = proxied(server, local)) {
        client.hears(220);
        assertTrue(client.says("STAT").reply().contains(" Connected from 127.0.0.7"));
      }
      try (Client client =
          proxied(server, "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII))) {
        client.hears(220);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void whatIsNoHeaderIsClosedAndNothingIsSaidToIt(TransportType transport) throws IOException {
    try (FtpServer server = server(transport)) {
      byte[] damaged = binary("192.0.2.10", "198.51.100.1");
      damaged[12] = 0x31;
      for (byte[] bad :
          List.of(
              "USER anna\r\nPASS secret\r\n".getBytes(StandardCharsets.US_ASCII),
              "PROXY TCP4 192.0.2.10\r\n".getBytes(StandardCharsets.US_ASCII),
              "PROXY TCP4 name.example 198.51.100.1 1 2\r\n".getBytes(StandardCharsets.US_ASCII),
              ("PROXY TCP4 " + "1".repeat(200)).getBytes(StandardCharsets.US_ASCII),
              damaged)) {
        try (Client client = proxied(server, bad)) {
          String said;
          try {
            said = new String(client.rest(), StandardCharsets.US_ASCII);
          } catch (IOException _) { // a reset, as there was input nobody read
            said = "";
          }
          assertEquals("", said);
        }
      }
      try (Client direct = Client.of(server)) { // from another address a header is no command
        direct.says(LINE.stripTrailing()).hears(500);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void limitsGoByTheClientBehindTheProxy(TransportType transport) throws IOException {
    try (FtpServer server =
            TestServer.of(transport, home)
                .trustedProxies(AddressRange.parse("127.0.0.7"))
                .limits(Limits.STANDARD.withSessionsPerAddress(1))
                .start();
        Client first = proxied(server, LINE.getBytes(StandardCharsets.US_ASCII)).hears(220);
        Client same = proxied(server, LINE.getBytes(StandardCharsets.US_ASCII));
        Client other =
            proxied(server, LINE.replace(".10 ", ".11 ").getBytes(StandardCharsets.US_ASCII))) {
      same.hears("421 There are too many sessions from your address.").hearsTheEnd();
      other.hears(220);
      first.says("NOOP").hears(200);
    }
  }

  private FtpServer server(TransportType transport) {
    return TestServer.of(transport, home).trustedProxies(AddressRange.parse("127.0.0.7")).start();
  }

  private static Client proxied(FtpServer server, byte[] header) {
    return Client.silent(PROXY, SERVER, server.port()).sends(header);
  }

  /** Version 2, with an option (PP2_TYPE_NOOP) behind the addresses. */
  private static byte[] binary(String client, String server) throws IOException {
    byte[] from = Client.ip(client).getAddress();
    byte[] to = Client.ip(server).getAddress();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII));
    out.writeByte(0x21);
    out.writeByte(from.length == 4 ? 0x11 : 0x21);
    out.writeShort(2 * from.length + 4 + 7);
    out.write(from);
    out.write(to);
    out.writeShort(40_000);
    out.writeShort(21);
    out.write(new byte[] {4, 0, 4, 1, 2, 3, 4});
    return bytes.toByteArray();
  }
}
