package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server with nothing to do does nothing. */
class IdleTest {

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void idleSessionsWakeNobody(TransportType transport) {
    List<Client> clients = new ArrayList<>();
    try (FtpServer server = TestServer.of(transport, home).loops(2).start()) {
      for (int i = 0; i < 50; i++) {
        Client client = Client.loggedIn(server);
        clients.add(client);
        if (i % 3 == 0) {
          client.passivePort();
        } else if (i % 3 == 1) {
          client.receives("LIST");
        }
      }
      clients.add(Client.of(server));
      long turns = Eventually.steady(200, server::turns);
      Eventually.steady(3_000, () -> 0);
      assertEquals(turns, server.turns());
      clients.getFirst().says("NOOP").hears(200);
    }
    clients.forEach(Client::close);
  }
}
