package dev.wherry.junit;

import dev.wherry.Event;
import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Permissions;
import dev.wherry.io.TransportType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An FTP server for as long as a test lasts.
 *
 * <pre>{@code
 * @RegisterExtension final FtpServerExtension ftp = new FtpServerExtension();
 *
 * @Test
 * void sendsTheReport() throws IOException {
 *   new Reporter(ftp.uri()).send("42");
 *   assertEquals("42", Files.readString(ftp.home().resolve("report.txt")));
 * }
 * }</pre>
 *
 * <p>In a static field it is one server for all tests of the class. Each has a port of its own,
 * which was free, on 127.0.0.1, and a new directory, which is removed behind the last test: any
 * number of them can run at once. The user {@value #USER} with the password {@value #PASSWORD} may
 * do everything there.
 *
 * <p>It uses the JDK's {@code Selector}, for which the JVM needs no options. Its methods may be
 * called by any thread, while a test runs.
 */
public final class FtpServerExtension
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

  /** Who may log in. */
  public static final String USER = "anna";

  /** The password of {@link #USER}. */
  public static final String PASSWORD = "secret";

  private final Consumer<? super FtpServerBuilder> options;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private @Nullable FtpServer server;
  private @Nullable Path home;
  private int users;

  /** A server with nothing but {@link #USER}. */
  public FtpServerExtension() {
    this(builder -> {});
  }

  /**
   * A server that is made to order.
   *
   * @param options may change everything about it, and add users
   */
  public FtpServerExtension(Consumer<? super FtpServerBuilder> options) {
    this.options = options;
  }

  /** The directory that is served. */
  public synchronized Path home() {
    return running(home);
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server().port();
  }

  /** The root directory, with name and password: {@code ftp://anna:secret@127.0.0.1:PORT/}. */
  public URI uri() {
    return URI.create("ftp://" + USER + ":" + PASSWORD + "@127.0.0.1:" + port() + "/");
  }

  /** The server itself. */
  public synchronized FtpServer server() {
    return running(server);
  }

  /**
   * What has happened so far. A client that has heard the reply to a transfer, a login or a change
   * of a file may rely on it being here.
   */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** The events of one kind, such as {@code Event.Uploaded.class}. */
  public <T extends Event> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    begin();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    begin();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    end();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    end();
  }

  /** The first of class and test starts it, the last one stops it. */
  private synchronized void begin() throws IOException {
    if (users++ > 0) {
      return;
    }
    events.clear();
    home = Files.createTempDirectory("wherry-").toRealPath();
    FtpServerBuilder builder =
        FtpServer.builder()
            .host("127.0.0.1")
            .port(0)
            .loops(1)
            .transport(TransportType.NIO)
            .user(USER, PASSWORD, home, Permissions.READ_WRITE)
            .onEvent(events::add);
    options.accept(builder);
    server = builder.start();
  }

  private synchronized void end() throws IOException {
    if (--users > 0) {
      return;
    }
    if (server != null) {
      server.close();
      server = null;
    }
    if (home != null) {
      try (Stream<Path> all = Files.walk(home)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
      home = null;
    }
  }

  private static <T> T running(@Nullable T thing) {
    if (thing == null) {
      throw new IllegalStateException("the FTP server runs while a test does, and none does");
    }
    return thing;
  }
}
