package dev.wherry.control.command;

import dev.wherry.Reply;
import dev.wherry.control.Session;
import dev.wherry.data.Ebcdic;
import dev.wherry.guard.Offenders;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the next data connection is made and used: RFC 959, section 4.1.2, and RFC 2428. */
public final class DataSetup {

  private static final int FIRST_UNPRIVILEGED = 1024;

  private static final Pattern PORT =
      Pattern.compile("(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3})");

  private static final Pattern EPRT =
      Pattern.compile("([\\x21-\\x7e])(\\d{1,5})\\1([0-9A-Fa-f.:]{1,45})\\1(\\d{1,5})\\1");

  private static final Reply ONLY_EPSV = Reply.of(503, "EPSV ALL was the last word.");
  private static final Reply PORT_SYNTAX = Reply.of(501, "Use: PORT h1,h2,h3,h4,p1,p2");

  private DataSetup() {}

  /** TYPE: RFC 959, section 3.1.1. */
  public static Reply type(Session session, String argument) {
    switch (argument.toUpperCase(Locale.ROOT)) {
      case "A", "A N", "A T" -> choose(session, true, false);
      case "E", "E N", "E T" -> {
        if (!Ebcdic.isSupported()) {
          return Reply.of(504, "This server has no EBCDIC.");
        }
        choose(session, false, true);
      }
      case "I", "L 8", "L8" -> choose(session, false, false);
      default -> {
        return Reply.of(504, "TYPE is A, E, I or L 8 here.");
      }
    }
    return Reply.of(200, "TYPE is " + session.state().type() + ".");
  }

  private static void choose(Session session, boolean isAscii, boolean isEbcdic) {
    session.state().isAscii = isAscii;
    session.state().isEbcdic = isEbcdic;
  }

  /** MODE: RFC 959, section 3.4; Z: draft-preston-ftpext-deflate-04. */
  public static Reply mode(Session session, String argument) {
    return switch (argument.toUpperCase(Locale.ROOT)) {
      case "S" -> {
        session.state().deflateLevel = 0;
        yield Reply.of(200, "MODE is S.");
      }
      case "Z" -> {
        if (!session.settings().modeZ()) {
          yield Reply.of(504, "MODE is S here.");
        }
        session.state().deflateLevel = session.state().chosenLevel;
        yield Reply.of(200, "MODE is Z.");
      }
      default -> Reply.of(504, "MODE is S or Z here.");
    };
  }

  /** What FEAT says of MODE, if there is more than S. */
  public static @Nullable String modeFeature(Session session) {
    return session.settings().modeZ() ? "MODE Z" : null;
  }

  /** STRU: RFC 959, section 3.1.2. */
  public static Reply stru(Session session, String argument) {
    return argument.equalsIgnoreCase("F")
        ? Reply.of(200, "STRU is F.")
        : Reply.of(504, "STRU is F here.");
  }

  /** PASV: has room for an IPv4 address only. */
  public static @Nullable Reply pasv(Session session, String none) throws IOException {
    if (session.state().isEpsvOnly) {
      return ONLY_EPSV;
    }
    InetAddress configured = session.settings().addresses().of(session.client(), session.server());
    InetAddress address = configured == null ? session.server() : configured;
    if (!(address instanceof Inet4Address)) {
      return Reply.of(425, "PASV cannot tell an IPv6 address; use EPSV.");
    }
    String host = address.getHostAddress().replace('.', ',');
    session.passive(port ->
        Reply.of(
            227, "Entering passive mode (" + host + "," + (port >> 8) + "," + (port & 255) + ")."));
    return null;
  }

  /** EPSV: RFC 2428, section 3. */
  public static @Nullable Reply epsv(Session session, String argument) throws IOException {
    if (argument.equalsIgnoreCase("ALL")) {
      session.state().isEpsvOnly = true;
      return Reply.of(200, "EPSV it is.");
    }
    boolean isIpv6 = session.server() instanceof Inet6Address;
    String own = isIpv6 ? "2" : "1";
    if (!argument.isEmpty() && !argument.equals(own)) {
      return argument.equals("1") || argument.equals("2")
          ? Reply.of(522, "Use protocol (" + own + ").")
          : Reply.of(501, "Use: EPSV [1|2|ALL]");
    }
    session.passive(port -> Reply.of(229, "Entering extended passive mode (|||" + port + "|)."));
    return null;
  }

  /** PORT: to the client's own address only, and not to a privileged port (RFC 2577, section 3). */
  public static Reply port(Session session, String argument) throws IOException {
    if (session.state().isEpsvOnly) {
      return ONLY_EPSV;
    }
    Matcher numbers = PORT.matcher(argument);
    if (!numbers.matches()) {
      return PORT_SYNTAX;
    }
    int[] bytes = new int[6];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Integer.parseInt(numbers.group(i + 1));
      if (bytes[i] > 255) {
        return PORT_SYNTAX;
      }
    }
    InetAddress host =
        InetAddress.getByAddress(
            new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
    return active(session, "PORT", host, bytes[4] * 256 + bytes[5]);
  }

  /** EPRT: RFC 2428, section 2. */
  public static Reply eprt(Session session, String argument) throws IOException {
    if (session.state().isEpsvOnly) {
      return ONLY_EPSV;
    }
    Matcher parts = EPRT.matcher(argument);
    if (!parts.matches()) {
      return Reply.of(501, "Use: EPRT |protocol|address|port|");
    }
    String protocol = parts.group(2);
    if (!protocol.equals("1") && !protocol.equals("2")) {
      return Reply.of(522, "Protocols are (1,2).");
    }
    InetAddress host;
    try {
      host = InetAddress.ofLiteral(parts.group(3));
    } catch (IllegalArgumentException e) {
      return Reply.of(501, "That is not an address.");
    }
    int port = Integer.parseInt(parts.group(4));
    boolean isIpv6 = parts.group(3).contains(":");
    if (isIpv6 != protocol.equals("2") || port > 65_535) {
      return Reply.of(501, "Protocol, address and port do not fit together.");
    }
    return active(session, "EPRT", host, port);
  }

  /** LPSV: RFC 1639, section 4. */
  public static @Nullable Reply lpsv(Session session, String none) throws IOException {
    if (session.state().isEpsvOnly) {
      return ONLY_EPSV;
    }
    LongAddresses.passive(session);
    return null;
  }

  /** LPRT: RFC 1639, section 3. */
  public static Reply lprt(Session session, String argument) throws IOException {
    if (session.state().isEpsvOnly) {
      return ONLY_EPSV;
    }
    LongAddresses.Target target = LongAddresses.parse(argument);
    return target.host() == null || target.refusal() != null
        ? Objects.requireNonNull(target.refusal())
        : active(session, "LPRT", target.host(), target.port());
  }

  private static Reply active(Session session, String verb, InetAddress host, int port)
      throws IOException {
    if (!host.equals(session.client()) && !session.settings().serverToServer()) {
      session.presence().offends(Offenders.SMALL); // or a client that does not know of its NAT
      return Reply.of(501, verb + " to another host is not allowed.");
    }
    if (port < FIRST_UNPRIVILEGED) {
      session.presence().offends(Offenders.GRAVE);
      return Reply.of(501, verb + " to a port below 1024 is not allowed.");
    }
    session.activity().data().active(new InetSocketAddress(host, port), session.server());
    return Reply.of(200, verb + " is set.");
  }
}
