package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many sessions at the same time, and what is left of them. */
class ManySessionsTest {

  private static final int MANY = 500;

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void fiveHundredSessionsTransferAtOnceAndNothingIsLeft(TransportType transport) throws Exception {
    run(transport, 1); // makes what the JVM makes once
    List<String> descriptors = Eventually.steadyValue(Held::each);
    assertEquals(List.of(), Held.threads());

    run(transport, MANY);

    assertEquals(List.of(), Held.threads());
    Eventually.equal(List.of(), () -> Held.beyond(descriptors));
    try (var left = Files.list(home)) {
      assertEquals(List.of(), left.toList());
    }
  }

  private void run(TransportType transport, int sessions) {
    try (FtpServer server = TestServer.of(transport, home).start()) {
      Crowd.of(sessions, (member, crowd) -> transfer(server, member, sessions, crowd));
      Eventually.equal(0, server::sessions);
    }
  }

  private static void transfer(FtpServer server, int member, int sessions, Crowd crowd)
      throws Exception {
    byte[] content = new byte[1 + member * 997 % 200_000];
    new SplittableRandom(member).nextBytes(content);
    String name = "file-" + member;
    try (Client client = Client.loggedIn(server)) {
      crowd.gather();
      assertEquals(true, server.sessions() <= sessions);
      client.says("TYPE I").hears(200);
      assertEquals("226 Transfer complete.", client.stores("STOR " + name, content).getLast());
      client.says("SIZE " + name).hears("213 " + content.length);
      assertArrayEquals(content, client.receives("RETR " + name));
      client.says("REST " + content.length / 2).hears(350);
      assertEquals(content.length - content.length / 2, client.receives("RETR " + name).length);
      client.says("DELE " + name).hears(250).says("QUIT").hears(221).hearsTheEnd();
    }
  }
}
