package dev.wherry;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whose session it is.
 *
 * @param session a number that no other session of this server has had
 * @param address where the client is; if a proxy that is believed has told it, the address it told
 * @param user the name the client has logged in with, or null
 * @param isEncrypted whether the control connection has TLS
 * @param host the virtual host the client has chosen (RFC 7151), or an empty text
 */
public record Client(
    long session, InetAddress address, @Nullable String user, boolean isEncrypted, String host) {

  /** For logs, such as {@code anna from 192.0.2.1}. */
  @Override
  public String toString() {
    return (user == null ? "somebody" : user) + " from " + address.getHostAddress();
  }
}
