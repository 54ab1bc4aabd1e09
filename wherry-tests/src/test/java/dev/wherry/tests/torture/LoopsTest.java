package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several loops: who is on which shows in the port that PASV tells, since each has its own. */
class LoopsTest {

  private static final int LOOPS = 4;
  private static final int MANY = 80;
  private static final int LOWEST = 62_000;
  private static final int PORTS = 400;

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void sessionsAreSpreadEvenlyAndWhatIsCountedAndLentIsRight(TransportType transport)
      throws Exception {
    List<Client> clients = new ArrayList<>();
    try (FtpServer server =
        TestServer.of(transport, home)
            .loops(LOOPS)
            .passivePorts(LOWEST, LOWEST + PORTS - 1)
            .start()) {
      assertEquals(LOOPS, server.loops());
      for (int i = 0; i < MANY; i++) {
        clients.add(Client.loggedIn(server));
      }
      assertEquals(MANY, server.sessions());
      int[] loops = clients.stream().mapToInt(LoopsTest::loop).toArray();
      assertArrayEquals(new int[] {20, 20, 20, 20}, count(loops));

      for (int i = 0; i < MANY; i++) {
        if (loops[i] == 2) { // which has nobody any more then
          clients.get(i).says("QUIT").hears(221).hearsTheEnd().close();
        }
      }
      Eventually.equal(MANY - 20, server::sessions);
      List<Client> late = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        late.add(Client.loggedIn(server));
      }
      clients.addAll(late);
      assertEquals(MANY, server.sessions());
      for (Client client : late) {
        assertEquals(2, loop(client), "it goes where most room is");
      }

      List<Client> here = clients.stream().filter(client -> !client.control().isClosed()).toList();
      Crowd.of(
          here.size(),
          (member, crowd) -> {
            Client client = here.get(member);
            byte[] content = ("content " + member).getBytes(StandardCharsets.US_ASCII);
            crowd.gather();
            client.stores("STOR file" + member, content);
            assertArrayEquals(content, client.receives("RETR file" + member));
          });
      here.forEach(Client::close);
      Eventually.equal(0, server::sessions);
    } finally {
      clients.forEach(Client::close);
    }
  }

  private static int[] count(int[] loops) {
    int[] counts = new int[LOOPS];
    for (int loop : loops) {
      counts[loop]++;
    }
    return counts;
  }

  /** Every fourth port is a loop's own. */
  private static int loop(Client client) {
    int port = client.passivePort();
    assertTrue(port >= LOWEST && port < LOWEST + PORTS, "" + port);
    return (port - LOWEST) % LOOPS;
  }
}
