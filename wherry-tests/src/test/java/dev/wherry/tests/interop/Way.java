package dev.wherry.tests.interop;

/** A way to make data connections. */
enum Way {
  /** Whatever the client does unless it is told otherwise, over IPv4. */
  OWN_CHOICE("127.0.0.1", true, ""),
  PASV("127.0.0.1", true, "PASV"),
  EPSV("127.0.0.1", true, "EPSV"),
  PORT("127.0.0.1", false, "PORT 127,0,0,1,"),
  EPRT("127.0.0.1", false, "EPRT |1|"),
  EPSV_IPV6("::1", true, "EPSV"),
  EPRT_IPV6("::1", false, "EPRT |2|");

  /** The server's address. */
  final String host;

  /** Whether the client connects, and not the server. */
  final boolean isPassive;

  /** How the command begins by which the server sees that it is this way. */
  final String command;

  Way(String host, boolean isPassive, String command) {
    this.host = host;
    this.isPassive = isPassive;
    this.command = command;
  }

  boolean isIpv6() {
    return host.contains(":");
  }
}
