package dev.wherry.tests.interop;

import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A server, the files that it serves, and a client's own place on the disk. */
final class Site implements AutoCloseable {

  /** Who may do everything. */
  static final String USER = "anna";

  /** Anna's password. */
  static final String PASSWORD = "secret";

  /** What the client sees as the root. */
  final Path files;

  /** The client's working directory. */
  final Path desk;

  /** The client's home directory, which is empty. */
  final Path home;

  /** How the client makes its data connections. */
  final Way way;

  private final Path everything;
  private final FtpServer server;

  private Site(TransportType transport, Way way, UnaryOperator<FtpServerBuilder> options) {
    this.way = way;
    try {
      everything = Files.createTempDirectory("wherry-interop-");
      files = Files.createDirectory(everything.resolve("files"));
      desk = Files.createDirectory(everything.resolve("desk"));
      home = Files.createDirectory(everything.resolve("home"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = options.apply(TestServer.of(transport, files)).start();
  }

  static Site of(TransportType transport) {
    return new Site(transport, Way.OWN_CHOICE, usual -> usual);
  }

  static Site of(TransportType transport, Way way) {
    return new Site(transport, way, usual -> usual);
  }

  static Site of(TransportType transport, UnaryOperator<FtpServerBuilder> options) {
    return new Site(transport, Way.OWN_CHOICE, options);
  }

  String host() {
    return way.host;
  }

  String port() {
    return Integer.toString(server.port());
  }

  /** The URL of a path, in which every name may have any character. */
  String url(String path) {
    StringBuilder url = new StringBuilder("ftp://");
    url.append(way.isIpv6() ? "[" + way.host + "]" : way.host).append(':').append(port());
    url.append('/');
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b == '/' || b == '.' || b == '-' || (b > 0 && Character.isLetterOrDigit(b))) {
        url.append((char) b);
      } else {
        url.append(String.format("%%%02X", b & 0xFF));
      }
    }
    return url.toString();
  }

  /** Puts a file where the server has it. */
  Path serve(String name, byte[] content) throws IOException {
    return Files.write(files.resolve(name), content);
  }

  /** Puts a file where the client has it. */
  Path keep(String name, byte[] content) throws IOException {
    return Files.write(desk.resolve(name), content);
  }

  /** Waits until the server has noticed that all clients are gone. */
  void awaitNobody() {
    Eventually.equal(0, server::sessions, "sessions");
  }

  @Override
  public void close() {
    server.close();
    try (Stream<Path> all = Files.walk(everything)) {
      List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : inside) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
