package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.AddressRange;
import dev.wherry.Defence;
import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Limits;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.TestServer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in, how many, and what becomes of those who guess. */
class AdmissionTest {

  private static final InetAddress ONE = Client.ip("127.0.0.1");
  private static final InetAddress OTHER = Client.ip("127.0.0.9");
  private static final InetAddress SIX = Client.ip("::1");

  @TempDir Path home;

  @Test
  void allowAndDenyByRange() {
    try (FtpServer server =
        server()
            .allow(AddressRange.parse("127.0.0.0/28"), AddressRange.parse("::/64"))
            .deny(AddressRange.parse("127.0.0.9"))
            .start()) {
      Client.of(server, ONE).close();
      Client.of(server, SIX).close();
      refused(server, OTHER, "421 You cannot be served from your address.");
      refused(server, Client.ip("127.0.0.16"), "421 You cannot be served from your address.");
    }
  }

  @Test
  void sessionsOfOneAddressAreCounted() {
    try (FtpServer server = server().limits(Limits.STANDARD.withSessionsPerAddress(2)).start()) {
      try (Client first = Client.of(server, ONE);
          Client _ = Client.of(server, ONE)) {
        refused(server, ONE, "421 There are too many sessions from your address.");
        Client.of(server, OTHER).close();
        first.says("QUIT").hears(221).hearsTheEnd();
        Eventually.equal(1, server::sessions);
        Client.of(server, ONE).close();
      }
    }
  }

  @Test
  @SuppressWarnings("try") // that it closes early is the point
  void sessionsOfOneUserAreCounted() {
    try (FtpServer server =
            server().limits(Limits.STANDARD.withSessionsPerUser(2)).loops(2).start();
        Client first = Client.loggedIn(server);
        Client second = Client.loggedIn(server);
        Client third = Client.of(server)) {
      third.says("USER anna").hears(331);
      third.says("PASS secret").hears("530 You have too many sessions already.");
      third.says("PWD").hears(530);
      second.says("SITE IDLE 100").hears(200).says("PWD").hears(257);
      first.says("REIN").hears(220);
      third.login();
      second.close();
      Eventually.equal(2, server::sessions);
      first.login().says("PWD").hears(257);
    }
  }

  @Test
  void transfersOfOneSessionAreCounted() {
    try (FtpServer server = server().limits(Limits.STANDARD.withTransfersPerSession(2)).start()) {
      try (Client client = Client.loggedIn(server)) {
        client.storesText("STOR file", "content");
        client.passivePort();
        client.says("RETR missing").hears(550);
        assertEquals("content", client.receivesText("RETR file"));
        for (String listing : List.of("LIST", "NLST", "MLSD", "NLST file")) {
          assertTrue(client.receivesText(listing).contains("file"), listing);
        }
        client.says("SITE CPFR file").hears(350).says("USER anna").hears(331);
        client.says("PASS secret").hears(230).passivePort();
        client.says("RETR file\r\nPWD");
        client.hears("421 A session may make 2 transfers here; please log in anew.").hearsTheEnd();
      }
      try (Client again = Client.loggedIn(server)) {
        assertEquals("content", again.receivesText("RETR file"));
        again.passivePort();
        again.says("STOU").opening();
        again.says("ABOR").hears(426).hears(226).passivePort();
        again.says("APPE file").hears(421).hearsTheEnd();
      }
    }
  }

  @Test
  void answersToWrongPasswordsComeLaterAndLaterAndHoldNobodyElseUp() {
    Defence slow = Defence.STANDARD.withDelays(Duration.ofMillis(100), Duration.ofMillis(400));
    try (FtpServer server = server().defence(slow).start();
        Client guessing = Client.of(server, OTHER)) {
      wrong(guessing); // a slip costs nothing
      assertTrue(millis(() -> wrong(guessing)) >= 100);
      try (Client again = Client.of(server, OTHER)) { // a new session is no new beginning
        assertTrue(millis(() -> wrong(again)) >= 200);
        again.says("USER anna").hears(331).says("PASS guess");
        Client.of(server, ONE).login().close();
        again.hears(530);
        again.login();
      }
    }
  }

  @Test
  void whoGuessesTooOftenIsTurnedAwayAndNobodyElse() {
    Defence strict = Defence.NONE.withBan(5, Duration.ofMinutes(10), Duration.ofMinutes(10));
    try (FtpServer server = server().defence(strict).start()) {
      for (int i = 0; i < 2; i++) {
        try (Client guessing = Client.of(server, OTHER)) {
          wrong(guessing);
          wrong(guessing);
        }
      }
      try (Client last = Client.of(server, OTHER)) {
        wrong(last);
        refused(
            server, OTHER, "421 Too much went wrong from your address, please try again later.");
        Client.of(server, ONE).login().close();
      }
    }
  }

  @Test
  void aPortBelow1024IsAGraveOffence() {
    Defence strict = Defence.NONE.withBan(10, Duration.ofMinutes(10), Duration.ofMinutes(10));
    try (FtpServer server = server().defence(strict).start();
        Client scanner = Client.of(server, OTHER).login()) {
      scanner.says("PORT 127,0,0,9,0,22").hears(501);
      Client.of(server, OTHER).close();
      scanner.says("PORT 127,0,0,9,0,25").hears(501);
      refused(server, OTHER, "421 Too much went wrong from your address, please try again later.");
    }
  }

  @Test
  void commandsBeyondTheRateWait() {
    try (FtpServer server = server().limits(Limits.STANDARD.withCommandsPerSecond(20)).start();
        Client client = Client.loggedIn(server)) {
      String burst = "NOOP\r\n".repeat(50);
      long took =
          millis(() -> {
            client.sends(burst.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 50; i++) {
              client.hears(200);
            }
          });
      assertTrue(took >= 1_300, "50 and the 2 of the login, 20 of them at once: " + took);
    }
  }

  private FtpServerBuilder server() {
    return TestServer.of(TransportType.best(), home);
  }

  private static void wrong(Client client) {
    client.says("USER anna").hears(331).says("PASS wrong").hears(530);
  }

  private static void refused(FtpServer server, InetAddress from, String reply) {
    InetAddress to = from.equals(SIX) ? SIX : ONE;
    try (Client client = Client.silent(from, to, server.port())) {
      assertEquals(reply, client.line());
      client.hearsTheEnd();
    }
  }

  private static long millis(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }
}
