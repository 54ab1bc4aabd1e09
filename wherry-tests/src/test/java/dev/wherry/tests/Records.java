package dev.wherry.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes down which commands the conformance tests say and which replies they hear, for
 * docs/PROTOCOL.md: one file per test class in target/protocol, a line for each verb, code, and
 * test.
 *
 * <p>One object per control connection. It tells which reply belongs to which command by their
 * order, but for NOOP and STAT, which overtake others.
 */
final class Records {

  private static final Path DIRECTORY = Path.of("target", "protocol");
  private static final String TESTS = "dev.wherry.tests.conformance.";
  private static final Set<String> WRITTEN = new HashSet<>();

  /** What takes so long that other commands are answered meanwhile. */
  private static final String LONG =
      "RETR|STOR|APPE|STOU|LIST|NLST|MLSD|HASH|MD5|X.*|COMB|SITE CPTO|SITE RMDIR";

  private static final int IAC = 0xFF;
  private static final int WILL = 251;

  private final ArrayDeque<Said> waiting = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();
  private int telnet;

  /** A command that has been sent, and whose last reply has not come yet. */
  private record Said(String verb, @Nullable String test) {}

  /** The client has sent something, not always whole lines. */
  void said(byte[] bytes) {
    for (byte signed : bytes) {
      int b = signed & 0xFF;
      if (telnet == IAC && b != IAC) {
        telnet = b >= WILL && b < IAC ? b : 0;
      } else if (telnet >= WILL && telnet < IAC) {
        telnet = 0; // the option
      } else if (b == IAC && telnet == 0) {
        telnet = IAC;
      } else if (b == '\n') {
        telnet = 0;
        waiting.add(new Said(verb(line.toString()), test()));
        line.setLength(0);
      } else {
        telnet = 0;
        line.append((char) b);
      }
    }
  }

  /** The client has heard a line. */
  void heard(String reply) {
    if (!reply.matches("(?s)[1-6][0-9]{2} .*") || waiting.isEmpty()) {
      return; // the rest of a reply, or the greeting
    }
    String code = reply.substring(0, 3);
    Said said = code.startsWith("1") ? waiting.peek() : answered(code);
    if (said != null && said.test != null) {
      write(said.verb, code, said.test);
    }
    if (code.equals("234")) { // what was sent behind AUTH in clear is dropped, and has no reply
      waiting.clear();
      line.setLength(0);
    }
  }

  private @Nullable Said answered(String code) {
    Said first = waiting.getFirst();
    String overtaking =
        switch (code) {
          case "200" -> "NOOP";
          case "211", "212" -> "STAT";
          case "213" -> first.verb.equals("HASH") ? "" : "STAT";
          default -> "";
        };
    boolean isLong = first.verb.matches(LONG);
    for (Iterator<Said> all = waiting.iterator(); isLong && all.hasNext(); ) {
      Said said = all.next();
      if (said.verb.equals(overtaking)) {
        all.remove();
        return said;
      }
    }
    return waiting.poll();
  }

  /** The verb, for SITE with its own; a question mark for what is none. */
  private static String verb(String line) {
    String[] words = line.stripTrailing().toUpperCase(Locale.ROOT).split(" ", -1);
    String verb = words[0].equals("SITE") && words.length > 1 ? "SITE " + words[1] : words[0];
    return verb.matches("[A-Z0-9 ]{1,16}") ? verb : "?";
  }

  /** The test that runs now, {@code Class.method}; null if it is none of the conformance tests. */
  private static @Nullable String test() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(frame -> frame.getClassName().startsWith(TESTS))
                .reduce((inner, outer) -> outer)
                .map(frame ->
                    frame.getClassName().substring(TESTS.length()) + "." + frame.getMethodName())
                .orElse(null));
  }

  private static synchronized void write(String verb, String code, String test) {
    String name = test.replaceAll("[.$].*", "");
    Path file = DIRECTORY.resolve(name + ".tsv");
    try {
      if (WRITTEN.add(name)) {
        Files.createDirectories(DIRECTORY);
        Files.deleteIfExists(file); // of an earlier run
      }
      String record = verb + "\t" + code + "\t" + test + "\n";
      if (WRITTEN.add(record)) {
        Files.writeString(
            file,
            record,
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
