package dev.wherry.cli;

import dev.wherry.Client;
import dev.wherry.Event;
import dev.wherry.Event.Outcome;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A line for each transfer as wu-ftpd had it and every other server has it since: xferlog(5). Paths
 * are as the client sees them; blanks, and what would not be seen, are underscores.
 */
final class TransferLog implements Consumer<Event> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

  private final LogFile file;
  private final Clock clock;

  /** Tells the time as {@code clock} and its zone have it. */
  TransferLog(LogFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public void accept(Event event) {
    switch (event) {
      case Event.Uploaded up -> add(up.client(), up.path(), up.outcome(), 'i');
      case Event.Downloaded down -> add(down.client(), down.path(), down.outcome(), 'o');
      default -> {} // it has no place for anything else
    }
  }

  private void add(Client client, String path, Outcome outcome, char direction) {
    String user = String.valueOf(client.user());
    boolean isAnonymous = user.equals("anonymous") || user.equals("ftp");
    file.add(
        String.join(
            " ",
            TIME.format(ZonedDateTime.now(clock)),
            Long.toString(Math.max(1, outcome.took().plusMillis(500).toSeconds())),
            client.address().getHostAddress(),
            Long.toString(outcome.bytes()),
            visible(path),
            outcome.type().equals("A") ? "a" : "b",
            outcome.isCompressed() ? "C" : "_",
            String.valueOf(direction),
            isAnonymous ? "a" : "r",
            visible(user),
            "ftp",
            "0",
            "*",
            outcome.isComplete() ? "c" : "i"));
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isWhitespace(c) || isInvisible(c) ? '_' : c)
        .forEach(visible::appendCodePoint);
    return visible.toString();
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE, Character.FORMAT, Character.SPACE_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
