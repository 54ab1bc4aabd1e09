package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Certificates;
import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Permissions;
import dev.wherry.Tls;
import dev.wherry.Tls.ClientCertificates;
import dev.wherry.Tls.Part;
import dev.wherry.Tls.SessionReuse;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.Secrets;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4217, section 2 and others: what a server can insist on, and what it shows. */
class Rfc4217PolicyTest {

  private static final String NEW = "TLSv1.3";
  private static final Secrets SECRETS = Secrets.of();

  @TempDir Path home;

  private final List<Client> visitors = new ArrayList<>();

  private Client visitor(FtpServer server) {
    Client visitor = Client.of(server);
    visitors.add(visitor);
    return visitor;
  }

  @AfterEach
  void closeVisitors() {
    visitors.forEach(Client::close);
  }

  private FtpServerBuilder with(Tls.Builder tls) {
    return TestServer.of(TransportType.best(), home).tls(tls.build());
  }

  private Client secure(FtpServer server, Secrets secrets, String protocol) {
    return visitor(server)
        .secures(secrets, protocol)
        .login()
        .says("PBSZ 0")
        .hears(200)
        .says("PROT P")
        .hears(200);
  }

  @Test
  void withoutACertificateThereIsNoTls() {
    try (FtpServer server = TestServer.of(TransportType.best(), home).start();
        Client client = visitor(server)) {
      for (String command : List.of("AUTH TLS", "PBSZ 0", "PROT P")) {
        client.says(command).hears("502 There is no TLS here.");
      }
      client.says("FEAT");
      assertTrue(client.reply().stream().noneMatch(line -> line.matches(" (AUTH|PBSZ|PROT).*")));
      client.login().says("CCC").hears(502);
    }
  }

  @Test
  void whoeverLogsInInClearCanBeRefused() {
    try (FtpServer server = with(SECRETS.tls().required(Part.LOGIN).clearCommands(true)).start();
        Client client = visitor(server)) {
      client.says("USER anna").hears("530 Please use AUTH TLS before you log in.");
      client.says("PASS secret").hears("530 Please use AUTH TLS before you log in.");
      client.secures(SECRETS, NEW).login().says("CCC").hears(200);
    }
  }

  @Test
  void everyCommandInClearCanBeRefused() {
    try (FtpServer server = with(SECRETS.tls().required(Part.CONTROL).clearCommands(true)).start();
        Client client = visitor(server)) {
      client.says("STAT").hears("533 Please use AUTH TLS before.");
      client.says("USER anna").hears(530);
      client.says("FEAT").hears(211).says("NOOP").hears(200);
      client.secures(SECRETS, NEW).login().says("CCC").hears(534);
    }
  }

  @Test
  void dataInClearCanBeRefused() {
    try (FtpServer server = with(SECRETS.tls().required(Part.DATA)).start();
        Client client = visitor(server).login()) {
      client.passivePort();
      client.says("NLST").hears("521 Please use PROT P before a transfer.");
      client.secures(SECRETS, NEW).login().says("PBSZ 0").hears(200).says("PROT C").hears(534);
    }
  }

  @Test
  void someUsersCanBeRefusedInClear() throws IOException {
    Path anybody = Files.createDirectory(home.resolve("pub"));
    try (FtpServer server =
            with(SECRETS.tls().requiredFor(name -> name.equals("anna")).clearCommands(true))
                .anonymous(anybody, Permissions.READ_ONLY)
                .start();
        Client client = visitor(server)) {
      client.says("USER anna").hears(530);
      client.says("USER ftp").hears(331).says("PASS x").hears(230);
      assertEquals("", client.receivesText("NLST"));
      client.secures(SECRETS, NEW).login();
      client.passivePort();
      client.says("NLST").hears(521);
      client.says("CCC").hears(534);
    }
  }

  /** Clients of TLS 1.3 that spend a ticket for each connection must not run out of them. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void dataConnectionsHaveToResume(String protocol) throws IOException {
    try (FtpServer server = with(SECRETS.tls().sessionReuse(SessionReuse.REQUIRED)).start()) {
      Secrets own = SECRETS.stranger();
      Client client = secure(server, own, protocol);
      for (int i = 0; i < 5; i++) {
        stores(client, own, protocol, 226);
      }
      for (int i = 0; i < 3; i++) {
        lists(client, own, protocol, 226);
        stores(client, own, protocol, 226);
      }
      stores(client, SECRETS.stranger(), protocol, 522);
      Secrets other = SECRETS.stranger();
      secure(server, other, protocol).says("NOOP").hears(200);
      stores(client, other, protocol, 522);
    }
  }

  @Test
  void whoHasResumedOnceHasToResume() throws IOException {
    try (FtpServer server = with(SECRETS.tls().sessionReuse(SessionReuse.WHEN_POSSIBLE)).start()) {
      Secrets own = SECRETS.stranger();
      Client client = secure(server, own, NEW);
      stores(client, SECRETS.stranger(), NEW, 226);
      Secrets other = SECRETS.stranger();
      secure(server, other, NEW).says("NOOP").hears(200);
      stores(client, other, NEW, 522);
      stores(client, own, NEW, 226);
      stores(client, SECRETS.stranger(), NEW, 522);
    }
  }

  private static void stores(Client client, Secrets secrets, String protocol, int code)
      throws IOException {
    Socket below = client.passive();
    client.says("STOR file").opening();
    try (SSLSocket data = secrets.client(below, protocol)) {
      data.getOutputStream().write(new byte[1000]);
    } catch (IOException e) { // some are refused while they write
      assertEquals(522, code, e.toString());
    }
    client.hears(code);
  }

  private static void lists(Client client, Secrets secrets, String protocol, int code)
      throws IOException {
    try (Socket below = client.passive()) {
      client.says("NLST").opening();
      assertEquals(6, secrets.client(below, protocol).getInputStream().readAllBytes().length);
      client.hears(code);
    }
  }

  @Test
  void aClientsCertificateCanBeAskedFor() throws IOException {
    Secrets anna = Secrets.of("anna");
    Tls.Builder tls =
        SECRETS.tls().clientCertificates(ClientCertificates.REQUIRED, anna.asIssuer());
    try (FtpServer server = with(tls).start()) {
      secure(server, SECRETS.showing(anna), "TLSv1.2").says("PWD").hears(257);
      secure(server, SECRETS.showing(anna), NEW).says("PWD").hears(257);
      Socket without = visitor(server).says("AUTH TLS").hears(234).control();
      assertThrows(IOException.class, () -> SECRETS.stranger().client(without, "TLSv1.2"));
      Socket wrong = visitor(server).says("AUTH TLS").hears(234).control();
      Secrets mallory = SECRETS.showing(Secrets.of("mallory"));
      assertThrows(IOException.class, () -> mallory.client(wrong, "TLSv1.2"));
    }
  }

  /** RFC 4217, section 4 of RFC 2228: 232 when no password is needed. */
  @Test
  void aClientsCertificateCanSaveThePassword() throws IOException {
    Secrets known = Secrets.of("anna");
    String name = "Wherry (self-signed)"; // whom the test's certificates are made out to
    Tls.Builder tls =
        SECRETS
            .tls()
            .clientCertificates(ClientCertificates.OPTIONAL, known.asIssuer())
            .certificateLogin(true);
    try (FtpServer server = with(tls).user(name, "other", home, Permissions.READ_ONLY).start()) {
      Client client = visitor(server).secures(SECRETS.showing(known), NEW);
      client.says("USER " + name).hears("232 Welcome, known by your certificate.");
      client.says("PWD").hears(257);
      client.says("USER anna").hears(331).says("PWD").hears(530);
      client.says("PASS secret").hears(230);
      visitor(server).secures(SECRETS, NEW).says("USER " + name).hears(331);
    }
  }

  /** By SNI, and where that is not sent by HOST (RFC 7151, section 3). */
  @Test
  void eachNameHasItsCertificate() throws IOException {
    Secrets other = Secrets.of("b.example");
    Tls.Builder tls = SECRETS.tls().host("b.example", other.certificates());
    try (FtpServer server = with(tls).virtualHost("b.example", (name, password) -> null).start()) {
      assertEquals(SECRETS.certificate(), shown(visitor(server), SECRETS));
      assertEquals(
          other.certificate(), shown(visitor(server).says("HOST b.example").hears(220), other));
      for (String protocol : List.of("TLSv1.2", NEW)) {
        assertEquals(other.certificate(), shown(server, other, protocol, "b.example"));
        assertEquals(SECRETS.certificate(), shown(server, SECRETS, protocol, "c.example"));
      }
    }
  }

  private Certificate shown(FtpServer server, Secrets secrets, String protocol, String name)
      throws IOException {
    Socket control = visitor(server).says("AUTH TLS").hears(234).control();
    return secrets.client(control, protocol, name, List.of()).getSession().getPeerCertificates()[0];
  }

  private static Certificate shown(Client client, Secrets secrets) throws IOException {
    Socket control = client.says("AUTH TLS").hears(234).control();
    return secrets.client(control, NEW).getSession().getPeerCertificates()[0];
  }

  /** Who is there stays, with what it has begun with; who comes gets the new certificate. */
  @ParameterizedTest
  @EnumSource(
      value = SessionReuse.class,
      names = {"OFF", "REQUIRED"})
  void certificatesChangeWhileSessionsGoOn(SessionReuse reuse) throws IOException {
    Secrets next = Secrets.of();
    Changing changing = new Changing(SECRETS.certificates());
    Tls.Builder tls = Tls.builder(changing).reload(Duration.ofMillis(20)).sessionReuse(reuse);
    try (FtpServer server = with(tls).start()) {
      Secrets own = SECRETS.stranger();
      Client client = secure(server, own, NEW);
      stores(client, own, NEW, 226);
      changing.current = next.certificates();
      Eventually.equal(true, () -> greets(server, next));
      stores(client, own, NEW, 226);
      client.says("PWD").hears(257);
    }
  }

  private boolean greets(FtpServer server, Secrets secrets) {
    try (Client client = visitor(server)) {
      return shown(client, secrets.stranger()).equals(secrets.certificate());
    } catch (IOException _) { // a certificate that this client does not trust
      return false;
    }
  }

  /** Certificates that are others from one moment to the next. */
  private static final class Changing implements Certificates {

    volatile Certificates current;

    Changing(Certificates first) {
      current = first;
    }

    @Override
    public Keys load() throws IOException {
      return current.load();
    }

    @Override
    public Object version() {
      return System.identityHashCode(current);
    }
  }
}
