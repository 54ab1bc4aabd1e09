package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServerBuilder;
import dev.wherry.Limits;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.OnEveryTransport;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 959, section 5.4: the replies 421, 425 and 426 of a server whose patience is short. */
class Rfc959LimitsTest extends OnEveryTransport {

  private static final int SESSIONS = 12;

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual.limits(
        Limits.STANDARD
            .withIdle(Duration.ofSeconds(2))
            .withLogin(Duration.ofSeconds(2))
            .withDataConnection(Duration.ofMillis(500))
            .withStall(Duration.ofMillis(1_500))
            .withSessions(SESSIONS));
  }

  @Test
  void whoDoesNothingIsClosedWithAWordAndWhoTransfersIsNot() throws Exception {
    Client silent = stranger();
    Client talkative = stranger();
    Client busy = another();
    Client idle = client;
    try (Socket data = busy.passive()) {
      busy.says("STOR file").opening();
      String reply;
      int sent = 0;
      do {
        data.getOutputStream().write('x');
        sent++;
        Eventually.steady(100, () -> 0);
        reply = talkative.says("NOOP").line();
      } while (reply.startsWith("200 ") && sent < 100);
      assertEquals("421", reply.substring(0, 3), "talking is not logging in");
      silent.hears(421).hearsTheEnd();
      idle.hears(421).hearsTheEnd();
      data.shutdownOutput();
      busy.hears(226);
      assertEquals("x".repeat(sent), read("file"));
    }
  }

  @Test
  void aTransferWithoutADataConnectionIsOver() throws Exception {
    write("file", "content");
    client.passivePort();
    Client lister = another();
    lister.passivePort();
    client.says("RETR file").hears(150);
    lister.says("LIST").hears(150);
    client.hears(425);
    lister.hears(425);
    assertEquals("content", client.receivesText("RETR file"));
  }

  @Test
  void anUploadWithoutADataConnectionLeavesEverythingAsItWas() throws Exception {
    write("stor", "content");
    write("appe", "content");
    write("rest", "content");
    List<String> before = names();
    Map<String, Client> uploads = new LinkedHashMap<>();
    for (String command :
        List.of("STOR new", "STOU", "STOU wish", "APPE also-new", "STOR stor", "APPE appe")) {
      uploads.put(command, another());
    }
    client.says("REST 3").hears(350);
    uploads.put("STOR rest", client);
    uploads.forEach((command, session) -> {
      session.passivePort();
      session.says(command).hears(150);
    });
    uploads.values().forEach(session -> session.hears(425));
    assertEquals(before, names());
    assertEquals("content", read("stor"));
    assertEquals("content", read("appe"));
    assertEquals("content", read("rest"));
  }

  @Test
  void anActiveConnectionThatIsRefusedEndsTheTransfer() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, Client.ip("127.0.0.1"))) {
      port = closed.getLocalPort();
    }
    client.says("EPRT |1|127.0.0.1|" + port + "|").hears(200);
    client.says("LIST").hears(150).hears(425);
    client.says("PWD").hears(257);
  }

  @Test
  void aStalledTransferIsBrokenOff() throws Exception {
    write("file", "x".repeat(20_000_000));
    Client uploader = another();
    try (Socket _ = client.passive();
        Socket data = uploader.passive()) {
      client.says("RETR file").opening();
      uploader.says("STOR new").opening();
      data.getOutputStream().write('x');
      client.hears(426);
      uploader.hears(426);
    }
    assertEquals(List.of("file"), names());
    client.says("PWD").hears(257);
    uploader.says("PWD").hears(257);
  }

  @Test
  void tooManySessionsAreTurnedAwayWithAWord() {
    Eventually.equal(1, server::sessions);
    for (int i = 1; i < SESSIONS; i++) {
      stranger();
    }
    Client tooMany = Client.silent(Client.ip("127.0.0.1"), Client.ip("127.0.0.1"), server.port());
    String reply = tooMany.line();
    assertTrue(reply.startsWith("421 "), reply);
    tooMany.hearsTheEnd();
    client.says("PWD").hears(257);
  }
}
