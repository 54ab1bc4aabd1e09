package dev.wherry.tests;

import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.io.TransportType;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What conversations with one server per transport have in common: each test has a user of its own,
 * whose home is empty, and a client that has logged in.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.wherry.tests.TestServer#transports")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
public abstract class OnEveryTransport {

  /** The transport of this round. */
  @Parameter protected TransportType transport;

  /** The home of the test's user. */
  @TempDir protected Path home;

  /** The server, the same for every test of a class. */
  protected FtpServer server;

  /** The name of the test's user; the password is "secret". */
  protected String user;

  /** A client that has logged in. */
  protected Client client;

  private final Map<String, User> users = new ConcurrentHashMap<>();
  private final List<Client> clients = new ArrayList<>();

  /** Starts the server. */
  @BeforeParameterizedClassInvocation
  void startServer() {
    server =
        options(
                FtpServer.builder()
                    .port(0)
                    .transport(transport)
                    .users((name, password) -> password.equals("secret") ? users.get(name) : null))
            .modeZ(true)
            .start();
  }

  /** Stops it. */
  @AfterParameterizedClassInvocation
  void stopServer() {
    server.close();
  }

  /** Changes what differs in the server of a class. */
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual;
  }

  /** Makes a user with an empty home, and logs in. */
  @BeforeEach
  void logIn() {
    user = "anna" + users.size();
    users.put(user, new User(user, home, Permissions.READ_WRITE));
    client = another();
  }

  /** Closes what clients have been left open. */
  @AfterEach
  void closeClients() {
    clients.forEach(Client::close);
    clients.clear();
  }

  /** One more session of the same user. */
  protected Client another() {
    return stranger().login(user);
  }

  /** A session that has not logged in. */
  protected Client stranger() {
    return kept(Client.of(server));
  }

  /** A session from an address to an address, which has not logged in. */
  protected Client stranger(InetAddress from, InetAddress to) {
    return kept(Client.between(from, to, server.port()));
  }

  /** A session that may do only this much, in the same home. */
  protected Client permitted(Permissions permissions) {
    String name = user + "-" + permissions;
    users.put(name, new User(name, home, permissions));
    return stranger().login(name);
  }

  /** A session of somebody with another home. */
  protected Client homedIn(Path other) {
    String name = "guest" + users.size();
    users.put(name, new User(name, other, Permissions.READ_WRITE));
    return stranger().login(name);
  }

  private Client kept(Client made) {
    clients.add(made);
    return made;
  }

  /** Makes a file in the home, each character a byte, and returns its path. */
  protected Path write(String name, String content) throws IOException {
    return Files.writeString(home.resolve(name), content, StandardCharsets.ISO_8859_1);
  }

  /** What a file in the home holds, each byte a character. */
  protected String read(String name) throws IOException {
    return Files.readString(home.resolve(name), StandardCharsets.ISO_8859_1);
  }

  /** The names in the home, sorted. */
  protected List<String> names() {
    try (var entries = Files.list(home)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
