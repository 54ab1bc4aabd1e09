package dev.wherry.control.command;

import dev.wherry.Reply;
import dev.wherry.User;
import dev.wherry.control.Command;
import dev.wherry.control.Commands;
import dev.wherry.control.Session;
import dev.wherry.data.MachineListing.Fact;
import dev.wherry.data.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client can learn of the server: RFC 959, section 4.1.3, and RFC 2389. */
public final class Information {

  private static final Reply OK = Reply.of(200, "Here I am.");
  private static final Reply SYSTEM = Reply.of(215, "UNIX Type: L8");
  private static final int VERBS_PER_LINE = 8;
  private static final Pattern MODE_Z =
      Pattern.compile("Z LEVEL ([1-9])", Pattern.CASE_INSENSITIVE);

  private Information() {}

  /** SYST: clients choose their parser of listings by it. */
  public static Reply syst(Session session, String none) {
    return SYSTEM;
  }

  /** NOOP. */
  public static Reply noop(Session session, String any) {
    return OK;
  }

  /** FEAT: RFC 2389, section 3; what goes beyond RFC 959, one line each. */
  public static Reply feat(Session session, String none) {
    List<String> lines = new ArrayList<>();
    lines.add("What goes beyond RFC 959:");
    for (Command command : Commands.all()) {
      String feature = command.feature(session);
      if (feature != null) {
        lines.add(feature);
      }
    }
    lines.add("That is all.");
    return Reply.of(211, lines);
  }

  /** OPTS: RFC 2389, section 4. */
  public static Reply opts(Session session, String argument) {
    String[] words = argument.split(" ", 2);
    String options = words.length == 1 ? "" : words[1];
    return switch (words[0].toUpperCase(Locale.ROOT)) {
      case "UTF8", "UTF-8" -> optsUtf8(options);
      case "MLST" -> optsMlst(session, options);
      case "HASH" -> Checksums.optsHash(session, options);
      case "MODE" -> optsMode(session, options);
      default -> Reply.of(501, "There are no options for " + words[0] + ".");
    };
  }

  /** Names are in UTF-8 and nothing else (RFC 2640). */
  private static Reply optsUtf8(String options) {
    return switch (options.toUpperCase(Locale.ROOT)) {
      case "", "ON" -> Reply.of(200, "UTF-8 is on.");
      case "OFF" -> Reply.of(504, "UTF-8 is always on.");
      default -> Reply.of(501, "Use: OPTS UTF8 ON");
    };
  }

  /** RFC 3659, section 7.9. */
  private static Reply optsMlst(Session session, String facts) {
    session.state().facts = Fact.parse(facts);
    String chosen = Fact.list(session.state().facts);
    return Reply.of(200, chosen.isEmpty() ? "MLST OPTS" : "MLST OPTS " + chosen);
  }

  /** {@code MODE Z LEVEL n}: draft-preston-ftpext-deflate-04, section 4. */
  private static Reply optsMode(Session session, String options) {
    if (!session.settings().modeZ()) {
      return Reply.of(501, "There are no options for MODE.");
    }
    Matcher level = MODE_Z.matcher(options);
    if (!level.matches()) {
      return Reply.of(501, "Use: OPTS MODE Z LEVEL 1 to 9");
    }
    session.state().chosenLevel = Integer.parseInt(level.group(1));
    if (session.state().deflateLevel > 0) {
      session.state().deflateLevel = session.state().chosenLevel;
    }
    return Reply.of(200, "MODE Z has level " + level.group(1) + ".");
  }

  /** HELP. */
  public static Reply help(Session session, String argument) {
    if (!argument.isEmpty()) {
      Command command = Commands.named(argument.toUpperCase(Locale.ROOT));
      return command == null
          ? Reply.of(501, "'" + argument + "' is not a command here.")
          : Reply.of(214, "Syntax: " + command.syntax());
    }
    List<String> lines = new ArrayList<>();
    lines.add("The commands are:");
    StringBuilder line = new StringBuilder();
    int verbs = 0;
    for (Command command : Commands.all()) {
      if (!command.isOffered(session)) {
        continue;
      }
      line.append(String.format(Locale.ROOT, "%-8s", command.verb()));
      if (++verbs % VERBS_PER_LINE == 0) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
    }
    if (!line.isEmpty()) {
      lines.add(line.toString().stripTrailing());
    }
    lines.add("HELP and one of them tells more.");
    return Reply.of(214, lines);
  }

  /** STAT without an argument: the session, and how far its transfer is. */
  static Reply status(Session session) {
    List<String> lines = new ArrayList<>();
    lines.add("Wherry, an FTP server.");
    lines.add("Connected from " + session.client().getHostAddress());
    User user = session.user();
    lines.add(user == null ? "Not logged in" : "Logged in as " + user.name());
    lines.add(
        "TYPE: "
            + session.state().type()
            + ", STRU: F, MODE: "
            + (session.state().deflateLevel > 0 ? "Z" : "S"));
    Transfer transfer = session.activity().transfer();
    if (transfer == null) {
      lines.add(
          session.activity().isDataPrepared() ? "A data connection is prepared" : "No transfer");
    } else {
      lines.add("A transfer is running: " + transfer.bytes() + " bytes so far");
    }
    lines.add("That is all.");
    return Reply.of(211, lines);
  }
}
