package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServerBuilder;
import dev.wherry.Limits;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.OnEveryTransport;
import dev.wherry.tests.Secrets;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Downloads over TLS whose client goes or stops reading at any place. */
@Timeout(60)
class TlsBreakTest extends OnEveryTransport {

  /** More than the kernel takes for a client that does not read. */
  private static final int LARGE = 20_000_000;

  /** Within the first record, at its end, behind what one write sends, and far beyond. */
  private static final List<Integer> OFFSETS = List.of(0, 1, 16_384, 65_600, 3_000_000);

  private static final Duration STALL = Duration.ofSeconds(4);
  private static final Secrets SECRETS = Secrets.of();

  private List<String> before = List.of();

  /** One download, as far as the client has read it. */
  private record Download(Client session, Socket below, SSLSocket data) {

    void fails() {
      session.hears(426).says("PWD").hears(257);
    }

    void close() {
      session.close();
      if (!below.isClosed()) {
        Client.reset(below);
      }
    }
  }

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual.tls(SECRETS.tls().build()).limits(Limits.STANDARD.withStall(STALL));
  }

  @BeforeEach
  void remember() throws IOException {
    write("large", "x".repeat(LARGE));
    Download first = download("TLSv1.3", 0); // makes what the JVM makes once
    Client.reset(first.below());
    first.fails();
    first.close();
    Eventually.equal(1, server::sessions);
    before = Eventually.steadyValue(Held::each);
  }

  private Download download(String protocol, int read) throws IOException {
    Secrets own = SECRETS.stranger();
    Client session = stranger().secures(own, protocol).login(user);
    session.says("PBSZ 0").hears(200).says("PROT P").hears(200).says("TYPE I").hears(200);
    Socket below = session.passive();
    session.says("RETR large").opening();
    SSLSocket data = own.client(below, protocol);
    assertEquals(read, data.getInputStream().readNBytes(read).length);
    return new Download(session, below, data);
  }

  /** How a client goes away. */
  enum How {
    /** Both ways, with nothing of TLS before it. */
    FIN,
    RESET,
    /**
     * With close_notify, and what is unread makes the kernel reset. Not by Java's own close(): that
     * takes what keeps coming before it closes, in good time all of the file, and then 226 is
     * right.
     */
    CLOSE_NOTIFY
  }

  /** Bytes are lost, so the download has failed, whatever has been said about its end. */
  @ParameterizedTest
  @EnumSource
  void whoGoesIsNoticedAndTold(How how) throws IOException {
    for (int offset : OFFSETS) {
      for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
        Download download = download(protocol, offset);
        long start = System.nanoTime();
        switch (how) {
          case FIN -> download.below().close();
          case RESET -> Client.reset(download.below());
          case CLOSE_NOTIFY -> {
            download.data().shutdownOutput();
            download.below().close();
          }
        }
        long turns = server.turns();
        download.session().hears(426).says("PWD").hears(257);
        long millis = (System.nanoTime() - start) / 1_000_000;
        String at = how + " after " + offset + " bytes of " + protocol;
        assertTrue(millis < STALL.toMillis() + 10_000, at + ": " + millis + " ms");
        assertTrue(server.turns() - turns < 1_000, at + ": turns");
        download.close();
      }
    }
    client.says("PWD").hears(257);
    Eventually.equal(List.of(), () -> Held.beyondWhatLoopsKeep(before));
  }

  @Test
  void whoStopsReadingCostsNothingAndIsGivenUp() throws IOException {
    List<Download> stalled = new ArrayList<>();
    for (int offset : OFFSETS) {
      stalled.add(download(offset % 2 == 0 ? "TLSv1.3" : "TLSv1.2", offset));
      Download half = download(offset % 2 == 0 ? "TLSv1.2" : "TLSv1.3", offset);
      half.below().shutdownOutput(); // which many do who read on
      stalled.add(half);
    }
    Eventually.steady(200, server::turns);
    long turns = server.turns();
    long spent = LoopTime.spent();
    stalled.forEach(Download::fails); // on a slow machine the first of them already have
    long made = server.turns() - turns;
    long worked = LoopTime.spent() - spent;
    assertTrue(made < 10L * stalled.size(), made + " turns until all were given up");
    assertTrue(worked < 100, worked + " milliseconds of work until all were given up");
    client.says("PWD").hears(257);
    stalled.forEach(Download::close);
    Eventually.equal(List.of(), () -> Held.beyondWhatLoopsKeep(before));
  }
}
