package dev.wherry;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is known of somebody who wants to log in.
 *
 * @param name what the client sent with USER
 * @param password what the client sent with PASS; never to be logged
 * @param client the client's address; null where there is no connection
 * @param isEncrypted whether the control connection has TLS
 * @param host the virtual host the client has chosen (RFC 7151), or an empty text
 */
public record LoginAttempt(
    String name, String password, @Nullable InetAddress client, boolean isEncrypted, String host) {

  /** Without a connection. */
  public LoginAttempt(String name, String password) {
    this(name, password, null, false, "");
  }

  /**
   * Whether name and password are text that can be handed on: a name with something in it and
   * without control characters, both in valid Unicode, and no NUL. What a client sends that is not
   * UTF-8 would become question marks elsewhere, and C ends a text at NUL: a wrong password would
   * be right.
   */
  public boolean isText() {
    return !name.isEmpty()
        && name.chars().noneMatch(Character::isISOControl)
        && password.indexOf('\0') < 0
        && isUnicode(name)
        && isUnicode(password);
  }

  private static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** The name alone: the password stays out of logs. */
  @Override
  public String toString() {
    return name;
  }
}
