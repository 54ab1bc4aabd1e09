package dev.wherry.bench;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server to be measured, and who may log in there.
 *
 * @param limit how long a client waits for an answer or for bytes before it gives up
 * @param tls what clients secure both of their connections with (RFC 4217), or null
 */
public record Target(
    InetSocketAddress address,
    String user,
    String password,
    Duration limit,
    @Nullable TlsClient tls) {

  /** A target in clear. */
  public Target(InetSocketAddress address, String user, String password, Duration limit) {
    this(address, user, password, limit, null);
  }

  /** The same in TLS. */
  Target over(@Nullable TlsClient other) {
    return new Target(address, user, password, limit, other);
  }

  /** The limit when nobody asks for another: lost SYNs have been sent again four times by then. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  boolean isLoopback() {
    return address.getAddress().isLoopbackAddress();
  }

  boolean isV4() {
    return address.getAddress().getAddress().length == 4;
  }
}
