package dev.wherry.yaml;

import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.Symlinks;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What people write for numbers, times, sizes and rights. Each method throws {@link
 * IllegalArgumentException} with a sentence that says what was expected.
 */
public final class Values {

  private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:ms|[smhd]))+");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|[smhd])");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?) ?([kMGT]i?)?B?", Pattern.CASE_INSENSITIVE);

  private static final Map<String, Permissions> PRESETS =
      Map.of(
          "none", Permissions.NONE,
          "read-only", Permissions.READ_ONLY,
          "upload-only", Permissions.UPLOAD_ONLY,
          "read-write", Permissions.READ_WRITE);

  private Values() {}

  /** A whole number between two, both included. */
  public static Function<String, Integer> number(int least, int most) {
    return text -> {
      BigInteger value;
      try {
        value = new BigInteger(text.replace("_", ""));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' is not a number", e);
      }
      if (value.compareTo(BigInteger.valueOf(least)) < 0
          || value.compareTo(BigInteger.valueOf(most)) > 0) {
        throw new IllegalArgumentException(
            text
                + " is not "
                + (most == Integer.MAX_VALUE ? "" + least + " or more" : least + " to " + most));
      }
      return value.intValue();
    };
  }

  /** {@code true} or {@code false}, also as {@code yes}, {@code no}, {@code on}, {@code off}. */
  public static Boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  /** A time with its units, such as {@code 90s}, {@code 5m} or {@code 1h30m}. */
  public static Duration duration(String text) {
    String compact = text.replace(" ", "");
    if (!DURATION.matcher(compact).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time with its unit, such as 90s, 5m or 1h30m");
    }
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(compact);
    while (parts.find()) {
      long count = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
              });
    }
    return sum;
  }

  /** A time of more than nothing. */
  public static Duration positiveDuration(String text) {
    Duration duration = duration(text);
    if (duration.isZero()) {
      throw new IllegalArgumentException("'" + text + "' is no time at all");
    }
    return duration;
  }

  /** Bytes, such as {@code 500 kB}, {@code 10 GiB}, or {@code unlimited}. */
  public static Long bytes(String text) {
    if (text.equals("unlimited")) {
      return Long.MAX_VALUE;
    }
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size, such as 500 kB, 10 GiB, or unlimited");
    }
    String unit = size.group(2) == null ? "" : size.group(2).toLowerCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : 1 + "kmgt".indexOf(unit.charAt(0));
    BigDecimal factor = BigDecimal.valueOf(unit.endsWith("i") ? 1024 : 1000).pow(power);
    BigDecimal bytes = new BigDecimal(size.group(1)).multiply(factor);
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0) {
      throw new IllegalArgumentException("'" + text + "' is more than there can be");
    }
    return bytes.longValue();
  }

  /** Bytes per second, such as {@code 500 kB/s}, or {@code unlimited}. */
  public static Long rate(String text) {
    if (text.equals("unlimited")) {
      return Long.MAX_VALUE;
    }
    if (!text.endsWith("/s")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a rate, such as 500 kB/s, 10 MB/s, or unlimited");
    }
    long rate = bytes(text.substring(0, text.length() - 2).stripTrailing());
    if (rate < 1) {
      throw new IllegalArgumentException("'" + text + "' is less than a byte per second");
    }
    return rate;
  }

  /**
   * Rights: a preset ({@code read-only}), names of permissions between commas ({@code enter, list,
   * read}), or pyftpdlib's letters ({@code elr}).
   */
  public static Permissions permissions(String text) {
    Permissions preset = PRESETS.get(text);
    if (preset != null) {
      return preset;
    }
    List<String> words = Stream.of(text.split(",", -1)).map(String::strip).toList();
    List<String> names = Arrays.stream(Permission.values()).map(Values::name).toList();
    if (names.containsAll(words)) {
      return Permissions.of(
          Arrays.stream(Permission.values())
              .filter(permission -> words.contains(name(permission)))
              .toArray(Permission[]::new));
    }
    try {
      return Permissions.parse(text);
    } catch (IllegalArgumentException e) {
      List<String> known =
          Stream.concat(PRESETS.keySet().stream().sorted(), names.stream()).toList();
      String wrong = words.stream().filter(word -> !known.contains(word)).findFirst().orElse(text);
      String hint = Near.hint(wrong, known);
      throw new IllegalArgumentException(
          "'"
              + wrong
              + "' is no right"
              + (hint.isEmpty() ? "." : hint)
              + " They are read-only, read-write, upload-only, none, or "
              + String.join(", ", names),
          e);
    }
  }

  /** The name of a permission in a file. */
  public static String name(Permission permission) {
    return permission.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code never}, {@code inside} or {@code follow}. */
  public static Symlinks symlinks(String text) {
    String word = oneOf("never", "inside", "follow").apply(text);
    return Symlinks.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The names of some permissions, as {@link #permissions} reads them. */
  public static List<String> names(Permissions permissions) {
    List<String> names =
        Arrays.stream(Permission.values()).filter(permissions::allows).map(Values::name).toList();
    return names.isEmpty() ? List.of("none") : names;
  }

  /** One of some words. */
  public static Function<String, String> oneOf(String... words) {
    return text -> {
      if (!Arrays.asList(words).contains(text)) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' is none of "
                + String.join(", ", words)
                + Near.hint(text, Arrays.asList(words)));
      }
      return text;
    };
  }
}
