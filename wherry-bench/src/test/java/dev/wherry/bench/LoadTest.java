package dev.wherry.bench;

import static dev.wherry.Permissions.READ_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the generator against a server: what they count, and what they notice. */
final class LoadTest {

  @TempDir Path home;

  private Generator generator;
  private FtpServer server;
  private Target target;

  @BeforeEach
  void start() throws IOException {
    server =
        FtpServer.builder()
            .host("127.0.0.1")
            .port(0)
            .loops(1)
            .transport(TransportType.best())
            .user("bench", "bench", home, READ_WRITE)
            .start();
    target = target(server.address().getPort(), "bench");
    generator = Generator.start();
  }

  @AfterEach
  void stop() {
    generator.close();
    server.close();
  }

  private static Target target(int port, String password) {
    return new Target(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        "bench",
        password,
        Duration.ofSeconds(10));
  }

  private Outcome run(Plan plan) throws IOException {
    return Load.run(generator, target, plan, Load.Account.NONE);
  }

  @Test
  void countsDownloads() throws IOException {
    Content.write(home.resolve("file"), 100_000);

    Outcome outcome = run(Plan.of(Work.retr("RETR", "file", 100_000), 30, 200));

    assertEquals(Map.of(), outcome.errors());
    assertEquals(200, outcome.operations());
    assertEquals(20_000_000, outcome.bytes());
    assertEquals(200, outcome.latencies().getTotalCount());
  }

  @Test
  void noticesAByteThatIsWrong() throws IOException {
    Content.write(home.resolve("file"), 300_000);
    byte[] bytes = Files.readAllBytes(home.resolve("file"));
    bytes[299_999] ^= 1;
    Files.write(home.resolve("file"), bytes);

    Outcome outcome = run(Plan.of(Work.retr("RETR", "file", 300_000), 1, 1));

    assertEquals(0, outcome.operations());
    assertEquals(1, outcome.failures());
    assertTrue(outcome.errors().toString().contains("wrong bytes"), outcome.errors()::toString);
  }

  @Test
  void noticesAFileThatIsShort() throws IOException {
    Content.write(home.resolve("file"), 999);

    Outcome outcome = run(Plan.of(Work.retr("RETR", "file", 1000), 1, 2));

    assertEquals(Map.of("wrong size: 999 instead of 1000", 2), outcome.errors());
  }

  @Test
  void countsRefusalsByCommandAndCode() throws IOException {
    Outcome outcome = run(Plan.of(Work.retr("RETR", "none", 1), 2, 6));

    assertEquals(Map.of("RETR: 550", 6), outcome.errors());
  }

  @Test
  void uploadsWhatIsThereAfterwards() throws IOException {
    Outcome outcome = run(Plan.of(Work.stor("STOR", "up-", 3_000_000), 4, 8).from(10));

    assertEquals(Map.of(), outcome.errors());
    for (int i = 10; i < 18; i++) {
      assertTrue(Content.isIn(home.resolve("up-" + i), 3_000_000), "up-" + i);
    }
  }

  @Test
  void connectsAnewForEachLogin() throws IOException {
    Outcome outcome = run(Plan.of(Work.login(), 40, 120));

    assertEquals(Map.of(), outcome.errors());
    assertEquals(120, outcome.operations());
  }

  @Test
  void readsListings() throws IOException {
    for (int i = 0; i < 50; i++) {
      Files.createFile(home.resolve("f" + i));
    }

    Outcome whole = run(Plan.of(Work.list("MLSD", "MLSD", 50), 3, 9));
    Outcome lacking = run(Plan.of(Work.list("MLSD", "MLSD", 60), 1, 1));

    assertEquals(Map.of(), whole.errors());
    assertTrue(lacking.errors().toString().contains("instead of 60"), lacking.errors()::toString);
  }

  /** 20 operations are due in 200 ms and take 50 ms each: the last is done 800 ms too late. */
  @Test
  void countsTheTimeThatAnOperationWaitedForAClient() throws IOException {
    Work slow =
        new Work(
            "slow",
            false,
            _ -> 0L,
            (_, _, then) -> generator.loop().after(Duration.ofMillis(50), then));

    Outcome outcome = run(Plan.of(slow, 1, 20).atRate(100));

    assertEquals(20, outcome.operations());
    assertTrue(outcome.millis(100) > 700, () -> "" + outcome.millis(100));
  }

  @Test
  void endsWhenItsTimeIsOver() throws IOException {
    Content.write(home.resolve("file"), 1);

    Outcome outcome =
        run(
            Plan.of(Work.retr("RETR", "file", 1), 2, Long.MAX_VALUE)
                .lasting(Duration.ofMillis(500)));

    assertTrue(outcome.operations() > 0);
    assertTrue(outcome.nanos() >= 500_000_000);
  }

  @Test
  void givesUpWhenNobodyMayLogIn() {
    target = target(server.address().getPort(), "wrong");

    IOException failure =
        assertThrows(IOException.class, () -> run(Plan.of(Work.retr("RETR", "file", 1), 1, 1)));

    assertTrue(String.valueOf(failure.getMessage()).contains("PASS: 530"), failure::toString);
  }

  @Test
  void keepsACrowd() throws IOException {
    try (Crowd crowd = Crowd.gather(generator, target, 100)) {
      assertEquals(100, crowd.clients().size());
      assertEquals(Map.of(), crowd.errors());
      assertEquals(100, server.sessions());
    }
  }
}
