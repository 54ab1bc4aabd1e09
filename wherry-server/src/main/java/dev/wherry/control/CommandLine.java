package dev.wherry.control;

import dev.wherry.files.WireText;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one control connection into command lines (RFC 959, section 5.3), whichever
 * way they are cut into packets.
 *
 * <p>A line ends at LF, and a CR before it is dropped. One space separates the verb from the
 * argument, which is everything behind that space as it is. Telnet commands are taken out wherever
 * they stand. Belongs to its session; between lines it holds no buffer.
 */
public final class CommandLine {

  /** How many bytes a line may have by default. */
  public static final int LIMIT = 8192;

  /** What {@link #verb} is for a verb no command can have: too long, or with a NUL, or no verb. */
  public static final long UNKNOWN = -1;

  private static final int PACKED = Long.BYTES;
  private static final int SHOWN = 32;
  private static final int FIRST_BUFFER = 64;

  private static final byte CR = '\r';
  private static final byte LF = '\n';

  // RFC 854: the commands are 240 to 255, and those from 251 (WILL, WONT, DO, DONT) have an option.
  private static final int TELNET = 0xF0;
  private static final int WILL = 0xFB;
  private static final byte IAC = (byte) 0xFF;

  private enum Telnet {
    TEXT,
    COMMAND,
    OPTION
  }

  private final int limit;

  private @Nullable ByteBuffer partial;
  private Telnet telnet = Telnet.TEXT;
  private boolean overlong;

  private long verb;
  private String verbText = "";
  private String argument = "";
  private boolean hasArgument;
  private boolean hasNul;
  private boolean tooLong;

  /**
   * A reader at the start of a line.
   *
   * @param limit how many bytes a line may have, without its line end and Telnet commands
   */
  public CommandLine(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a line of at most " + limit + " bytes cannot be");
    }
    this.limit = limit;
  }

  /** The value {@link #verb} has for {@code verb}, which is 1 to 8 upper-case ASCII characters. */
  public static long pack(String verb) {
    if (verb.isEmpty() || verb.length() > PACKED) {
      throw new IllegalArgumentException("a verb has 1 to 8 characters, not '" + verb + "'");
    }
    long packed = 0;
    for (int i = 0; i < verb.length(); i++) {
      char c = verb.charAt(i);
      if (c <= ' ' || c >= 0x7F || c != upper((byte) c)) {
        throw new IllegalArgumentException("a verb is upper-case ASCII, not '" + verb + "'");
      }
      packed = packed << 8 | c;
    }
    return packed;
  }

  /**
   * Reads up to and with the next line end. What the accessors say holds until the next call.
   *
   * @return true if a line is complete, also an empty one or one that {@link #isTooLong}; false if
   *     {@code input} is used up before that, and then the accessors say nothing
   */
  public boolean next(ByteBuffer input) {
    forget();
    if (partial == null && telnet == Telnet.TEXT && !overlong && takeWhole(input)) {
      return true;
    }
    while (input.hasRemaining()) {
      if (take(input.get())) {
        finish();
        return true;
      }
    }
    return false;
  }

  /** Drops the part of a line that has come. */
  public void restart() {
    forget();
    partial = null;
    telnet = Telnet.TEXT;
    overlong = false;
  }

  /**
   * The verb in upper case, as {@link #pack} makes it: zero if and only if the line is empty,
   * {@link #UNKNOWN} if no command can have it.
   */
  public long verb() {
    return verb;
  }

  /** The verb in upper case for a reply or the log, cut after 32 characters; may hold anything. */
  public String verbText() {
    if (verb == UNKNOWN) {
      return verbText;
    }
    int length = PACKED - Long.numberOfLeadingZeros(verb) / Byte.SIZE;
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (verb >> ((length - 1 - i) * Byte.SIZE));
    }
    return WireText.decode(bytes);
  }

  /** Everything behind the space that follows the verb, blanks included; empty if nothing is. */
  public String argument() {
    return argument;
  }

  /** Whether a space follows the verb, also if nothing stands behind it. */
  public boolean hasArgument() {
    return hasArgument;
  }

  /** Whether the line holds a NUL, which no file name can (answer 501). */
  public boolean hasNul() {
    return hasNul;
  }

  /** Whether the line was too long (answer 500). Nothing of it was kept. */
  public boolean isTooLong() {
    return tooLong;
  }

  private void forget() {
    verb = 0;
    verbText = "";
    argument = "";
    hasArgument = false;
    hasNul = false;
    tooLong = false;
  }

  /** The usual case, without a copy: all of the line lies in the buffer and holds no Telnet. */
  private boolean takeWhole(ByteBuffer input) {
    int start = input.position();
    int end = input.limit();
    for (int i = start; i < end; i++) {
      byte b = input.get(i);
      if (b == LF) {
        input.position(i + 1);
        complete(input, start, i);
        return true;
      }
      if (b == IAC) {
        return false;
      }
    }
    return false;
  }

  /** Takes one byte; returns true if it ends the line. */
  private boolean take(byte b) {
    switch (telnet) {
      case TEXT -> {
        if (b == LF) {
          return true;
        }
        if (b == IAC) {
          telnet = Telnet.COMMAND;
        } else {
          append(b);
        }
      }
      case COMMAND -> {
        int command = b & 0xFF;
        telnet = command >= WILL && b != IAC ? Telnet.OPTION : Telnet.TEXT;
        if (b == IAC) {
          append(IAC);
        } else if (command < TELNET) {
          // No Telnet: a client that does not know it sends 0xFF as it is in a Latin-1 name.
          append(IAC);
          return take(b);
        }
      }
      case OPTION -> telnet = Telnet.TEXT;
    }
    return false;
  }

  private void append(byte b) {
    if (overlong) {
      return;
    }
    ByteBuffer line = partial;
    if (line == null) {
      line = ByteBuffer.allocate(Math.min(FIRST_BUFFER, limit + 1));
    } else if (!line.hasRemaining()) {
      // One byte more than the limit, for a CR that may turn out to belong to the line end.
      if (line.capacity() > limit) {
        overlong = true;
        partial = null;
        return;
      }
      line = ByteBuffer.allocate(Math.min(2 * line.capacity(), limit + 1)).put(line.flip());
    }
    partial = line.put(b);
  }

  private void finish() {
    ByteBuffer line = partial;
    if (overlong) {
      refuse();
    } else if (line != null) {
      complete(line, 0, line.position());
    }
    overlong = false;
    partial = null;
  }

  private void refuse() {
    tooLong = true;
    verb = UNKNOWN;
  }

  private void complete(ByteBuffer bytes, int start, int lineEnd) {
    int end = lineEnd > start && bytes.get(lineEnd - 1) == CR ? lineEnd - 1 : lineEnd;
    if (end - start > limit) {
      refuse();
    } else {
      split(bytes, start, end);
    }
  }

  private void split(ByteBuffer bytes, int start, int end) {
    int from = start;
    // What is left of Telnet's IP and Synch when the urgent byte, an IAC, was lost on its way.
    while (from < end && (bytes.get(from) & 0xFF) >= TELNET) {
      from++;
    }
    long packed = 0;
    int to = from;
    for (; to < end; to++) {
      byte b = bytes.get(to);
      if (b == ' ') {
        break;
      }
      hasNul |= b == 0;
      packed = packed << 8 | (upper(b) & 0xFF);
    }
    if (to - from > PACKED || hasNul || (to == from && to < end)) {
      verb = UNKNOWN;
      verbText = text(bytes, from, Math.min(to, from + SHOWN)).toUpperCase(Locale.ROOT);
    } else {
      verb = packed;
    }
    if (to < end) {
      hasArgument = true;
      argument = text(bytes, to + 1, end);
      hasNul |= argument.indexOf('\0') >= 0;
    }
  }

  private static String text(ByteBuffer bytes, int from, int to) {
    if (from == to) {
      return "";
    }
    if (bytes.hasArray()) {
      int offset = bytes.arrayOffset();
      return WireText.decode(bytes.array(), offset + from, offset + to);
    }
    byte[] copy = new byte[to - from];
    bytes.get(from, copy);
    return WireText.decode(copy);
  }

  private static byte upper(byte b) {
    return b >= 'a' && b <= 'z' ? (byte) (b - 'a' + 'A') : b;
  }
}
