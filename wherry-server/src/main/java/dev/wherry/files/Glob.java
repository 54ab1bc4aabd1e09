package dev.wherry.files;

/**
 * A pattern for names: {@code *}, {@code ?}, and {@code [a-z]} or {@code [!a-z]}. It takes at most
 * the product of both lengths to match, whatever the pattern: there is nothing exponential in it,
 * and no regular expression is made. A name that begins with a dot is matched by a dot only.
 */
public final class Glob {

  private final String pattern;

  /** A matcher for {@code pattern}. */
  public Glob(String pattern) {
    this.pattern = pattern;
  }

  /** Whether {@code text} has anything in it that a pattern has and a name usually has not. */
  public static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /** Whether all of {@code name} matches. */
  public boolean matches(String name) {
    if (name.startsWith(".") && !pattern.startsWith(".")) {
      return false;
    }
    int p = 0;
    int n = 0;
    int star = -1;
    int retry = 0;
    while (n < name.length()) {
      int end = p < pattern.length() && pattern.charAt(p) != '*' ? one(p, name.charAt(n)) : -1;
      if (end > 0) {
        p = end;
        n++;
      } else if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = n;
      } else if (star >= 0) { // let the last star take one character more
        p = star + 1;
        n = ++retry;
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
  private int one(int p, char c) {
    char element = pattern.charAt(p);
    if (element == '?') {
      return p + 1;
    }
    int close = element == '[' ? pattern.indexOf(']', p + 2) : -1;
    if (close < 0) {
      return element == c ? p + 1 : -1;
    }
    boolean negated = pattern.charAt(p + 1) == '!' || pattern.charAt(p + 1) == '^';
    boolean found = false;
    for (int i = p + (negated ? 2 : 1); i < close; i++) {
      if (i + 2 < close && pattern.charAt(i + 1) == '-') {
        found |= pattern.charAt(i) <= c && c <= pattern.charAt(i + 2);
        i += 2;
      } else {
        found |= pattern.charAt(i) == c;
      }
    }
    return found != negated ? close + 1 : -1;
  }
}
