package dev.wherry.tests.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.FreePorts;
import dev.wherry.tests.Secrets;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.http.HttpOptions;
import dev.wherry.users.http.HttpUsers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users that a service of HTTP knows, which is the JDK's server. */
class HttpUsersTest {

  private static final String WRONG = "530 The name or the password is wrong.";

  /** Longer than a busy machine may take for what it has never done before. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir Path directory;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch silence = new CountDownLatch(1);
  private HttpServer service = start(null, 0);

  @BeforeEach
  void makeHome() throws IOException {
    Files.createDirectories(directory.resolve("anna/in"));
    Files.writeString(directory.resolve("anna/file"), "x");
  }

  @AfterEach
  void stop() {
    silence.countDown();
    service.stop(0);
  }

  @Test
  void theAnswerIsAnAccount() {
    try (HttpUsers users = open(url("http"), null);
        FtpServer server = Logins.server(users)) {
      assertEquals(List.of("file", "in"), sorted(Logins.names(server, "anna", "se\"cret\\")));
      assertEquals(
          "{\"user\":\"anna\",\"password\":\"se\\\"cret\\\\\",\"address\":\"127.0.0.1\",\"protocol\":\"ftp\"}"
              + " application/json Bearer t0ken",
          asked.getFirst());
      assertEquals(226, Logins.store(server, "anna", "se\"cret\\", "in/new"), "by its rules");
      assertEquals(550, Logins.store(server, "anna", "se\"cret\\", "new"), "by its permissions");
      assertEquals(List.of("file", "in"), sorted(Logins.names(server, "ANNA", "se\"cret\\")));
      assertEquals(230, Logins.code(server, "bare", ""), "an empty object is enough");
      assertEquals(550, Logins.store(server, "bare", "", "new"), "it has the defaults");
      assertEquals(WRONG, Logins.reply(server, "anna", "wrong"));
      assertEquals(WRONG, Logins.reply(server, "banned", "x"));
    }
  }

  @Test
  void itHearsOfTlsAndHosts() {
    Secrets secrets = Secrets.of();
    try (HttpUsers users = open(url("http"), null);
        FtpServer server =
            FtpServer.builder()
                .port(0)
                .users(users)
                .virtualHost("a.example", users)
                .tls(secrets.tls().build())
                .start();
        Client client = Client.of(server)) {
      client.secures(secrets, "TLSv1.3").says("HOST a.example").hears(220).login("bare");
      assertTrue(
          asked.getFirst().contains("\"protocol\":\"ftps\",\"host\":\"a.example\"}"),
          asked.getFirst());
    }
  }

  @Test
  void whatCannotBeUsedLetsNobodyIn() {
    try (HttpUsers users = open(url("http"), null);
        FtpServer server = Logins.server(users)) {
      for (String name : List.of("list", "typo", "more", "twice", "deep", "null-name")) {
        assertEquals(name.equals("null-name") ? 230 : 451, Logins.code(server, name, "x"), name);
      }
    }
  }

  @Test
  void everyFailureOfTheServiceLetsNobodyIn() {
    for (String name : List.of("error", "moved", "endless", "nothing", "silent")) {
      Duration limit = name.equals("silent") ? Duration.ofSeconds(1) : PATIENCE;
      try (HttpUsers users = open(url("http"), null, limit);
          FtpServer server = Logins.server(users)) {
        assertEquals(451, Logins.code(server, name, "x"), name);
      }
    }
    assertFalse(asked.stream().anyMatch("moved here"::equals), "no password is sent elsewhere");
  }

  @Test
  void aServiceThatIsDownAndComesBack() {
    service.stop(0);
    int port = FreePorts.one();
    service = start(null, port);
    try (HttpUsers users = open(url("http"), null);
        FtpServer server = Logins.server(users)) {
      service.stop(0);
      assertEquals(
          "451 Logins are not possible now, please try again later.",
          Logins.reply(server, "bare", "x"));
      service = start(null, port);
      Eventually.equal(230, () -> Logins.code(server, "bare", "x"));
    }
  }

  @Test
  void onlyWhoseCertificateIsBelievedHearsPasswords() {
    service.stop(0);
    Secrets right = Secrets.of();
    Path authorities = ServerKeys.pem(right, directory.resolve("right.pem"));
    service = start(right, 0);
    try (HttpUsers users = open(url("https"), authorities);
        FtpServer server = Logins.server(users)) {
      assertEquals(230, Logins.code(server, "bare", "x"));
    }
    try (HttpUsers users = open(url("https"), null);
        FtpServer server = Logins.server(users)) {
      assertEquals(451, Logins.code(server, "bare", "x"), "the JDK does not know it");
    }
    service.stop(0);
    Secrets misnamed = Secrets.of("elsewhere.example");
    service = start(misnamed, 0);
    Path others = ServerKeys.pem(misnamed, directory.resolve("misnamed.pem"));
    try (HttpUsers users = open(url("https"), others);
        FtpServer server = Logins.server(users)) {
      assertEquals(451, Logins.code(server, "bare", "x"), "it is somebody else's");
    }
    assertEquals(1, asked.size(), asked::toString);
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  private URI url(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + service.getAddress().getPort() + "/ftp");
  }

  private HttpUsers open(URI url, @Nullable Path authorities) {
    return open(url, authorities, PATIENCE);
  }

  private HttpUsers open(URI url, @Nullable Path authorities, Duration timeout) {
    return new HttpUsers(
        new HttpOptions(url, "t0ken", authorities, 5, timeout),
        AccountTemplate.of(directory.toString(), Permissions.NONE));
  }

  private HttpServer start(@Nullable Secrets secrets, int port) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
      HttpServer made;
      if (secrets == null) {
        made = HttpServer.create(address, 0);
      } else {
        HttpsServer secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(ServerKeys.server(secrets)));
        made = secure;
      }
      made.setExecutor(task -> Thread.ofVirtual().start(task));
      made.createContext("/ftp", this::answer);
      made.createContext("/elsewhere", this::moved);
      made.start();
      return made;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void moved(HttpExchange exchange) throws IOException {
    asked.add("moved here");
    send(exchange, 200, "{}");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        body
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type")
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    String name = body.replaceAll("\\{\"user\":\"([^\"]*)\".*", "$1");
    switch (name) {
      case "anna", "ANNA" -> {
        if (body.contains("\"password\":\"se\\\"cret\\\\\"")) {
          send(
              exchange,
              200,
              """
              {
              \t"name": "anna", "home": "%s/%%u", "permissions": ["enter", "list"],
              \t"rules": {"/in": "read-write"}, "sessions": 5, "quota": null
              }
              """
                  .formatted(directory));
        } else {
          send(exchange, 401, "");
        }
      }
      case "bare" -> send(exchange, 200, "{}");
      case "null-name" -> send(exchange, 200, "{\"name\": null}");
      case "banned" -> send(exchange, 403, "{}");
      case "list" -> send(exchange, 200, "[]");
      case "typo" -> send(exchange, 200, "{\"permisions\": \"read-only\"}");
      case "more" -> send(exchange, 200, "{} {}");
      case "twice" -> send(exchange, 200, "{\"home\": \"/a\", \"home\": \"/b\"}");
      case "deep" -> send(exchange, 200, "{\"home\": " + "[".repeat(20_000));
      case "error" -> send(exchange, 500, "{}");
      case "moved" -> {
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        send(exchange, 307, "");
      }
      case "endless" -> send(exchange, 200, "{\"home\": \"" + "x".repeat(100_000) + "\"}");
      case "nothing" -> exchange.close();
      case "silent" -> {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        awaitEnd();
      }
      default -> send(exchange, 404, "");
    }
  }

  private void awaitEnd() {
    try {
      silence.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
    exchange.close();
  }
}
