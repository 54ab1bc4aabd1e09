package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.FreePorts;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A few passive ports for many clients, none of whom gets another one's bytes. */
class PassivePortsTest {

  private static final int PORTS = 10;

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void tenPortsServeFiveHundredAddresses(TransportType transport) throws IOException {
    int lowest = FreePorts.range(PORTS);
    try (FtpServer server =
        TestServer.of(transport, home).passivePorts(lowest, lowest + PORTS - 1).start()) {
      Crowd.of(
          500,
          (member, crowd) -> {
            InetAddress from = Client.ip("127.1." + member / 250 + "." + (member % 250 + 1));
            try (Client client = Client.of(server, from).login()) {
              crowd.gather();
              keepsItsBytes(client, member, 2);
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void tenPortsServeThirtySessionsOfOneAddress(TransportType transport) throws IOException {
    int lowest = FreePorts.range(PORTS);
    try (FtpServer server =
        TestServer.of(transport, home).passivePorts(lowest, lowest + PORTS - 1).start()) {
      Crowd.of(
          30,
          (member, crowd) -> {
            try (Client client = Client.loggedIn(server)) {
              crowd.gather();
              keepsItsBytes(client, member, 10);
            }
          });
    }
  }

  /** Uploads and downloads content that only this member has. */
  private static void keepsItsBytes(Client client, int member, int times) {
    client.says("TYPE I").hears(200);
    SplittableRandom random = new SplittableRandom(member);
    String name = "file-" + member;
    for (int i = 0; i < times; i++) {
      byte[] content = new byte[random.nextInt(1, 40_000)];
      random.nextBytes(content);
      assertEquals("226 Transfer complete.", client.stores("STOR " + name, content).getLast());
      assertArrayEquals(content, client.receives("RETR " + name), name);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void aLateConnectionToAnAbandonedPortReachesNobodyElse(TransportType transport)
      throws IOException {
    int lowest = FreePorts.range(PORTS);
    int rounds = PORTS / 2 - 1;
    try (FtpServer server =
            TestServer.of(transport, home)
                .loops(1)
                .passivePorts(lowest, lowest + PORTS - 1)
                .start();
        Client careless = Client.loggedIn(server);
        Client careful = Client.loggedIn(server)) {
      for (int i = 0; i < rounds; i++) {
        int abandoned = careless.passivePort();
        careless.says("ABOR").hears(225);
        int port = careful.passivePort();
        careful.says("STOR file-" + i).hears(150);
        try (Socket late = careless.connect(abandoned)) {
          assertEquals(-1, late.getInputStream().read());
        }
        try (Socket data = careful.connect(port)) {
          data.getOutputStream().write('x');
          data.shutdownOutput();
          careful.hears(226);
        }
        assertEquals("x", Files.readString(home.resolve("file-" + i)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void connectionsThatRaceWithTheirAbandonmentMixNothing(TransportType transport)
      throws IOException {
    try (FtpServer server = TestServer.of(transport, home).start()) {
      Crowd.of(
          20,
          (member, crowd) -> {
            try (Client client = Client.loggedIn(server)) {
              crowd.gather();
              for (int i = 0; i < 20; i++) {
                if (member % 2 == 0) {
                  abandonsAPort(client);
                } else {
                  keepsItsBytes(client, member * 100 + i, 1);
                }
              }
            }
          });
    }
    try (var files = Files.list(home)) {
      assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith("wrong")));
    }
  }

  /** Takes a port, gives it up, and connects to it at the same time. */
  private static void abandonsAPort(Client client) throws IOException {
    int port = client.passivePort();
    try (Socket late = new Socket()) {
      client.says(ThreadLocalRandom.current().nextBoolean() ? "ABOR" : "EPSV");
      late.connect(new InetSocketAddress(Client.ip("127.0.0.1"), port), 10_000);
      late.getOutputStream().write("wrong bytes".getBytes(StandardCharsets.US_ASCII));
      client.reply();
      try {
        while (late.getInputStream().read() >= 0) {}
      } catch (IOException _) {
        // a reset is an end, too
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void whoGoesWhileWaitingForAPortLeavesNothingBehind(TransportType transport) throws IOException {
    int lowest = FreePorts.range(PORTS);
    Path other = Files.createDirectory(home.resolve("other"));
    try (FtpServer server =
            TestServer.of(transport, home)
                .user("bob", "secret", other, Permissions.READ_WRITE)
                .passivePorts(lowest, lowest)
                .start();
        Client first = Client.loggedIn(server);
        Client second = Client.of(server).login("bob")) {
      first.passivePort();
      assertTrue(Held.each().contains(other.toString()), "the home is held by a descriptor");
      second.says("NOOP\r\nEPSV").hears(200); // replies leave when both have been looked at
      second.reset();
      Eventually.equal(false, () -> Held.each().contains(other.toString()));
    }
  }
}
