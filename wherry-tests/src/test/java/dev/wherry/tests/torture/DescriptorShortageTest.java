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

  private static final String CANNOT_ACCEPT = "WARN  cannot accept connections for now: ";

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void whoFindsItFullIsToldSoTheOthersGoOnAndItRecovers(TransportType transport)
      throws IOException {
    try (Launched server =
        Launched.serve(
            home, "ulimit -n 100;", List.of("-Xmx64m"), "--poller", transport.toString())) {
      try {
        runsShort(server);
      } catch (AssertionError e) {
        throw new AssertionError("the log says " + server.log(), e);
      }
    }
  }

  private static void runsShort(Launched server) throws IOException {
    List<Client> inside = new ArrayList<>();
    Client first = server.loggedIn();
    first.storesText("STOR file", "content");
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
    for (int i = 0; i < 5; i++) {
      try (Client late = server.silent()) {
        late.hears(FULL).hearsTheEnd();
      }
    }
    first.says("PWD").hears(257).says("TYPE I").hears(200);
    try (Socket _ = first.passive()) {
      first.says("RETR file").hears(FULL_OF_FILES);
    }
    // its port rests, and no other can be opened
    first.says("EPSV").hears("425 No passive port is free.").says("PWD").hears(257);
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
    Eventually.equal(false, () -> server.log().isEmpty()); // it comes by a pipe
    List<String> log = server.log();
    List<String> other = log.stream().filter(line -> !line.contains(CANNOT_ACCEPT)).toList();
    assertEquals(List.of(), other);
    assertTrue(log.size() == 1 || log.size() == 2, "once for the door, once for the passive port");
  }
}
