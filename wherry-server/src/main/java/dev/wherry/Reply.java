package dev.wherry;

import dev.wherry.files.WireText;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A reply of the server: a code of three digits and one or more lines of text (RFC 959, section
 * 4.2).
 *
 * <p>A reply is always exactly one reply on the wire, whatever its texts hold: every control
 * character is sent as a question mark. It is encoded when it is made, so a reply kept in a
 * constant costs nothing to send. Immutable.
 */
public final class Reply {

  private static final byte IAC = (byte) 0xFF;

  private final int code;
  private final List<String> lines;
  private final byte[] encoded;

  private Reply(int code, List<String> lines) {
    // RFC 959 knows 100 to 559; RFC 2228 adds 631 to 633.
    if (code < 100 || code > 699) {
      throw new IllegalArgumentException("a reply code is 100 to 699, not " + code);
    }
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a reply has at least one line");
    }
    this.code = code;
    this.lines = lines;
    this.encoded = encode(code, lines);
  }

  /** A reply of one line, {@code 226 text}. */
  public static Reply of(int code, String text) {
    return new Reply(code, List.of(text));
  }

  /**
   * A reply of several lines: {@code 211-first}, every inner line behind one space, and {@code 211
   * last}. A list of one line makes a reply of one line.
   */
  public static Reply of(int code, List<String> lines) {
    return new Reply(code, List.copyOf(lines));
  }

  /** The three digits. */
  public int code() {
    return code;
  }

  /** The texts as they were given, without code and leading space. */
  public List<String> lines() {
    return lines;
  }

  /** How many bytes it has on the wire, line ends included. */
  public int length() {
    return encoded.length;
  }

  /**
   * Writes the reply to {@code out}, which has room for {@link #length} bytes.
   *
   * @throws java.nio.BufferOverflowException if it has not; then nothing was written
   */
  public void writeTo(ByteBuffer out) {
    out.put(encoded);
  }

  /** The reply's bytes on the wire, not to be changed. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(encoded).asReadOnlyBuffer();
  }

  /** The reply's bytes on the wire, as a copy. */
  public byte[] bytes() {
    return encoded.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Reply reply && reply.code == code && reply.lines.equals(lines);
  }

  @Override
  public int hashCode() {
    return 31 * code + lines.hashCode();
  }

  /** The reply in one line, for a log. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(code).append(' ');
    for (char c : String.join(" / ", lines).toCharArray()) {
      text.append(isControl(c) ? '?' : c);
    }
    return text.toString();
  }

  private static byte[] encode(int code, List<String> lines) {
    int last = lines.size() - 1;
    byte[] bytes = new byte[length(lines)];
    int at = 0;
    for (int i = 0; i <= last; i++) {
      if (i == 0 || i == last) {
        bytes[at++] = (byte) ('0' + code / 100);
        bytes[at++] = (byte) ('0' + code / 10 % 10);
        bytes[at++] = (byte) ('0' + code % 10);
      }
      bytes[at++] = (byte) (i == 0 && i < last ? '-' : ' ');
      int end = WireText.encode(lines.get(i), bytes, at);
      for (; at < end; at++) {
        if (isControl(bytes[at] & 0xFF)) {
          bytes[at] = '?';
        }
      }
      bytes[at++] = '\r';
      bytes[at++] = '\n';
    }
    return doubleIac(bytes);
  }

  /** A space or hyphen and the line's end for each; the code for the first and the last. */
  private static int length(List<String> lines) {
    int length = lines.size() == 1 ? 3 : 6;
    for (String line : lines) {
      length += 3 + WireText.length(line);
    }
    return length;
  }

  private static boolean isControl(int c) {
    return c < 0x20 || c == 0x7F;
  }

  /** The control connection speaks Telnet (RFC 854), in which a data byte 0xFF is sent twice. */
  private static byte[] doubleIac(byte[] bytes) {
    int count = 0;
    for (byte b : bytes) {
      count += b == IAC ? 1 : 0;
    }
    if (count == 0) {
      return bytes;
    }
    byte[] doubled = Arrays.copyOf(bytes, bytes.length + count);
    int to = 0;
    for (byte b : bytes) {
      doubled[to++] = b;
      if (b == IAC) {
        doubled[to++] = IAC;
      }
    }
    return doubled;
  }
}
