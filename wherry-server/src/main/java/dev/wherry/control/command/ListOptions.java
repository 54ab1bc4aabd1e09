package dev.wherry.control.command;

import dev.wherry.files.Entry;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants of LIST or NLST, which clients say as if they spoke to ls: {@code -al},
 * {@code -R}, {@code -tr}. Letters that would change nothing here, such as {@code a}, are passed
 * over. A name that begins with a hyphen is reached behind {@code --}, or as {@code ./-name}.
 *
 * @param isLong NLST is to look like LIST ({@code l})
 * @param isRecursive all below as well ({@code R})
 * @param isItself a directory itself and not what is in it ({@code d})
 * @param order by time ({@code t}) or size ({@code S}), reversed by {@code r}; null for the
 *     directory's own
 * @param path what is left
 */
record ListOptions(
    boolean isLong,
    boolean isRecursive,
    boolean isItself,
    @Nullable Comparator<Entry> order,
    String path) {

  static ListOptions of(String argument) {
    StringBuilder letters = new StringBuilder();
    String rest = argument;
    while (rest.startsWith("-")) {
      int space = rest.indexOf(' ');
      String word = space < 0 ? rest : rest.substring(0, space);
      letters.append(word, 1, word.length());
      rest = space < 0 ? "" : rest.substring(space + 1);
      if (word.equals("--")) {
        break;
      }
    }
    String all = letters.toString();
    return new ListOptions(
        all.contains("l"), all.contains("R"), all.contains("d"), order(all), rest);
  }

  private static @Nullable Comparator<Entry> order(String letters) {
    Comparator<Entry> byName = Comparator.comparing(Entry::name);
    Comparator<Entry> order = null;
    if (letters.contains("t")) {
      order = Comparator.comparingLong(Entry::modified).reversed().thenComparing(byName);
    } else if (letters.contains("S")) {
      order = Comparator.comparingLong(Entry::size).reversed().thenComparing(byName);
    } else if (letters.contains("r")) {
      order = byName;
    }
    return order != null && letters.contains("r") ? order.reversed() : order;
  }
}
