package dev.wherry.users.file;

import java.net.InetAddress;

/** This machine as a server of users: what is sent there crosses no network. */
public final class Loopback {

  private Loopback() {}

  /**
   * Whether that is this machine for certain, without looking a name up.
   *
   * @param host of a URL: a name, or an address that may be in brackets
   */
  public static boolean is(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
