package dev.wherry.bench;

import static dev.wherry.Permissions.READ_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.Tls;
import dev.wherry.bench.TlsClient.Resumption;
import dev.wherry.tls.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generator's clients with TLS, and IPv6, against a server that takes nothing in clear. */
final class TlsLoadTest {

  private static final long SIZE = 300_000;

  @TempDir Path home;

  private Generator generator;
  private FtpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        FtpServer.builder()
            .host("::1")
            .port(0)
            .loops(1)
            .tls(
                Tls.builder(SelfSigned.of(List.of("localhost")))
                    .required(Tls.Part.LOGIN, Tls.Part.DATA)
                    .build())
            .user("bench", "bench", home, READ_WRITE)
            .start();
    generator = Generator.start();
  }

  @AfterEach
  void stop() {
    generator.close();
    server.close();
  }

  private Outcome run(TlsClient tls, Plan plan) throws IOException {
    Target target =
        new Target(
            new InetSocketAddress(InetAddress.ofLiteral("::1"), server.address().getPort()),
            "bench",
            "bench",
            Duration.ofSeconds(10),
            tls);
    Outcome outcome = Load.run(generator, target, plan, Load.Account.NONE);
    assertEquals(Map.of(), outcome.errors());
    return outcome;
  }

  @Test
  void dataConnectionsResumeTheSessionOfTheirControlConnection() throws IOException {
    Content.write(home.resolve("file"), SIZE);
    TlsClient tls = new TlsClient(Resumption.DATA, null);

    Outcome outcome = run(tls, Plan.of(Work.retr("RETR", "file", SIZE), 2, 6));

    assertEquals(6 * SIZE, outcome.bytes());
    assertEquals(new Handshakes(2, 6, 0), tls.handshakes());
  }

  @Test
  void dataConnectionsBeginSessionsOfTheirOwnIfAskedTo() throws IOException {
    Content.write(home.resolve("file"), SIZE);
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      TlsClient tls = new TlsClient(Resumption.NONE, protocol);

      run(tls, Plan.of(Work.retr("RETR", "file", SIZE), 2, 6));

      assertEquals(new Handshakes(8, 0, 0), tls.handshakes());
    }
  }

  /** The server sends its tickets for them behind the client's end. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void uploadsArriveWholeAndResumeOneAfterTheOther(String protocol) throws IOException {
    for (long size : new long[] {SIZE, 0}) {
      TlsClient tls = new TlsClient(Resumption.DATA, protocol);

      run(tls, Plan.of(Work.stor("STOR", "up-", size), 2, 8));

      assertEquals(new Handshakes(2, 8, 0), tls.handshakes());
      for (int i = 0; i < 8; i++) {
        assertTrue(Content.isIn(home.resolve("up-" + i), size), "up-" + i);
      }
    }
  }

  @Test
  void loginsResumeOrNotAsIsAskedFor() throws IOException {
    TlsClient fresh = new TlsClient(Resumption.DATA, null);
    TlsClient resuming = new TlsClient(Resumption.ALL, null);

    run(fresh, Plan.of(Work.login(), 1, 4));
    run(resuming, Plan.of(Work.login(), 1, 4));

    assertEquals(new Handshakes(4, 0, 0), fresh.handshakes());
    assertEquals(new Handshakes(1, 3, 0), resuming.handshakes());
  }
}
