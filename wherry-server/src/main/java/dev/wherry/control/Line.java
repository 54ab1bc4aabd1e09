package dev.wherry.control;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line a client has sent, parsed.
 *
 * @param command what the verb names, or null if it names nothing
 * @param verb as it was sent, for replies and logs
 * @param argument everything behind the first space
 * @param fault what keeps the line from being run, or null
 */
record Line(@Nullable Command command, String verb, String argument, @Nullable Fault fault) {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private static final Set<String> HTTP =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI");

  /** What can be wrong with a line before it is looked at. */
  enum Fault {
    TOO_LONG,
    HAS_NUL
  }

  static Line of(CommandLine input) {
    Command command = Commands.find(input.verb());
    return new Line(
        command,
        command == null ? input.verbText() : command.verb(),
        input.argument(),
        input.isTooLong() ? Fault.TOO_LONG : input.hasNul() ? Fault.HAS_NUL : null);
  }

  /** Whether a request of HTTP begins like this. */
  boolean isHttp() {
    return command == null && HTTP.contains(verb);
  }

  /** The line for a log: no password in it, mistyped or not, and nothing that ends a line there. */
  @Override
  public String toString() {
    if (command == null) {
      return "(unknown)";
    }
    String shown = verb.equals("PASS") ? "***" : CONTROL.matcher(argument).replaceAll("?");
    return shown.isEmpty() ? verb : verb + " " + shown;
  }
}
