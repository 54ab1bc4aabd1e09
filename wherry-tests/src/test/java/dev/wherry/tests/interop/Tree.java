package dev.wherry.tests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tree of 300 files in 30 directories.
 *
 * @param names some of the names in it
 * @param rawNames names as they stand in a URI, for those that are no UTF-8
 * @param smallest the size of the smallest files
 */
record Tree(List<String> names, List<String> rawNames, int smallest) {

  /** Letters, digits, blanks within, and what is not ASCII. */
  static final Tree TAME =
      new Tree(
          List.of("plain.txt", "two words", "ümläut", "漢字.txt", "😀", "UPPER.TXT", "a.tar.gz"),
          List.of(),
          0);

  /** Everything a disk takes but line ends, which have no place in a listing. */
  static final Tree ODD =
      new Tree(
          List.of(
              " blank before",
              "blank behind ",
              "  blanks at both ends  ",
              "quote\"",
              "apostrophe'",
              "`back`",
              "ümläut",
              "e\u0301 decomposed",
              "漢字",
              "😀",
              "semi;colon",
              "%41 per%cent%",
              "-dash",
              "--",
              "#hash",
              "back\\slash",
              "\\",
              "name\\",
              "star*",
              "quest?ion",
              "[brackets]",
              "{a,b}",
              "~",
              "~tilde",
              "$HOME",
              "a|b",
              "a>b<c",
              "&amp;",
              "!bang",
              ".hidden",
              "..two dots",
              "...",
              "a -> b",
              "a:b",
              "a=b;c=d; e",
              "tab\ttab",
              "bell\u0007",
              "delete\u007f",
              "no\u00a0break",
              "Nov 22 10:00 name",
              "total 0",
              "ab".repeat(127) + "c",
              "ü".repeat(127) + "x",
              "😀".repeat(63) + "abc"),
          List.of("caf%E9", "%C3", "%FF%FEend", "%80%20x"),
          0);

  private static final int DIRECTORIES = 30;
  private static final int FILES = 300;
  private static final int[] MORE = {0, 1, 100, 5_000, 70_000};

  /** Only what is UTF-8, and of that only the names that match. */
  Tree only(Predicate<String> which) {
    return new Tree(names.stream().filter(which).toList(), List.of(), smallest);
  }

  Tree withoutEmptyFiles() {
    return new Tree(names, rawNames, 1);
  }

  /** Makes the tree, the same one each time. */
  Path plant(Path root) throws IOException {
    SplittableRandom random = new SplittableRandom(203);
    List<Path> directories = new ArrayList<>();
    directories.add(Files.createDirectory(root));
    for (int i = 1; i < DIRECTORIES; i++) {
      Path parent = directories.get(random.nextInt(Math.min(i, 10)));
      directories.add(Files.createDirectory(parent.resolve("d" + i + names.get(i % 7))));
    }
    List<Path> files = new ArrayList<>();
    for (String name : names) {
      files.add(root.resolve(name));
    }
    for (String name : rawNames) {
      files.add(Path.of(URI.create("file://" + root.toUri().getRawPath() + name)));
    }
    while (files.size() < FILES) {
      Path directory = directories.get(random.nextInt(1, DIRECTORIES));
      files.add(directory.resolve("file " + files.size()));
    }
    for (Path file : files) {
      byte[] content = new byte[smallest + MORE[random.nextInt(MORE.length)]];
      random.nextBytes(content);
      Files.write(file, content);
    }
    return root;
  }

  static void assertSame(Path expected, Path actual, String transcript) throws IOException {
    Set<Path> expectedPaths = paths(expected);
    Set<Path> actualPaths = paths(actual);
    Set<Path> missing = new TreeSet<>(expectedPaths);
    missing.removeAll(actualPaths);
    Set<Path> additional = new TreeSet<>(actualPaths);
    additional.removeAll(expectedPaths);
    assertTrue(
        missing.isEmpty() && additional.isEmpty(),
        () -> "missing: " + missing + "\ntoo many: " + additional + "\n" + transcript);
    for (Path path : expectedPaths) {
      Path one = expected.resolve(path);
      Path other = actual.resolve(path);
      assertEquals(
          Files.isDirectory(one), Files.isDirectory(other), () -> path + "\n" + transcript);
      if (!Files.isDirectory(one)) {
        assertEquals(-1, Files.mismatch(one, other), () -> path + "\n" + transcript);
      }
    }
  }

  /** As paths, and not as texts, which can lose what is not UTF-8. */
  private static Set<Path> paths(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(root::relativize).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
