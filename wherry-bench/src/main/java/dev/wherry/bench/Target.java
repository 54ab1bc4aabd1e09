package dev.wherry.bench;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A server to be measured, and who may log in there.
 *
 * @param limit how long a client waits for an answer or for bytes before it gives up
 */
public record Target(InetSocketAddress address, String user, String password, Duration limit) {

  /** The limit when nobody asks for another: lost SYNs have been sent again four times by then. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  boolean isLoopback() {
    return address.getAddress().isLoopbackAddress();
  }

  boolean isV4() {
    return address.getAddress().getAddress().length == 4;
  }
}
