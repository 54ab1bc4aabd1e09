package dev.wherry.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GlobTest {

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "*, a",
    "*, ''",
    "'', ''",
    "**, abc",
    "a*, a",
    "a*c, abbc",
    "*.txt, a.b.txt",
    "?, a",
    "a??d, abcd",
    "[ab], b",
    "[a-c]x, bx",
    "[!a-c]x, dx",
    "[^a-c]x, dx",
    "[a-], -",
    "[-a], -",
    "[]], ]",
    "[]a]b, ab",
    "[!]a]b, cb",
    "[*?]x, *x",
    "[[]x], [x]",
    "[a, [a",
    "[, [",
    "[], []",
    "[!], [!]",
    ".*, .hidden",
    ".hid*, .hidden",
    "*ab*ab, abcabab",
    "?, \ud83d\udea3",
    "a?b, a\ud83d\udea3b",
    "[\ud83d\udea2-\ud83d\udea4], \ud83d\udea3"
  })
  void matches(String pattern, String name) {
    assertTrue(new Glob(pattern).matches(name));
  }

  @ParameterizedTest
  @CsvSource({
    "a, b",
    "a, A",
    "a, ab",
    "'', a",
    "?, ''",
    "?, ab",
    "a*c, abcd",
    "[ab], c",
    "[!a-c]x, bx",
    "[!a], ''",
    "[c-a], b",
    "[a-], b",
    "[!]a]b, ab",
    "[!]a]b, ]b",
    "*, .hidden",
    "?hidden, .hidden",
    "[.]hidden, .hidden",
    "**x, .x",
    "??, \ud83d\udea3",
    "[!\ud83d\udea2-\ud83d\udea4], \ud83d\udea3"
  })
  void doesNotMatch(String pattern, String name) {
    assertFalse(new Glob(pattern).matches(name));
  }

  @Test
  void onlySomeTextsArePatterns() {
    assertTrue(Glob.isPattern("a*"));
    assertTrue(Glob.isPattern("a?"));
    assertTrue(Glob.isPattern("[a"));
    assertFalse(Glob.isPattern("a]-!^\\{}"));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithAMatcherThatTriesEverything(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      String pattern = any(random, "ab*?[]!-.", 7);
      String name = any(random, "ab]-.", 6);
      boolean expected = (!name.startsWith(".") || pattern.startsWith(".")) && tries(pattern, name);
      assertEquals(expected, new Glob(pattern).matches(name), pattern + " and " + name);
    }
  }

  private static String any(SplittableRandom random, String letters, int most) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(most + 1); length > 0; length--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static boolean tries(String pattern, String name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    char first = pattern.charAt(0);
    if (first == '*') {
      return tries(pattern.substring(1), name)
          || (!name.isEmpty() && tries(pattern, name.substring(1)));
    }
    if (name.isEmpty()) {
      return false;
    }
    if (first == '[') {
      boolean negated = pattern.startsWith("!", 1) || pattern.startsWith("^", 1);
      int from = negated ? 2 : 1;
      int close = pattern.indexOf(']', from + 1);
      if (close >= 0) {
        return has(pattern.substring(from, close), name.charAt(0)) != negated
            && tries(pattern.substring(close + 1), name.substring(1));
      }
    }
    return (first == '?' || first == name.charAt(0))
        && tries(pattern.substring(1), name.substring(1));
  }

  private static boolean has(String set, char c) {
    if (set.isEmpty()) {
      return false;
    }
    if (set.length() >= 3 && set.charAt(1) == '-') {
      return (set.charAt(0) <= c && c <= set.charAt(2)) || has(set.substring(3), c);
    }
    return set.charAt(0) == c || has(set.substring(1), c);
  }

  @ParameterizedTest
  @CsvSource({"*a, b", "*a*a, *b", "*[a-z], ?b", "?*, b", "*, b"})
  void looksAtANameNoMoreThanTheProductOfBothLengths(String repeated, String end) {
    String pattern = repeated.repeat(100) + end;
    Counted name = new Counted("a".repeat(250));
    assertFalse(new Glob(pattern).matches(name));
    assertTrue(name.looks <= 3L * pattern.length() * name.length(), name.looks + " looks");
  }

  /** Counts how often somebody looks at a character. */
  private static final class Counted implements CharSequence {

    private final String text;
    private long looks;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      looks++;
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
