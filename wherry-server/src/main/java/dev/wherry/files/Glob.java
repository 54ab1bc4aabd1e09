package dev.wherry.files;

import java.util.Locale;

/**
 * A pattern for names: {@code *}, {@code ?}, and {@code [a-z]} or {@code [!a-z]}. It takes at most
 * the product of both lengths to match, whatever the pattern: there is nothing exponential in it,
 * and no regular expression is made. A name that begins with a dot is matched by a dot only.
 */
public final class Glob {

  private final String pattern;
  private final boolean isRule;
  private final boolean ignoresCase;

  /** A matcher for {@code pattern}. */
  public Glob(String pattern) {
    this(pattern, false, false);
  }

  private Glob(String pattern, boolean isRule, boolean ignoresCase) {
    this.pattern = ignoresCase ? pattern.toLowerCase(Locale.ROOT) : pattern;
    this.isRule = isRule;
    this.ignoresCase = ignoresCase;
  }

  /** A matcher to which a name that begins with a dot is a name like any other. */
  public static Glob forRule(String pattern, boolean ignoresCase) {
    return new Glob(pattern, true, ignoresCase);
  }

  /** Whether {@code text} has anything in it that a pattern has and a name usually has not. */
  public static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /** Whether all of {@code name} matches. */
  public boolean matches(CharSequence text) {
    if (!isRule && text.length() > 0 && text.charAt(0) == '.' && !pattern.startsWith(".")) {
      return false;
    }
    CharSequence name = ignoresCase ? text.toString().toLowerCase(Locale.ROOT) : text;
    int p = 0;
    int n = 0;
    int star = -1;
    int retry = 0;
    while (n < name.length()) {
      int c = Character.codePointAt(name, n);
      int end = p < pattern.length() && pattern.charAt(p) != '*' ? one(p, c) : -1;
      if (end > 0) {
        p = end;
        n += Character.charCount(c);
      } else if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = n;
      } else if (star >= 0) { // let the last star take one character more
        p = star + 1;
        retry += Character.charCount(Character.codePointAt(name, retry));
        n = retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on if its element at {@code p} matches {@code c}; else -1. */
  private int one(int p, int c) {
    int element = pattern.codePointAt(p);
    if (element == '?') {
      return p + 1;
    }
    boolean negated = pattern.startsWith("!", p + 1) || pattern.startsWith("^", p + 1);
    int first = negated ? p + 2 : p + 1;
    int close = element == '[' ? pattern.indexOf(']', first + 1) : -1; // a first ] is an element
    if (close < 0) {
      return element == c ? p + Character.charCount(element) : -1;
    }
    return isAmong(first, close, c) != negated ? close + 1 : -1;
  }

  /** Whether {@code c} is among the characters and ranges between two places of the pattern. */
  private boolean isAmong(int first, int end, int c) {
    int i = first;
    while (i < end) {
      int low = pattern.codePointAt(i);
      int high = low;
      i += Character.charCount(low);
      if (i + 1 < end && pattern.charAt(i) == '-') {
        high = pattern.codePointAt(i + 1);
        i += 1 + Character.charCount(high);
      }
      if (low <= c && c <= high) {
        return true;
      }
    }
    return false;
  }
}
