package dev.wherry.control.command;

import dev.wherry.Reply;
import dev.wherry.Tls;
import dev.wherry.User;
import dev.wherry.control.Protection;
import dev.wherry.control.Session;
import java.util.Locale;
import java.util.regex.Pattern;

/** TLS: RFC 4217, and RFC 2228, which it is built on. */
public final class Security {

  private static final Pattern SIZE = Pattern.compile("[0-9]{1,10}");

  private static final Reply NONE = Reply.of(502, "There is no TLS here.");
  private static final Reply AUTH_FIRST = Reply.of(503, "AUTH TLS first.");

  private Security() {}

  /**
   * AUTH: RFC 4217, section 4. SSL is what the drafts before it called TLS with encrypted data
   * connections.
   */
  public static Reply auth(Session session, String argument) {
    Protection protection = session.protection();
    if (protection == null) {
      return NONE;
    }
    boolean isPrivate;
    switch (argument.toUpperCase(Locale.ROOT)) {
      case "TLS", "TLS-C" -> isPrivate = false;
      case "SSL", "TLS-P" -> isPrivate = true;
      default -> {
        return Reply.of(504, "AUTH is TLS here.");
      }
    }
    if (protection.isOn()) {
      return Reply.of(503, "TLS is on.");
    }
    session.login(null, null);
    session.activity().dropData();
    protection.begin();
    protection.dataPrivate(isPrivate);
    return Reply.of(234, "Go ahead with the handshake.");
  }

  /** PBSZ: RFC 4217, section 9; TLS has no buffers to agree on. */
  public static Reply pbsz(Session session, String argument) {
    Protection protection = session.protection();
    if (protection == null) {
      return NONE;
    }
    if (!protection.isOn()) {
      return AUTH_FIRST;
    }
    if (!SIZE.matcher(argument).matches()) {
      return Reply.of(501, "Use: PBSZ 0");
    }
    protection.size();
    return Reply.of(200, "PBSZ=0");
  }

  /** PROT: RFC 4217, section 9. */
  public static Reply prot(Session session, String argument) {
    Protection protection = session.protection();
    if (protection == null) {
      return NONE;
    }
    if (!protection.isSized()) {
      return protection.isOn() ? Reply.of(503, "PBSZ 0 first.") : AUTH_FIRST;
    }
    return switch (argument.toUpperCase(Locale.ROOT)) {
      case "P" -> {
        protection.dataPrivate(true);
        yield Reply.of(200, "Data connections are encrypted.");
      }
      case "C" -> {
        if (protection.mustEncryptData(session.user())) {
          yield Reply.of(534, "Data connections have to be encrypted.");
        }
        protection.dataPrivate(false);
        yield Reply.of(200, "Data connections are in clear.");
      }
      case "S", "E" -> Reply.of(536, "PROT is P or C here.");
      default -> Reply.of(504, "PROT is P or C here.");
    };
  }

  /** CCC: RFC 4217, section 6; what is said after it can be read and changed on its way. */
  public static Reply ccc(Session session, String none) {
    Protection protection = session.protection();
    User user = session.user();
    if (protection == null) {
      return NONE;
    }
    if (!protection.isOn()) {
      return Reply.of(533, "The commands are in clear.");
    }
    Tls tls = protection.options();
    if (!tls.clearCommands()
        || tls.required().contains(Tls.Part.CONTROL)
        || (user != null && tls.requiredFor().test(user.name()))) {
      return Reply.of(534, "The commands have to be encrypted.");
    }
    protection.end();
    return Reply.of(200, "The commands are in clear from here on.");
  }

  /** Whether the server has TLS. */
  public static boolean isThere(Session session) {
    return session.protection() != null;
  }
}
