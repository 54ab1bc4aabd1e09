package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.AddressRange;
import dev.wherry.FtpServer;
import dev.wherry.PassivePorts;
import dev.wherry.PublicAddress;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.FreePorts;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told where a router stands between, and files from server to server. */
class NatTest {

  @TempDir Path home;

  @Test
  void theAddressGoesByClientAndByTheAddressItHasConnectedTo() {
    try (FtpServer server =
        TestServer.of(TransportType.best(), home)
            .publicAddress(PublicAddress.forClients(AddressRange.parse("127.0.0.8/29"), "local"))
            .publicAddress(PublicAddress.forLocal(AddressRange.parse("127.0.0.2"), "192.0.2.2"))
            .publicAddress("localhost")
            .start()) {
      assertAddress(server, "127.0.0.9", "127.0.0.5", "127.0.0.5");
      assertAddress(server, "127.0.0.9", "127.0.0.2", "127.0.0.2");
      assertAddress(server, "127.0.0.1", "127.0.0.2", "192.0.2.2");
      assertAddress(server, "127.0.0.1", "127.0.0.5", "127.0.0.1");
    }
  }

  private static void assertAddress(FtpServer server, String from, String to, String told) {
    try (Client client = Client.between(Client.ip(from), Client.ip(to), server.port())) {
      client.login().passivePort(told);
    }
  }

  @Test
  void portsAreToldAsClientsKnowThem() throws IOException {
    int lowest = FreePorts.range(10);
    int shown = lowest + 10_000;
    try (FtpServer server =
            TestServer.of(TransportType.best(), home)
                .passivePorts(new PassivePorts(lowest, lowest + 9, shown))
                .start();
        Client client = Client.loggedIn(server)) {
      Files.writeString(home.resolve("file"), "content");
      for (int i = 0; i < 3; i++) {
        int told = i == 1 ? client.passivePort("127.0.0.1") : client.passivePort();
        assertTrue(told >= shown && told <= shown + 9, "port " + told);
        client.says("RETR file").hears(150);
        try (Socket data = client.connect(told - 10_000)) {
          assertEquals(
              "content",
              new String(data.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
        client.hears(226);
      }
    }
  }

  @Test
  void serverToServerIsOffUntilItIsSwitchedOn() throws IOException {
    Path there = Files.createDirectories(home.resolve("there"));
    Files.writeString(home.resolve("file"), "from one to the other");
    try (FtpServer one = TestServer.of(TransportType.best(), home).serverToServer(true).start();
        FtpServer other =
            TestServer.of(TransportType.best(), there)
                .host("127.0.0.1")
                .serverToServer(true)
                .start();
        FtpServer strict = TestServer.of(TransportType.best(), home).start();
        Client from = Client.of(one, Client.ip("127.0.0.5")).login();
        Client to = Client.of(other, Client.ip("127.0.0.6")).login();
        Client refused = Client.loggedIn(strict)) {
      int port = to.passivePort("127.0.0.1");
      String target = "127,0,0,1," + (port >> 8) + "," + (port & 255);
      refused.says("PORT 127,0,0,9,200,1").hears(501);
      from.says("PORT 127,0,0,9,0,22").hears(501); // privileged ports never
      from.says("PORT " + target).hears(200);
      to.says("STOR copy").hears(150);
      from.says("RETR file").hears(150).hears(226);
      to.hears(226);
      assertEquals("from one to the other", Files.readString(there.resolve("copy")));
    }
  }

  @Test
  void aPortThatIsTakenElsewhereIsPassedOver() throws IOException {
    int lowest = FreePorts.range(2);
    try (ServerSocket taken = new ServerSocket(lowest, 1, Client.ip("127.0.0.1"));
        FtpServer server =
            TestServer.of(TransportType.best(), home)
                .host("127.0.0.1")
                .passivePorts(lowest, lowest + 1)
                .loops(1)
                .start();
        Client client = Client.loggedIn(server)) {
      assertEquals(lowest, taken.getLocalPort());
      assertEquals(lowest + 1, client.passivePort());
    }
  }
}
