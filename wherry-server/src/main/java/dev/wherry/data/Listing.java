package dev.wherry.data;

import dev.wherry.files.Entry;
import dev.wherry.files.WireText;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A way to tell of directory entries, one line each, ended by CRLF. One object per transfer, used
 * by one thread at a time: it keeps a buffer for the line it makes.
 */
public abstract sealed class Listing permits UnixListing, MachineListing, NameListing {

  /** The line under construction. */
  final Line line = new Line();

  Listing() {}

  /**
   * Writes the line for {@code entry} to {@code out} if there is room for all of it.
   *
   * @return false if it does not fit; then {@code out} is as it was
   */
  public final boolean write(Entry entry, ByteBuffer out) {
    line.clear();
    format(entry);
    return line.write(out);
  }

  /** The line for {@code entry} without its CRLF, for a reply on the control connection. */
  public final String text(Entry entry) {
    line.clear();
    format(entry);
    return line.text();
  }

  /** Equal for listings that say the same of the same file. */
  abstract Object form();

  /** Puts everything but the line end into {@link #line}. */
  abstract void format(Entry entry);

  /** A line of bytes that grows as needed. Numbers and dates are made by hand, without garbage. */
  static final class Line {

    private static final long DAY = 86_400;
    // The seconds that have a year of four digits: 0000-01-01 to 9999-12-31.
    private static final long FIRST = -62_167_219_200L;
    private static final long LAST = 253_402_300_799L;

    private byte[] bytes = new byte[256];
    private int length;

    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;

    void clear() {
      length = 0;
    }

    /** How many bytes the line has so far. */
    int length() {
      return length;
    }

    void put(char ascii) {
      room(1);
      bytes[length++] = (byte) ascii;
    }

    void put(byte[] ascii) {
      room(ascii.length);
      System.arraycopy(ascii, 0, bytes, length, ascii.length);
      length += ascii.length;
    }

    /**
     * Adds a name. CR and LF become question marks: clients take either for the end of the line,
     * and RFC 3659, section 2.2, has no way to send both in a name over a data connection. So the
     * listing stays whole, but does not tell how to reach that one file.
     */
    void putName(String name) {
      room(3 * name.length());
      int start = length;
      length = WireText.encode(name, bytes, start);
      for (int i = start; i < length; i++) {
        if (bytes[i] == '\r' || bytes[i] == '\n') {
          bytes[i] = '?';
        }
      }
    }

    /** Adds an owner or a group, in which blanks, semicolons and controls would end a column. */
    void putWord(String word) {
      room(3 * word.length());
      int start = length;
      length = WireText.encode(word, bytes, start);
      for (int i = start; i < length; i++) {
        byte b = bytes[i];
        if ((b >= 0 && b <= ' ') || b == ';' || b == 0x7F) {
          bytes[i] = '_';
        }
      }
    }

    /** Adds blanks until the line has {@code column} bytes. */
    void padTo(int column) {
      while (length < column) {
        put(' ');
      }
    }

    /**
     * Adds {@code number}, which is not negative, behind blanks if it is shorter than {@code
     * width}.
     */
    void putNumber(long number, int width) {
      int digits = 1;
      for (long rest = number; rest >= 10; rest /= 10) {
        digits++;
      }
      room(Math.max(digits, width));
      for (int i = digits; i < width; i++) {
        bytes[length++] = ' ';
      }
      long rest = number;
      for (int i = length + digits - 1; i >= length; i--) {
        bytes[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      length += digits;
    }

    /** Adds the last {@code digits} digits of {@code number}, zeros in front included. */
    void putDigits(int number, int digits) {
      room(digits);
      int rest = number;
      for (int i = length + digits - 1; i >= length; i--) {
        bytes[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      length += digits;
    }

    /** Sets year to second from {@code epochSecond}, in UTC, within the years 0 to 9999. */
    void split(long epochSecond) {
      long time = Math.clamp(epochSecond, FIRST, LAST);
      int ofDay = (int) Math.floorMod(time, DAY);
      hour = ofDay / 3600;
      minute = ofDay / 60 % 60;
      second = ofDay % 60;
      // Days counted from March 1st of the year 0, so that the leap day is the last of its year.
      int days = (int) Math.floorDiv(time, DAY) + 719_468 + 146_097;
      int era = days / 146_097;
      int ofEra = days % 146_097;
      int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
      int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
      int marchMonth = (5 * ofYear + 2) / 153;
      day = ofYear - (153 * marchMonth + 2) / 5 + 1;
      month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
      year = yearOfEra + (era - 1) * 400 + (month <= 2 ? 1 : 0);
    }

    boolean write(ByteBuffer out) {
      if (length + 2 > out.remaining()) {
        return false;
      }
      out.put(bytes, 0, length).put((byte) '\r').put((byte) '\n');
      return true;
    }

    String text() {
      return WireText.decode(bytes, 0, length);
    }

    private void room(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
      }
    }
  }
}
