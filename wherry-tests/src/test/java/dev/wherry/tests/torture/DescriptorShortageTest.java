package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose process may open a hundred files, and more clients than that. */
@Timeout(120)
class DescriptorShortageTest {

  private static final String FULL = "421 Too many sessions, please try again later.";

  private static final String FULL_OF_FILES =
      "451 Too many files are open here, please try again later.";

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void whoFindsItFullIsToldSoTheOthersGoOnAndItRecovers(TransportType transport)
      throws IOException {
    List<Client> inside = new ArrayList<>();
    try (Launched server =
        Launched.serve(
            home, "ulimit -n 100;", List.of("-Xmx64m"), "--poller", transport.toString())) {
      Client first = server.loggedIn();
      loadAllOf(first);
      String heard = "";
      while (!heard.startsWith("421")) {
        Client next = server.silent();
        heard = next.line();
        if (heard.startsWith("220")) {
          inside.add(next);
          assertTrue(inside.size() < 100);
        }
      }
      assertTrue(inside.size() > 10, "only " + inside.size());
      assertEquals(FULL, heard);
      for (int i = 0; i < 20; i++) {
        try (Client late = server.silent()) {
          late.hears(FULL).hearsTheEnd();
        }
      }
      first.says("PWD").hears(257).says("MLST file").hears(250);
      try (Socket _ = first.passive()) {
        first.says("RETR file").hears(FULL_OF_FILES);
      }
      inside.forEach(Client::close);
      Eventually.equal(
          "220",
          () -> {
            try (Client next = server.silent()) {
              return next.line().substring(0, 3);
            }
          });
      first.storesText("STOR file", "content");
      assertEquals("content", first.receivesText("RETR file"));
      first.says("QUIT").hears(221).hearsTheEnd();
      List<String> log = server.log();
      assertEquals(
          1,
          log.stream().filter(line -> line.contains("cannot accept connections for now")).count(),
          log::toString);
      assertEquals(1, log.size(), log::toString);
    }
  }

  /** Classes that come from a directory, as they do here, take a descriptor to be loaded. */
  private static void loadAllOf(Client client) {
    client.storesText("STOR file", "content").receives("RETR file");
    client.says("MLST file").hears(250);
    try (Socket _ = client.passive()) {
      client.says("RETR missing").hears(550);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
