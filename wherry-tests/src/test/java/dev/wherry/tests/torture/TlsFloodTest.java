package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.Secrets;
import dev.wherry.tests.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that begin a handshake and go silent, or are half gone. */
@Timeout(120)
class TlsFloodTest {

  private static final int MANY = 200;
  private static final int HALF_GONE = MANY / 5;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Secrets SECRETS = Secrets.of();

  @TempDir Path home;

  /** On every transport, all at a time: most of the test is to wait for the handshakes' end. */
  @Test
  void whoGoesSilentCostsNothingAndKeepsNobodyWaiting() throws IOException {
    byte[] content = new byte[5_000_000];
    new SplittableRandom(1).nextBytes(content);
    Files.write(home.resolve("there"), content);
    List<String> before = new ArrayList<>();
    List<Flooded> all = new ArrayList<>();
    try {
      for (TransportType transport : TestServer.transports().toList()) {
        all.add(Flooded.of(transport, home));
      }
      for (Flooded each : all) {
        fetches(each.client, content);
      }
      before.addAll(Eventually.steadyValue(Held::each));
      byte[] hello = hello();
      for (Flooded each : all) {
        each.begins(hello);
      }
      LongSupplier turns = () -> all.stream().mapToLong(each -> each.server.turns()).sum();
      Eventually.steady(300, turns);
      long turned = turns.getAsLong();
      long cpu = LoopTime.spent();
      Eventually.steady(1_000, turns);
      for (Flooded each : all) {
        assertEquals(1 + MANY - HALF_GONE, each.server.sessions(), "those who are silent");
      }
      assertTrue(turns.getAsLong() - turned < 20, "turns while nothing happens");
      assertTrue(LoopTime.spent() - cpu < 50, "milliseconds of work while nothing happens");
      for (Flooded each : all) {
        fetches(each.client, content);
        fetches(each.client, content);
        secure(each.server).says("PWD").hears(257).close();
      }
      for (Flooded each : all) {
        Eventually.equal(1, each.server::sessions, "the handshakes take no longer than they may");
        fetches(each.client, content);
      }
      all.forEach(each -> each.silent.forEach(Client::close));
      Eventually.equal(List.of(), () -> Held.beyondWhatLoopsKeep(before));
    } finally {
      all.forEach(Flooded::close);
    }
  }

  /** A server, somebody whom it serves, and those who have begun a handshake there. */
  private record Flooded(FtpServer server, Client client, List<Client> silent) {

    static Flooded of(TransportType transport, Path home) {
      FtpServer server =
          TestServer.of(transport, home).tls(SECRETS.tls().handshake(LIMIT).build()).start();
      return new Flooded(server, secure(server), new ArrayList<>());
    }

    void begins(byte[] hello) throws IOException {
      for (int i = 0; i < MANY; i++) {
        Client one = Client.of(server).says("AUTH TLS").hears(234);
        int n = i % 2 == 0 ? hello.length : 1 + i % (hello.length - 1); // whole, and in part
        one.sends(Arrays.copyOf(hello, n));
        if (i % (MANY / HALF_GONE) == 0) {
          one.control().shutdownOutput();
        }
        silent.add(one);
      }
    }

    void close() {
      silent.forEach(Client::close);
      client.close();
      server.close();
    }
  }

  private static Client secure(FtpServer server) {
    return Client.of(server)
        .secures(SECRETS, "TLSv1.3")
        .login()
        .says("PBSZ 0")
        .hears(200)
        .says("PROT P")
        .hears(200)
        .says("TYPE I")
        .hears(200);
  }

  private static void fetches(Client client, byte[] content) throws IOException {
    try (Socket below = client.passive()) {
      client.says("RETR there").opening();
      assertArrayEquals(content, SECRETS.client(below, "TLSv1.3").getInputStream().readAllBytes());
      client.hears(226);
    }
  }

  /** What a client says first. */
  static byte[] hello() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (Socket mute =
        new Socket() {
          @Override
          public boolean isConnected() {
            return true;
          }

          @Override
          public InputStream getInputStream() {
            return InputStream.nullInputStream();
          }

          @Override
          public OutputStream getOutputStream() {
            return said;
          }
        }) {
      SECRETS.stranger().client(mute, "TLSv1.3");
    } catch (IOException _) {
      // nobody has answered
    }
    byte[] all = said.toByteArray();
    int length = 5 + (((all[3] & 0xFF) << 8) | (all[4] & 0xFF));
    return Arrays.copyOf(all, length);
  }
}
