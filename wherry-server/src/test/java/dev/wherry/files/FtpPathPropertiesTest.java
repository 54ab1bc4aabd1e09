package dev.wherry.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FtpPathPropertiesTest {

  private static final List<String> PARTS =
      List.of("/", "/", "..", ".", "a", "b", " ", "\\", "...", "\"", "\r", "\n", "\udcff", "~");

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noInputLeavesTheRoot(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FtpPath path = FtpPath.ROOT;
    for (int i = 0; i < 50; i++) {
      path = path.resolve(anyArgument(random));
      String text = path.toString();
      assertTrue(text.startsWith("/"), text);
      assertFalse((text + "/").contains("/../"), text);
      assertFalse((text + "/").contains("/./"), text);
      assertFalse(text.contains("//"), text);
      assertTrue(path.isRoot() || !text.endsWith("/"), text);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void walksAsSomebodyWouldNameByName(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FtpPath path = FtpPath.ROOT;
    Deque<String> walked = new ArrayDeque<>();
    for (int i = 0; i < 50; i++) {
      String argument = anyArgument(random);
      if (argument.startsWith("/")) {
        walked.clear();
      }
      for (String name : argument.split("/", -1)) {
        if (name.equals("..")) {
          walked.pollLast();
        } else if (!name.isEmpty() && !name.equals(".")) {
          walked.addLast(name);
        }
      }
      path = path.resolve(argument);
      assertEquals(new ArrayList<>(walked), path.names());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithItself(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FtpPath path = FtpPath.ROOT.resolve(anyArgument(random));
    assertEquals(path, FtpPath.ROOT.resolve(path.toString()));
    assertEquals(path, FtpPath.ROOT.resolve(path.relative()));
    assertEquals(path, path.parent().resolve(path.name()));
    assertEquals(path.parent(), path.resolve(".."));
    assertEquals("/" + String.join("/", path.names()), path.toString());
    String quoted = path.quoted();
    assertTrue(quoted.chars().noneMatch(c -> c < 0x20), quoted);
    assertEquals(0, quoted.chars().filter(c -> c == '"').count() % 2);
  }

  private static String anyArgument(SplittableRandom random) {
    StringBuilder argument = new StringBuilder();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      argument.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    return argument.toString();
  }
}
