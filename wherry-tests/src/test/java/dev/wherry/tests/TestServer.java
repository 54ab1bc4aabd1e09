package dev.wherry.tests;

import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Permissions;
import dev.wherry.io.TransportType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Servers for tests: on a free port of the loopback addresses, with the user anna. */
public final class TestServer {

  private TestServer() {}

  /** Every transport that works on this machine. */
  public static Stream<TransportType> transports() {
    return Arrays.stream(TransportType.values()).filter(TransportType::isSupported);
  }

  /** The native transport this machine is best at, and the one that works everywhere. */
  public static Stream<TransportType> twoTransports() {
    return Stream.of(TransportType.best(), TransportType.NIO).distinct();
  }

  /** A server to be, in which anna (password "secret") may do everything in {@code home}. */
  public static FtpServerBuilder of(TransportType transport, Path home) {
    return FtpServer.builder()
        .port(0)
        .transport(transport)
        .user("anna", "secret", home, Permissions.READ_WRITE);
  }
}
