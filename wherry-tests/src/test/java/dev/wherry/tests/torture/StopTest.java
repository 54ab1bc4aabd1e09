package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ctrl-C while the server has work. */
@Timeout(60)
class StopTest {

  /** What a JVM returns that a SIGINT has ended in order: 128 and the number of the signal. */
  private static final int INTERRUPTED = 128 + 2;

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void everybodyIsToldAndNothingHalfMadeIsLeft(TransportType transport) throws Exception {
    try (Launched server = Launched.serve(home, "", List.of(), "--poller", transport.toString());
        Client idle = server.loggedIn();
        Client stranger = server.silent().hears(220);
        Client sender = server.loggedIn();
        Socket data = sender.passive()) {
      sender.says("STOR file").opening();
      data.getOutputStream().write(new byte[100_000]);
      Eventually.equal(true, () -> !names().isEmpty()); // it has come that far

      server.interrupt();

      idle.hears(421).hearsTheEnd();
      stranger.hears(421).hearsTheEnd();
      sender.hears(421);
      List<String> said = new ArrayList<>();
      assertEquals(INTERRUPTED, server.ended(said));
      assertEquals(List.of("Stopped."), said);
      assertEquals(List.of(), server.log());
    }
    assertEquals(List.of(), names());
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(home)) {
      return files.map(Path::toString).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
