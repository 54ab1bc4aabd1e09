package dev.wherry.control.command;

import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/**
 * Times as commands have them: {@code YYYYMMDDHHMMSS[.fraction]} in UTC (RFC 3659, section 2.3).
 */
final class Times {

  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter EXACT =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 4)
          .appendPattern("MMddHHmmss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private Times() {}

  static String text(FileTime time) {
    return TEXT.format(time.toInstant());
  }

  /** The time, or null if the text is none. */
  static @Nullable FileTime parse(String text) {
    if (text.length() < 14 || text.chars().limit(14).anyMatch(c -> c < '0' || c > '9')) {
      return null;
    }
    try {
      return FileTime.from(LocalDateTime.parse(text, EXACT).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** The same, and without seconds, as SITE UTIME may have it. */
  static @Nullable FileTime parseShort(String text) {
    return parse(text.length() == 12 ? text + "00" : text);
  }
}
