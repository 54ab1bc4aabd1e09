package dev.wherry.control;

import dev.wherry.Reply;
import dev.wherry.User;
import dev.wherry.control.Command.Takes;
import org.jspecify.annotations.Nullable;

/** May this line run now? What its row in the table says of syntax, login, rights and order. */
final class Gate {

  private static final Reply TOO_LONG = Reply.of(500, "The line is too long.");
  static final Reply EMPTY = Reply.of(500, "A command was expected.");
  private static final Reply HAS_NUL = Reply.of(501, "An argument cannot hold a NUL.");
  private static final Reply LOG_IN = Reply.of(530, "Please log in with USER and PASS.");
  private static final Reply NOT_PERMITTED = Reply.of(550, "You are not permitted to do that.");
  static final Reply NO_DATA = Reply.of(425, "Use PASV, EPSV, PORT or EPRT first.");

  private Gate() {}

  /** The reply that refuses {@code line}, or null if it may run. */
  static @Nullable Reply refuse(Session session, Line line) {
    if (line.fault() != null) {
      return line.fault() == Line.Fault.TOO_LONG ? TOO_LONG : HAS_NUL;
    }
    Command command = line.command();
    if (command == null) {
      return line.verb().isEmpty() ? EMPTY : unknown(line.verb());
    }
    User user = session.user();
    Reply inClear = Policy.refuse(session.protection(), user, command, line.argument());
    if (inClear != null) {
      return inClear;
    }
    if (user == null && !command.isBeforeLogin()) {
      return LOG_IN;
    }
    if (command.takes() == Takes.NOTHING && !line.argument().isEmpty()) {
      return Reply.of(501, command.verb() + " takes no argument.");
    }
    if (command.takes() == Takes.TEXT && line.argument().isEmpty()) {
      return Reply.of(501, "Use: " + command.syntax());
    }
    if (command.needs() != null && user != null && !user.mayAnywhere(command.needs())) {
      return NOT_PERMITTED;
    }
    return command.opensData() && !session.activity().isDataPrepared() ? NO_DATA : null;
  }

  private static Reply unknown(String verb) {
    return Reply.of(500, "'" + verb + "' is not a command here.");
  }
}
