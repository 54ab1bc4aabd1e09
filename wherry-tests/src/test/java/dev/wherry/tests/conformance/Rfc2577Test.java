package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 2577: what FTP servers were made to do for others. */
class Rfc2577Test extends OnEveryTransport {

  private static final InetAddress STRANGER = Client.ip("127.0.0.66");

  @Test
  void noBounce() {
    for (String bounce :
        List.of(
            "PORT 127,0,0,2,200,1",
            "PORT 192,0,2,1,200,1",
            "PORT 0,0,0,0,200,1",
            "EPRT |1|127.0.0.2|51201|",
            "EPRT |1|192.0.2.1|51201|",
            "EPRT |2|::1|51201|",
            "EPRT |2|fe80::1|51201|",
            "EPRT |2|::ffff:127.0.0.2|51201|")) {
      assertEquals("501", client.says(bounce).line().substring(0, 3), bounce);
    }
    client.says("LIST").hears(425);
  }

  @Test
  void noPrivilegedPorts() {
    for (String port :
        List.of(
            "PORT 127,0,0,1,0,25",
            "PORT 127,0,0,1,3,255",
            "PORT 127,0,0,1,0,0",
            "EPRT |1|127.0.0.1|25|",
            "EPRT |1|127.0.0.1|1023|",
            "EPRT |1|127.0.0.1|0|",
            "EPRT |1|127.0.0.1|00025|")) {
      assertEquals("501", client.says(port).line().substring(0, 3), port);
    }
    client.says("LIST").hears(425);
    client.says("PORT 127,0,0,1,4,0").hears(200);
    client.says("EPRT |1|127.0.0.1|1024|").hears(200);
  }

  @Test
  void aStrangerOnTheDataPortIsClosedAndTheOwnerIsStillServed() throws IOException {
    write("file", "content");
    int port = client.passivePort();
    try (Socket stranger = client.connect(STRANGER, port)) {
      assertEquals(-1, stranger.getInputStream().read());
    }
    client.says("RETR file").hears(150);
    try (Socket stranger = client.connect(STRANGER, port)) {
      assertEquals(-1, stranger.getInputStream().read());
    }
    try (Socket data = client.connect(port)) {
      assertEquals(
          "content", new String(data.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }
    client.hears(226);
  }

  @Test
  void aStrangersDataIsNeverStored() throws IOException {
    int port = client.passivePort();
    client.says("STOR file").hears(150);
    try (Socket stranger = client.connect(STRANGER, port)) {
      stranger.getOutputStream().write("forged".getBytes(StandardCharsets.US_ASCII));
      try {
        assertEquals(-1, stranger.getInputStream().read());
      } catch (IOException _) {
        // a reset is an end, too
      }
    }
    try (Socket data = client.connect(port)) {
      data.getOutputStream().write("content".getBytes(StandardCharsets.US_ASCII));
      data.shutdownOutput();
      client.hears(226);
    }
    assertEquals("content", read("file"));
  }

  @Test
  void aStrangerWhoComesFirstDoesNotTakeThePlaceOfTheOwner() throws IOException {
    write("file", "content");
    int port = client.passivePort();
    try (Socket stranger = client.connect(STRANGER, port);
        Socket data = client.connect(port)) {
      client.says("RETR file").opening();
      assertEquals(
          "content", new String(data.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      client.hears(226);
      assertEquals(-1, stranger.getInputStream().read());
    }
  }

  @Test
  void unknownUsersGetTheSameAnswers() {
    Client known = stranger();
    Client unknown = stranger();
    assertEquals(known.says("USER " + user).reply(), unknown.says("USER somebody else").reply());
    assertEquals(known.says("PASS wrong").reply(), unknown.says("PASS wrong").reply());
    assertEquals(known.says("PASS wrong").reply(), unknown.says("PASS wrong").reply());
  }
}
