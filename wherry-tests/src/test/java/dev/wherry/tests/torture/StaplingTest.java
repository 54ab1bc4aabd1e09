package dev.wherry.tests.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.Client;
import dev.wherry.tests.Secrets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OCSP responses that the server fetches and shows (RFC 6066, section 8), as the JDK does it. */
@Timeout(120)
class StaplingTest {

  private static final String EC = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes ";

  /** How long the JDK may wait for a responder; no test waits for that. */
  private static final int PATIENCE_MILLIS = 30_000;

  private static final byte[] BUSY =
      "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);

  @TempDir Path desk;
  @TempDir Path home;

  @BeforeEach
  void makeIssuer() throws Exception {
    openssl("req -x509 " + EC + "-days 2 -subj /CN=issuer -keyout ca.key -out ca.pem", "");
    Files.writeString(desk.resolve("index"), "V\t391231235959Z\t\t1001\tunknown\t/CN=localhost\n");
  }

  private String openssl(String arguments, String input) throws Exception {
    List<String> line = new ArrayList<>(List.of("openssl"));
    line.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(line).directory(desk.toFile()).redirectErrorStream(true).start();
    process.outputWriter(UTF_8).append(input).flush();
    String said;
    try (BufferedReader output = process.inputReader(UTF_8)) {
      StringBuilder all = new StringBuilder();
      for (String text; (text = output.readLine()) != null; ) {
        all.append(text).append('\n');
      }
      said = all.toString();
    }
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), said);
    assertEquals(0, process.exitValue(), said);
    return said;
  }

  private Launched serve(int responder) throws Exception {
    Files.writeString(
        desk.resolve("more"), "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + responder);
    openssl("req " + EC + "-subj /CN=localhost -keyout key.pem -out request", "");
    openssl(
        "x509 -req -in request -CA ca.pem -CAkey ca.key -set_serial 0x1001 -days 2 -extfile more"
            + " -out leaf.pem",
        "");
    String chain =
        Files.readString(desk.resolve("leaf.pem")) + Files.readString(desk.resolve("ca.pem"));
    Files.writeString(desk.resolve("chain.pem"), chain);
    return Launched.serve(
        home,
        "",
        List.of(
            "-Djdk.tls.server.enableStatusRequestExtension=true",
            "-Djdk.tls.stapling.responseTimeout=" + PATIENCE_MILLIS),
        "--tls-cert",
        desk.resolve("chain.pem").toString(),
        "--tls-key",
        desk.resolve("key.pem").toString());
  }

  @Test
  void whatTheIssuerSaysOfTheCertificateIsShown() throws Exception {
    Process responder =
        new ProcessBuilder(
                "openssl ocsp -port 0 -index index -CA ca.pem -rsigner ca.pem -rkey ca.key"
                    .split(" "))
            .directory(desk.toFile())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = responder.inputReader(UTF_8)) {
      String where = String.valueOf(said.readLine()); // ACCEPT [::]:41234 PID=7
      int port = Integer.parseInt(where.replaceAll(".*:(\\d+) .*", "$1"));
      try (Launched server = serve(port)) {
        for (String version : List.of("-tls1_2", "-tls1_3")) {
          String heard =
              openssl(
                  "s_client -status -starttls ftp -crlf -ign_eof -CAfile ca.pem "
                      + version
                      + " -connect 127.0.0.1:"
                      + server.port(),
                  "QUIT\n");
          assertTrue(heard.contains("OCSP Response Status: successful"), heard);
          assertTrue(heard.contains("Cert Status: good"), heard);
          assertTrue(heard.contains("Verify return code: 0 (ok)"), heard);
        }
      }
    } finally {
      responder.destroyForcibly().waitFor();
    }
  }

  /** The JDK waits for it within the handshake, which must be nobody else's business. */
  @Test
  void aResponderThatSaysNothingKeepsOnlyItsOwnClientWaiting() throws Exception {
    byte[] content = "what is there".getBytes(UTF_8);
    Files.write(home.resolve("file"), content);
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Launched server = serve(mute.getLocalPort());
        Client other = server.loggedIn();
        Client client = server.silent().hears(220)) {
      mute.setSoTimeout(20_000);
      Secrets secrets = Secrets.of().trusting(issuer());
      keepsNobodyWaiting(other, mute, () -> client.secures(secrets, "TLSv1.3"));
      client.login().says("PBSZ 0").hears(200).says("PROT P").hears(200);
      try (Socket below = client.passive()) {
        client.says("RETR file").opening();
        byte[] got =
            keepsNobodyWaiting(
                other,
                mute,
                () ->
                    secrets
                        .trusting(issuer())
                        .client(below, "TLSv1.3")
                        .getInputStream()
                        .readAllBytes());
        assertArrayEquals(content, got);
      }
      client.hears(226);
    }
  }

  /** While a handshake waits for the responder, somebody else is answered. */
  private static <T> T keepsNobodyWaiting(Client other, ServerSocket mute, Callable<T> handshake)
      throws Exception {
    FutureTask<T> task = new FutureTask<>(handshake);
    Thread.ofVirtual().start(task);
    try (Socket asked = mute.accept()) {
      for (int i = 0; i < 100; i++) {
        other.says("NOOP").hears(200);
      }
      assertFalse(task.isDone(), "the handshake does not wait");
      asked.getOutputStream().write(BUSY);
      return task.get();
    }
  }

  private X509Certificate issuer() throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(desk.resolve("ca.pem"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
