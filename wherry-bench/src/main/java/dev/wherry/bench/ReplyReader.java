package dev.wherry.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts replies together from what arrives, also those of several lines (RFC 959, section 4.2). */
final class ReplyReader {

  private static final int LONGEST = 64 * 1024;

  private byte[] line = new byte[128];
  private int length;
  private int code;
  private int severalLines;

  /**
   * Reads up to the end of a reply.
   *
   * @return false if there is more to come
   */
  boolean read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n') {
        boolean whole = endsReply();
        if (whole) {
          return true;
        }
        length = 0;
      } else if (length < LONGEST) {
        if (length == line.length) {
          line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = b;
      }
    }
    return false;
  }

  private boolean endsReply() {
    int number = number();
    boolean goesOn = length > 3 && line[3] == '-';
    if (severalLines != 0) {
      if (number != severalLines || goesOn) {
        return false;
      }
    } else if (goesOn && number > 0) {
      severalLines = number;
      return false;
    }
    severalLines = 0;
    code = number;
    return true;
  }

  private int number() {
    int number = 0;
    for (int i = 0; i < 3; i++) {
      int digit = i < length ? line[i] - '0' : -1;
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** The code of the reply that was read; 0 if it has none. */
  int code() {
    return code;
  }

  /** Its last line, and makes room for the next. */
  String takeText() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    String text = new String(line, 0, end, StandardCharsets.ISO_8859_1);
    length = 0;
    return text;
  }

  /** Makes room for the next reply. */
  void skipText() {
    length = 0;
  }
}
