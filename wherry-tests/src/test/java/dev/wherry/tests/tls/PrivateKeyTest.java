package dev.wherry.tests.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Certificates.Keys;
import dev.wherry.FtpServer;
import dev.wherry.Tls;
import dev.wherry.Tls.SessionReuse;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Secrets;
import dev.wherry.tests.TestServer;
import dev.wherry.tls.PemCertificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the server's private key works: it counts that itself, and cannot be used otherwise.
 * Data connections that resume stand between others that do not, on the same server with the same
 * key.
 */
@Timeout(60)
class PrivateKeyTest {

  private static final Provider SIGNATURES = new CountedKey.Signatures();
  private static final Secrets ANYBODY = Secrets.of();
  private static final Map<Kind, Keys> KEYS = new EnumMap<>(Kind.class);
  private static final int RESUMED = 6; // each way
  private static final byte[] CONTENT = new byte[50_000];

  /** What keys there are, as openssl makes them. */
  enum Kind {
    EC("ec -pkeyopt ec_paramgen_curve:prime256v1"),
    RSA("rsa:2048");

    private final String option;

    Kind(String option) {
      this.option = option;
    }
  }

  @TempDir private Path home;

  private final AtomicInteger uses = new AtomicInteger();

  @BeforeAll
  static void makeKeys(@TempDir Path desk) throws Exception {
    new SplittableRandom(1).nextBytes(CONTENT);
    for (Kind kind : Kind.values()) {
      Path pem = desk.resolve(kind + ".pem");
      String line = "openssl req -x509 -nodes -days 2 -subj /CN=localhost -newkey " + kind.option;
      ProcessBuilder command = new ProcessBuilder(line.split(" ")).redirectErrorStream(true);
      command.command().addAll(List.of("-keyout", "-", "-out", "-"));
      Process openssl = command.start();
      String said = new String(openssl.getInputStream().readAllBytes(), UTF_8);
      assertTrue(openssl.waitFor(20, TimeUnit.SECONDS), said);
      assertEquals(0, openssl.exitValue(), said);
      KEYS.put(kind, new PemCertificates(Files.writeString(pem, said), pem, null).load());
    }
    Security.addProvider(SIGNATURES);
  }

  @AfterAll
  static void takeProviderAway() {
    Security.removeProvider(SIGNATURES.getName());
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, EC", "TLSv1.2, RSA", "TLSv1.3, EC", "TLSv1.3, RSA"})
  void worksOnceForAFullHandshakeAndNeverForOneThatResumes(String protocol, Kind kind)
      throws Exception {
    Keys keys = Objects.requireNonNull(KEYS.get(kind));
    String alias = keys.store().aliases().nextElement();
    X509Certificate certificate = (X509Certificate) keys.store().getCertificate(alias);
    PrivateKey key = CountedKey.of((PrivateKey) keys.store().getKey(alias, keys.password()), uses);
    Tls.Builder tls =
        Tls.builder(CardStore.of(key, certificate)).sessionReuse(SessionReuse.WHEN_POSSIBLE);
    try (FtpServer server = TestServer.of(TransportType.best(), home).tls(tls.build()).start();
        Client one = Client.of(server);
        Client other = Client.of(server)) {
      assertEquals(0, uses.get(), "nobody is there");
      Secrets known = ANYBODY.trusting(certificate);
      assertEquals(1, login(one, known, protocol));
      assertEquals(1, login(other, known.trusting(certificate), protocol));
      assertEquals(1, upload(other, known.trusting(certificate), protocol));
      assertEquals(1, download(other, known.trusting(certificate), protocol));
      for (int i = 0; i < RESUMED; i++) {
        assertEquals(0, upload(one, known, protocol), "upload " + i + " that resumes");
        assertEquals(0, download(one, known, protocol), "download " + i + " that resumes");
      }
      assertEquals(1, upload(other, known.trusting(certificate), protocol));
      assertEquals(1, download(other, known.trusting(certificate), protocol));
    }
  }

  /** Logs in, and tells how often the key has worked for that. */
  private int login(Client client, Secrets secrets, String protocol) {
    client.secures(secrets, protocol).login();
    client.says("PBSZ 0").hears(200).says("PROT P").hears(200).says("TYPE I").hears(200);
    return uses.getAndSet(0);
  }

  private int upload(Client client, Secrets secrets, String protocol) throws IOException {
    try (Socket below = client.passive()) {
      client.says("STOR there").opening();
      try (SSLSocket data = shakesHands(below, secrets, protocol)) {
        data.getOutputStream().write(CONTENT);
      }
      client.hears(226);
      assertArrayEquals(CONTENT, Files.readAllBytes(home.resolve("there")));
      return uses.getAndSet(0);
    }
  }

  private int download(Client client, Secrets secrets, String protocol) throws IOException {
    try (Socket below = client.passive()) {
      client.says("RETR there").opening();
      try (SSLSocket data = shakesHands(below, secrets, protocol)) {
        assertArrayEquals(CONTENT, data.getInputStream().readAllBytes());
      }
      client.hears(226);
      return uses.getAndSet(0);
    }
  }

  private static SSLSocket shakesHands(Socket below, Secrets secrets, String protocol)
      throws IOException {
    below.setTcpNoDelay(true); // or each waits 40 ms for the other's ACK
    return secrets.client(below, protocol);
  }
}
