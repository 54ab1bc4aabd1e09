package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.Certificates.Keys;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.net.ssl.SSLSocket;
import org.conscrypt.OpenSSLProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another provider's engines: each of Conscrypt's holds a pipe until it is closed, or until the
 * collector comes. In the server's JVM here there is none.
 */
@Timeout(60)
class ConscryptTest {

  private static final List<String> JVM =
      List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx1g");

  /** More than the kernel takes for a client that does not read. */
  private static final int LARGE = 20_000_000;

  private static final byte[] CONTENT = new byte[200_000];
  private static final Secrets SECRETS = Secrets.of();

  @TempDir Path home;
  @TempDir Path desk;

  @Test
  void nothingIsLeftOfAConnectionHoweverItEnds() throws Exception {
    new SplittableRandom(1).nextBytes(CONTENT);
    Files.write(home.resolve("large"), new byte[LARGE]);
    byte[] hello = TlsFloodTest.hello();
    try (Launched server = serve()) {
      int before = server.pipes();
      for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
        try (Client _ = secure(server, protocol)) {
          assertEquals(before + 2, server.pipes(), "an engine that holds no pipe proves nothing");
        }
        everyEnd(server, protocol, hello);
        Eventually.equal(before, server::pipes, protocol);
      }
    }
  }

  private Launched serve() throws Exception {
    Keys keys = SECRETS.certificates().load();
    Path file = desk.resolve("keys.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      keys.store().store(out, keys.password());
    }
    return Launched.serve(
        home,
        "",
        JVM,
        "--tls-keystore",
        file.toString(),
        "--tls-password",
        String.valueOf(keys.password()),
        "--tls-provider",
        OpenSSLProvider.class.getName());
  }

  private void everyEnd(Launched server, String protocol, byte[] hello) throws IOException {
    Client session = secure(server, protocol);
    stores(session, protocol);
    fetches(session, protocol);
    breaksOff(session, protocol);
    saysHello(session, "RETR large", hello);
    saysHello(session, "STOR other", hello);
    session.says("QUIT").hears(221).hearsTheEnd().close();

    secure(server, protocol).reset();
    secure(server, protocol).close();
    server.silent().hears(220).says("AUTH TLS").hears(234).sends(hello).reset();
    server.silent().hears(220).says("AUTH TLS").hears(234).sends(hello).close();
    server.silent().hears(220).says("AUTH TLS").hears(234).close();
  }

  private static Client secure(Launched server, String protocol) {
    Client session = server.silent().hears(220).secures(SECRETS.stranger(), protocol).login();
    return session.says("PBSZ 0").hears(200).says("PROT P").hears(200).says("TYPE I").hears(200);
  }

  private void stores(Client session, String protocol) throws IOException {
    Socket below = session.passive();
    session.says("STOR there").opening();
    try (SSLSocket data = SECRETS.client(below, protocol)) {
      data.getOutputStream().write(CONTENT);
    }
    session.hears(226);
    assertArrayEquals(CONTENT, Files.readAllBytes(home.resolve("there")));
  }

  private static void fetches(Client session, String protocol) throws IOException {
    try (Socket below = session.passive()) {
      session.says("RETR there").opening();
      assertArrayEquals(CONTENT, SECRETS.client(below, protocol).getInputStream().readAllBytes());
      session.hears(226);
    }
  }

  /** In the middle of the file. */
  private static void breaksOff(Client session, String protocol) throws IOException {
    Socket below = session.passive();
    session.says("RETR large").opening();
    assertEquals(1_000, SECRETS.client(below, protocol).getInputStream().readNBytes(1_000).length);
    Client.reset(below);
    session.hears(426);
  }

  /** And no more. */
  private static void saysHello(Client session, String command, byte[] hello) throws IOException {
    Socket below = session.passive();
    session.says(command).opening();
    below.getOutputStream().write(hello);
    Client.reset(below);
    session.hears(426);
  }
}
