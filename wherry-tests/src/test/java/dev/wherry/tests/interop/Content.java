package dev.wherry.tests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What is in files. */
final class Content {

  static final byte[] NOTHING = {};
  static final byte[] LITTLE = random(1_234);
  static final byte[] SOME = random(300_000);
  static final byte[] MUCH = random(10_000_000);

  /** Lines of all lengths, so that line ends fall wherever buffers end. */
  static final byte[] TEXT = text();

  private Content() {}

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return bytes;
  }

  /** The first bytes of {@code all}, all of them changed: who fetches them again is found out. */
  static byte[] changedStart(byte[] all, int length) {
    byte[] start = Arrays.copyOf(all, length);
    for (int i = 0; i < length; i++) {
      start[i] ^= 1;
    }
    return start;
  }

  /** The changed start of {@code all}, and the rest as it is. */
  static byte[] withChangedStart(byte[] all, int length) {
    byte[] bytes = all.clone();
    System.arraycopy(changedStart(all, length), 0, bytes, 0, length);
    return bytes;
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static void assertContent(byte[] expected, Path file, String transcript) throws IOException {
    byte[] actual = Files.readAllBytes(file);
    int difference = Arrays.mismatch(expected, actual);
    assertEquals(
        -1,
        difference,
        () ->
            String.format(
                "%s has %d bytes and should have %d, and differs from %d on.%n%s",
                file.getFileName(), actual.length, expected.length, difference, transcript));
  }

  /** TYPE A is what a session begins with, so not every client asks for it. */
  static boolean isAscii(String transcript) {
    return transcript.lastIndexOf("TYPE I") <= transcript.lastIndexOf("TYPE A");
  }

  private static byte[] text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 200_000; i++) {
      text.append(i).append(". Zeile, 漢字, ".repeat(i % 7)).append("x".repeat(i % 97)).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
