package dev.wherry.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * File names and arguments between their bytes on the wire or on disk and {@code String}, without
 * loss.
 *
 * <p>Valid UTF-8 decodes as usual (RFC 2640). Every byte that is no part of valid UTF-8 becomes the
 * lone surrogate U+DC00 plus the byte, so U+DC80 to U+DCFF, and turns back into that byte when
 * encoded: {@code encode(decode(bytes))} gives the same bytes for any input. (Python calls this
 * <i>surrogateescape</i>.) UTF-8 is taken strictly, without overlong forms and encoded surrogates,
 * so an escaped byte is never an ASCII character such as a slash.
 */
public final class WireText {

  private static final int ESCAPE = 0xDC00;

  private WireText() {}

  /** The text of all of {@code bytes}. */
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** The text of the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public static String decode(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, UTF_8);
    // The JDK marks every malformed byte with U+FFFD, so without one nothing was malformed.
    return text.indexOf('\uFFFD') < 0 ? text : decodeMalformed(bytes, from, to);
  }

  /**
   * The bytes of {@code text}. A lone surrogate that stands for no byte, which {@link #decode}
   * never makes, becomes a question mark.
   */
  public static byte[] encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        byte[] bytes = new byte[length(text)];
        encode(text, bytes, 0);
        return bytes;
      }
    }
    return text.getBytes(UTF_8);
  }

  /**
   * Writes the bytes of {@code text} to {@code out} if there is room for all of them.
   *
   * @return false if they do not fit; then {@code out} is as it was
   */
  public static boolean encode(String text, ByteBuffer out) {
    int start = out.position();
    if (text.length() > out.remaining()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] bytes = encode(text);
        if (bytes.length > out.remaining()) {
          return false;
        }
        out.put(bytes);
        return true;
      }
      out.put(start + i, (byte) c);
    }
    out.position(start + text.length());
    return true;
  }

  /**
   * Writes the bytes of {@code text} into {@code out} from index {@code at}. Three times the length
   * of the text is always room enough.
   *
   * @return the index behind the last byte
   */
  public static int encode(String text, byte[] out, int at) {
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i);
      if (c < 0x80) {
        out[at++] = (byte) c;
      } else if (c < 0x800) {
        out[at++] = (byte) (0xC0 | c >> 6);
        out[at++] = continuation(c);
      } else if (isPair(text, i)) {
        int codePoint = text.codePointAt(i++);
        out[at++] = (byte) (0xF0 | codePoint >> 18);
        out[at++] = continuation(codePoint >> 12);
        out[at++] = continuation(codePoint >> 6);
        out[at++] = continuation(codePoint);
      } else if (Character.isSurrogate((char) c)) {
        out[at++] = isEscape(c) ? (byte) c : (byte) '?';
      } else {
        out[at++] = (byte) (0xE0 | c >> 12);
        out[at++] = continuation(c >> 6);
        out[at++] = continuation(c);
      }
    }
    return at;
  }

  /** How many bytes {@code text} has when encoded. */
  public static int length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        continue;
      }
      if (isPair(text, i)) {
        i++;
        length += 2;
      } else if (!Character.isSurrogate(c)) {
        length += c < 0x800 ? 1 : 2;
      }
    }
    return length;
  }

  private static String decodeMalformed(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int i = from;
    while (i < to) {
      int length = sequence(bytes, i, to);
      if (length == 0) {
        text.append((char) (ESCAPE + (bytes[i] & 0xFF)));
        i++;
      } else {
        text.appendCodePoint(codePoint(bytes, i, length));
        i += length;
      }
    }
    return text.toString();
  }

  /** The length of the valid sequence at {@code i}, or zero if there is none. */
  private static int sequence(byte[] bytes, int i, int to) {
    int first = bytes[i] & 0xFF;
    int length = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 0 || first > 0xF4 || length > to - i) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      if ((bytes[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int codePoint = codePoint(bytes, i, length);
    boolean shortest =
        switch (length) {
          case 1 -> true;
          case 2 -> codePoint >= 0x80;
          case 3 -> codePoint >= 0x800;
          default -> codePoint >= 0x10000;
        };
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return shortest && !surrogate && codePoint <= Character.MAX_CODE_POINT ? length : 0;
  }

  private static int codePoint(byte[] bytes, int i, int length) {
    int codePoint = length == 1 ? bytes[i] : bytes[i] & (0xFF >> (length + 1));
    for (int k = 1; k < length; k++) {
      codePoint = codePoint << 6 | (bytes[i + k] & 0x3F);
    }
    return codePoint;
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  private static boolean isEscape(int c) {
    return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF;
  }
}
