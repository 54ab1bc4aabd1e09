package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server with nothing to do does nothing, and what is due costs one turn. */
class IdleTest {

  private static final int WATCHED_MILLIS = 2_000;

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void aThousandIdleSessionsWakeNobody(TransportType transport) {
    List<Client> clients = new ArrayList<>();
    try (FtpServer server = TestServer.of(transport, home).loops(2).start()) {
      assertAsleep(server);
      for (int i = 0; i < 1_000; i++) {
        Client client = Client.loggedIn(server);
        clients.add(client);
        if (i % 50 == 0) {
          client.passivePort();
        } else if (i % 50 == 1) {
          client.receives("LIST");
        }
      }
      clients.add(Client.of(server));
      assertAsleep(server);
      clients.getFirst().says("NOOP").hears(200);
    } finally {
      clients.forEach(Client::close);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void aTimerThatIsDueIsOneTurnAndNoOther(TransportType transport) {
    AtomicInteger ticks = new AtomicInteger();
    try (FtpServer server = TestServer.of(transport, home).loops(1).start();
        Client client = Client.loggedIn(server)) {
      Eventually.steady(200, server::turns);
      server
          .loop()
          .execute(() -> server.loop().every(Duration.ofMillis(20), ticks::incrementAndGet));
      Eventually.equal(true, () -> ticks.get() > 0);
      int before = ticks.get(); // first, so that no turn counts whose timer does not
      long turns = server.turns();
      Eventually.equal(true, () -> ticks.get() >= before + 30);
      long made = server.turns() - turns;
      int due = ticks.get() - before;
      assertTrue(made <= due + 1, made + " turns for " + due + " timers");
      client.says("NOOP").hears(200);
    }
  }

  private static void assertAsleep(FtpServer server) {
    long turns = Eventually.steady(200, server::turns);
    Eventually.steady(WATCHED_MILLIS, () -> 0);
    assertEquals(turns, server.turns());
  }
}
