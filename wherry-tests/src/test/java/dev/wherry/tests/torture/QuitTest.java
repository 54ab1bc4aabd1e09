package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** QUIT where something else is under way, or was about to be, leaves nothing behind. */
class QuitTest {

  private static final int TIMES = 20;
  private static final int LARGE = 1_000_000;

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void nothingIsLeftOfSessionsThatQuitInOrAfterATransfer(TransportType transport)
      throws IOException {
    Files.write(home.resolve("file"), new byte[LARGE]);
    try (FtpServer server = TestServer.of(transport, home).start()) {
      inATransfer(server); // makes what is made once
      List<String> before = Eventually.steadyValue(Held::each);
      for (int i = 0; i < TIMES; i++) {
        inATransfer(server);
        behindARefusedOne(server);
      }
      Eventually.equal(0, server::sessions);
      Eventually.equal(List.of(), () -> Held.beyondWhatLoopsKeep(before));
    }
  }

  private static void inATransfer(FtpServer server) throws IOException {
    try (Client client = Client.loggedIn(server)) {
      client.says("TYPE I").hears(200);
      try (Socket data = client.passive()) {
        client.says("RETR file").opening().says("QUIT");
        assertEquals(LARGE, data.getInputStream().readAllBytes().length);
      }
      client.hears(226).hears(221).hearsTheEnd();
    }
  }

  private static void behindARefusedOne(FtpServer server) throws IOException {
    try (Client client = Client.loggedIn(server);
        Socket data = client.passive()) {
      client.says("STOR /").hears(550).says("QUIT").hears(221).hearsTheEnd();
      assertEquals(-1, data.getInputStream().read());
    }
  }
}
