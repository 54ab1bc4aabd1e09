package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that begin a handshake and go silent, or are half gone. */
@Timeout(120)
class TlsFloodTest {

  private static final int MANY = 200;
  private static final Secrets SECRETS = Secrets.of();

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void whoGoesSilentCostsNothingAndKeepsNobodyWaiting(TransportType transport) throws IOException {
    List<String> before = new ArrayList<>();
    byte[] content = new byte[5_000_000];
    new SplittableRandom(1).nextBytes(content);
    Files.write(home.resolve("there"), content);
    try (FtpServer server =
        TestServer.of(transport, home)
            .tls(SECRETS.tls().handshake(Duration.ofSeconds(10)).build())
            .start()) {
      Client client = secure(server);
      byte[] hello = hello();
      fetches(client, content);
      before.addAll(Eventually.steadyValue(Held::each));
      List<Client> silent = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        Client one = Client.of(server).says("AUTH TLS").hears(234);
        int n = i % 2 == 0 ? hello.length : 1 + i % (hello.length - 1); // whole, and in part
        one.sends(Arrays.copyOf(hello, n));
        if (i % 5 == 0) {
          one.control().shutdownOutput();
        }
        silent.add(one);
      }
      for (int i = 0; i < 5; i++) {
        fetches(client, content);
      }
      secure(server).says("PWD").hears(257).close();
      Eventually.steady(300, server::turns);
      long turns = server.turns();
      long cpu = LoopTime.spent();
      Eventually.steady(1_000, server::turns);
      assertTrue(server.turns() - turns < 20, "turns while nothing happens");
      assertTrue(LoopTime.spent() - cpu < 50, "milliseconds of work while nothing happens");
      Eventually.equal(1, server::sessions, "the handshakes take no longer than they may");
      fetches(client, content);
      silent.forEach(Client::close);
      client.close();
    }
    Eventually.equal(List.of(), () -> Held.beyond(before));
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
  private static byte[] hello() throws IOException {
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
