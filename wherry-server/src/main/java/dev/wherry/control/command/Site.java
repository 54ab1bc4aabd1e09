package dev.wherry.control.command;

import static dev.wherry.Permission.CHANGE_MODE;
import static dev.wherry.Permission.CHANGE_TIME;
import static dev.wherry.Permission.CREATE;
import static dev.wherry.Permission.DELETE;
import static dev.wherry.Permission.MAKE_DIRECTORY;
import static dev.wherry.Permission.READ;
import static dev.wherry.Permission.WRITE;

import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.control.Command.Action;
import dev.wherry.control.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SITE: what servers have beyond the RFCs (RFC 959, section 4.1.3); a table of its own. */
public final class Site {

  private static final long LONGEST_IDLE = 7_200;

  /** One SITE command. */
  private record Row(String verb, String help, @Nullable Permission needs, Action action) {}

  private static final Map<String, Row> ALL =
      table(
          new Row("HELP", "", null, Site::help),
          new Row("CHMOD", "mode path", CHANGE_MODE, Attributes::chmod),
          new Row("UTIME", "YYYYMMDDHHMM[SS] path", CHANGE_TIME, Attributes::utime),
          new Row("UMASK", "[mask]", WRITE, Site::umask),
          new Row("SYMLINK", "target link", WRITE, Copies::symlink),
          new Row("CPFR", "path", READ, Copies::cpfr),
          new Row("CPTO", "path", CREATE, Copies::cpto),
          new Row("MKDIR", "path", MAKE_DIRECTORY, Copies::mkdir),
          new Row("RMDIR", "path", DELETE, Copies::rmdir),
          new Row("IDLE", "[seconds]", null, Site::idle),
          new Row("WHO", "", null, Site::who));

  private Site() {}

  /** The commands behind SITE, in the order of its table. */
  public static Collection<String> verbs() {
    return Collections.unmodifiableSet(ALL.keySet());
  }

  /** SITE and one of its commands. */
  public static @Nullable Reply site(Session session, String argument) throws IOException {
    int space = argument.indexOf(' ');
    String verb = space < 0 ? argument : argument.substring(0, space);
    String rest = space < 0 ? "" : argument.substring(space + 1);
    Row row = ALL.get(verb.toUpperCase(Locale.ROOT));
    if (row == null) {
      return Reply.of(501, "'" + verb + "' is not a SITE command here; SITE HELP lists them.");
    }
    boolean isOpen = row.verb.equals("HELP");
    if (session.user() == null && !isOpen) {
      return Reply.of(530, "Please log in with USER and PASS.");
    }
    if (row.needs != null && !session.files().needs(row.needs)) {
      return Reply.of(550, "You are not permitted to do that.");
    }
    if (rest.isEmpty() && !row.help.isEmpty() && !row.help.startsWith("[")) {
      return Reply.of(501, "Use: SITE " + row.verb + " " + row.help);
    }
    return row.action.run(session, rest);
  }

  private static Reply help(Session session, String any) {
    List<String> lines = new ArrayList<>();
    lines.add("The SITE commands are:");
    ALL.values().forEach(row -> lines.add((row.verb + " " + row.help).stripTrailing()));
    lines.add("That is all.");
    return Reply.of(214, lines);
  }

  private static Reply umask(Session session, String mask) {
    if (mask.isEmpty()) {
      int umask = session.state().umask;
      return Reply.of(
          200,
          umask < 0
              ? "The UMASK is the server's own."
              : "The UMASK is " + String.format(Locale.ROOT, "%03o", umask) + ".");
    }
    if (!mask.matches("0?[0-7]{3}")) {
      return Reply.of(501, "Use: SITE UMASK mask, in octal.");
    }
    session.state().umask = Integer.parseInt(mask, 8);
    return Reply.of(200, "The UMASK is " + mask + ".");
  }

  private static Reply idle(Session session, String seconds) {
    if (seconds.isEmpty()) {
      return Reply.of(
          200, "A session may be idle for " + session.state().idle.toSeconds() + " seconds.");
    }
    if (!seconds.matches("[0-9]{1,5}")
        || Long.parseLong(seconds) < 1
        || Long.parseLong(seconds) > LONGEST_IDLE) {
      return Reply.of(501, "Use: SITE IDLE seconds, 1 to " + LONGEST_IDLE + ".");
    }
    session.state().idle = Duration.ofSeconds(Long.parseLong(seconds));
    return Reply.of(200, "This session may be idle for " + seconds + " seconds.");
  }

  /** The user's own sessions; of others a client learns nothing. */
  private static Reply who(Session session, String none) {
    List<String> lines = new ArrayList<>();
    lines.add("Your sessions:");
    lines.addAll(session.presence().siblings(session.user()));
    lines.add("That is all.");
    return Reply.of(200, lines);
  }

  private static Map<String, Row> table(Row... rows) {
    Map<String, Row> table = new LinkedHashMap<>();
    for (Row row : rows) {
      table.put(row.verb, row);
    }
    return table;
  }
}
