package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServerBuilder;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import dev.wherry.tests.Secrets;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4217: commands and data over TLS. */
class Rfc4217Test extends OnEveryTransport {

  private static final String NEW = "TLSv1.3";
  private static final Secrets SECRETS = Secrets.of();

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual.tls(SECRETS.tls().clearCommands(true).build()).implicitTls(0);
  }

  private Client secure(String protocol) {
    return stranger()
        .secures(SECRETS.stranger(), protocol)
        .login(user)
        .says("PBSZ 0")
        .hears("200 PBSZ=0")
        .says("PROT P")
        .hears("200 Data connections are encrypted.")
        .says("TYPE I")
        .hears(200);
  }

  /** Section 6: what is offered is told. */
  @Test
  void featuresTellOfTls() {
    client.says("FEAT");
    List<String> features = client.reply();
    assertTrue(features.containsAll(List.of(" AUTH TLS", " PBSZ", " PROT")), features.toString());
  }

  /** Sections 4 and 9. */
  @Test
  void theOrderIsAuthPbszProt() {
    Client stranger = stranger();
    stranger.says("PBSZ 0").hears("503 AUTH TLS first.");
    stranger.says("PROT P").hears("503 AUTH TLS first.");
    stranger.says("AUTH KERBEROS_V4").hears("504 AUTH is TLS here.");
    client.says("CCC").hears("533 The commands are in clear.");
    stranger.secures(SECRETS, NEW);
    stranger.says("AUTH TLS").hears("503 TLS is on.");
    stranger.says("PROT P").hears("503 PBSZ 0 first.");
    stranger.says("PBSZ x").hears("501 Use: PBSZ 0");
    stranger.says("PBSZ 0").hears("200 PBSZ=0");
    stranger.says("PROT S").hears("536 PROT is P or C here.");
    stranger.says("PROT E").hears("536 PROT is P or C here.");
    stranger.says("PROT X").hears("504 PROT is P or C here.");
    stranger.says("PROT P").hears("200 Data connections are encrypted.");
    stranger.says("PROT C").hears("200 Data connections are in clear.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH TLS", "auth tls", "AUTH TLS-C", "AUTH SSL"})
  void thereAreOtherNamesForIt(String command) {
    stranger().says(command).hears(234).shakesHands(SECRETS, NEW).says("NOOP").hears(200);
  }

  /** As in CVE-2011-0411: what somebody on the way has put in front of the handshake. */
  @Test
  void whatIsSentAheadInClearIsDropped() {
    Client stranger = stranger();
    stranger.sends("AUTH TLS\r\nUSER mallory\r\nMKD a\r\nSY".getBytes(StandardCharsets.US_ASCII));
    stranger.hears(234).shakesHands(SECRETS, NEW);
    stranger.says("SYST").hears("215 UNIX Type: L8");
    stranger.says("PASS x").hears("503 USER first.");
  }

  /** The same where AUTH has to wait for its turn; what follows in TLS is all heard. */
  @Test
  void whatIsSentAheadOfAQueuedAuthIsDroppedAndNothingElse() throws IOException {
    write("large", "x".repeat(20_000_000));
    client.says("TYPE I").hears(200);
    try (Socket data = client.passive()) {
      client.sends(
          "RETR large\r\nAUTH TLS\r\nUSER mallory\r\nMKD a\r\nSY"
              .getBytes(StandardCharsets.US_ASCII));
      client.opening();
      assertEquals(20_000_000, data.getInputStream().readAllBytes().length);
    }
    client.hears(226).hears(234).shakesHands(SECRETS, NEW);
    client.says("SYST\r\nNOOP\r\nPASS x");
    client.hears("215 UNIX Type: L8").hears(200).hears("503 USER first.");
    assertEquals(List.of("large"), names());
  }

  @Test
  void tlsBeginsANewLogin() {
    client.says("CWD /").hears(250).secures(SECRETS, NEW).says("PWD").hears(530);
    client.login(user).says("PWD").hears(257);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void filesAndListingsAreEncrypted(String protocol) throws IOException {
    byte[] content = bytes(1_000_000);
    Client secure = secure(protocol);
    assertEquals("226", stores(secure, protocol, "STOR there", content));
    assertArrayEquals(content, Files.readAllBytes(home.resolve("there")));
    assertArrayEquals(content, receives(secure, protocol, "RETR there"));
    assertEquals(
        "there\r\n", new String(receives(secure, protocol, "NLST"), StandardCharsets.UTF_8));
    write("empty", "");
    assertArrayEquals(new byte[0], receives(secure, protocol, "RETR empty"));
    secure.says("REST 999999").hears(350);
    assertEquals(1, receives(secure, protocol, "RETR there").length);
  }

  @Test
  void dataMayBeInClear() throws IOException {
    Client secure = secure(NEW).says("PROT C").hears(200);
    write("there", "in clear");
    assertEquals("in clear", secure.receivesText("RETR there"));
  }

  /** As Java does it: TLS 1.3, nothing read, the end as soon as all is written. */
  @ParameterizedTest
  @CsvSource({"TLSv1.3, 0", "TLSv1.3, 2000000", "TLSv1.2, 0", "TLSv1.2, 2000000"})
  void aClientThatOnlyWritesLosesNothing(String protocol, int size) throws IOException {
    Client secure = secure(protocol);
    byte[] content = bytes(size);
    for (int i = 0; i < 3; i++) {
      assertEquals("226", stores(secure, protocol, "STOR there" + i, content));
      assertArrayEquals(content, Files.readAllBytes(home.resolve("there" + i)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anUploadWithoutCloseNotifyIsIncomplete(String protocol) throws IOException {
    Client secure = secure(protocol);
    Socket below = secure.passive();
    secure.says("STOR there").opening();
    SSLSocket data = SECRETS.client(below, protocol);
    data.getOutputStream().write(bytes(100_000));
    below.shutdownOutput();
    secure.hears("426 The transfer broke off.");
    below.close();
    assertEquals(List.of(), names());
  }

  @Test
  void wordsInClearOnAnEncryptedDataConnectionAreRefused() throws IOException {
    Client secure = secure(NEW);
    try (Socket data = secure.passive()) {
      secure.says("STOR there").opening();
      data.getOutputStream()
          .write("in clear, as PROT C would have it".getBytes(StandardCharsets.UTF_8));
      secure.hears("425 There was no TLS on the data connection.");
    }
    assertEquals(List.of(), names());
    secure.says("NOOP").hears(200);
  }

  /** Without CCC, what follows the end of TLS is nobody's command. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatFollowsTheEndOfTlsInClearIsNotHeard(String protocol) throws IOException {
    Client stranger = stranger();
    Socket below = stranger.control();
    SSLSocket secure = (SSLSocket) stranger.secures(SECRETS, protocol).login(user).control();
    secure.shutdownOutput(); // says close_notify, and leaves the connection below open
    String heard;
    try {
      below.getOutputStream().write("MKD made\r\n".getBytes(StandardCharsets.US_ASCII));
      heard = new String(below.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      heard = ""; // a reset is an end, too
    }
    assertFalse(heard.contains("257 "), heard);
    assertEquals(List.of(), names());
  }

  /** Section 6. */
  @Test
  void commandsCanBeInClearAgain() throws IOException {
    Client stranger = stranger();
    Socket below = stranger.control();
    Client secure = stranger.secures(SECRETS, NEW);
    secure.says("CCC").hears(530);
    secure.login(user).says("CCC").hears("200 The commands are in clear from here on.");
    secure.hearsTheEnd();
    secure.goesOnIn(below).says("PWD").hears(257);
  }

  @Test
  void thePortForTlsFromTheFirstByteEncryptsDataToo() throws IOException {
    write("there", "a secret");
    int port = Objects.requireNonNull(server.implicitAddress()).getPort();
    Client secure =
        Client.silent(Client.ip("127.0.0.1"), Client.ip("127.0.0.1"), port)
            .shakesHands(SECRETS, NEW)
            .hears(220)
            .login(user);
    assertEquals(
        "a secret", new String(receives(secure, NEW, "RETR there"), StandardCharsets.UTF_8));
    secure.says("QUIT").hears(221).hearsTheEnd();
    secure.close();
  }

  /** ALPACA: a browser that somebody has sent here gets no answer that it could run. */
  @Test
  void otherApplicationsAreRefused() throws IOException {
    Socket http = stranger().says("AUTH TLS").hears(234).control();
    assertThrows(
        SSLException.class,
        () -> SECRETS.client(http, NEW, "localhost", List.of("h2", "http/1.1")));
    Socket ftp = stranger().says("AUTH TLS").hears(234).control();
    assertEquals(
        "ftp",
        SECRETS.client(ftp, NEW, "localhost", List.of("h2", "ftp")).getApplicationProtocol());
    stranger().says("POST / HTTP/1.1").hearsTheEnd();
    stranger().secures(SECRETS, NEW).says("GET / HTTP/1.1").hearsTheEnd();
  }

  @Test
  void protocolsThatAreTooOldAreRefused() {
    Socket old = stranger().says("AUTH TLS").hears(234).control();
    assertThrows(IOException.class, () -> SECRETS.client(old, "TLSv1.1"));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] receives(Client client, String protocol, String command)
      throws IOException {
    try (Socket below = client.passive()) {
      client.says(command).opening();
      byte[] bytes = SECRETS.client(below, protocol).getInputStream().readAllBytes();
      client.hears(226);
      return bytes;
    }
  }

  /** Writes and closes, and reads nothing; returns the code of the reply. */
  private static String stores(Client client, String protocol, String command, byte[] bytes)
      throws IOException {
    Socket below = client.passive();
    client.says(command).opening();
    try (SSLSocket data = SECRETS.client(below, protocol)) {
      data.getOutputStream().write(bytes);
    }
    String reply = client.reply().getLast();
    assertFalse(reply.isEmpty());
    return reply.substring(0, 3);
  }
}
