package dev.wherry.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.files.WireText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLinePropertiesTest {

  private static final int LIMIT = 100;
  private static final String INTERESTING =
      "\r\n\0 \u00ff\u00ff\u00f0\u00f2\u00f4\u00fb\u00fe\u00faA";

  private record Line(
      long verb, String verbText, String argument, boolean has, boolean nul, boolean tooLong) {}

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anySplitOfAnyInputGivesTheSameLines(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] input = anyInput(random, 2000);
    List<Line> whole = read(List.of(input), random);
    List<byte[]> single = new ArrayList<>();
    for (byte b : input) {
      single.add(new byte[] {b});
    }
    assertEquals(whole, read(single, random));
    assertEquals(whole, read(anySplit(random, input), random));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void readsWhatAClientMeantWithTelnetAnywhereInIt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Line> meant = new ArrayList<>();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      String verb = anyVerb(random);
      byte[] argument = anyArgument(random);
      boolean has = argument.length > 0 || random.nextBoolean();
      boolean tooLong = verb.length() + (has ? 1 + argument.length : 0) > LIMIT;
      send(random, wire, verb.getBytes(US_ASCII));
      if (has) {
        send(random, wire, new byte[] {' '});
        send(random, wire, argument);
      }
      // A last CR of the argument's own is told from the line end's by that being there.
      boolean endsWithCr = argument.length > 0 && argument[argument.length - 1] == '\r';
      if (endsWithCr || random.nextBoolean()) {
        wire.write('\r');
      }
      wire.write('\n');
      String text = WireText.decode(argument);
      String upper = verb.toUpperCase(Locale.ROOT);
      meant.add(
          tooLong
              ? new Line(CommandLine.UNKNOWN, "", "", false, false, true)
              : new Line(
                  CommandLine.pack(upper), upper, text, has, text.indexOf('\0') >= 0, false));
    }
    assertEquals(meant, read(anySplit(random, wire.toByteArray()), random));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void findsAsManyLinesAsThereAreLineEnds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] input = anyInput(random, 2000);
    int ends = 0;
    for (int i = 0; i < input.length; i++) {
      // Without IAC nothing is a line end but LF, and every LF is one.
      input[i] = input[i] == (byte) 0xFF ? (byte) 'x' : input[i];
      ends += input[i] == '\n' ? 1 : 0;
    }
    assertEquals(ends, read(anySplit(random, input), random).size());
  }

  private static List<Line> read(List<byte[]> packets, SplittableRandom random) {
    CommandLine line = new CommandLine(LIMIT);
    List<Line> lines = new ArrayList<>();
    for (byte[] packet : packets) {
      ByteBuffer input =
          random.nextBoolean()
              ? ByteBuffer.allocate(packet.length)
              : ByteBuffer.allocateDirect(packet.length);
      input.put(packet).flip();
      while (line.next(input)) {
        lines.add(
            new Line(
                line.verb(),
                line.verbText(),
                line.argument(),
                line.hasArgument(),
                line.hasNul(),
                line.isTooLong()));
      }
      assertTrue(!input.hasRemaining());
    }
    return lines;
  }

  private static byte[] anyInput(SplittableRandom random, int most) {
    byte[] input = new byte[random.nextInt(most)];
    for (int i = 0; i < input.length; i++) {
      int kind = random.nextInt(4);
      input[i] =
          (byte)
              switch (kind) {
                case 0 -> INTERESTING.charAt(random.nextInt(INTERESTING.length()));
                case 1 -> random.nextInt(256);
                default -> 'a' + random.nextInt(26);
              };
    }
    return input;
  }

  private static List<byte[]> anySplit(SplittableRandom random, byte[] input) {
    List<byte[]> packets = new ArrayList<>();
    int longest = 1 + random.nextInt(300);
    for (int from = 0; from < input.length; ) {
      int to = Math.min(input.length, from + random.nextInt(longest + 1));
      packets.add(Arrays.copyOfRange(input, from, to));
      from = to;
    }
    return packets;
  }

  private static String anyVerb(SplittableRandom random) {
    StringBuilder verb = new StringBuilder();
    int length = 1 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      verb.append((char) ((random.nextBoolean() ? 'a' : 'A') + random.nextInt(26)));
    }
    return verb.toString();
  }

  private static byte[] anyArgument(SplittableRandom random) {
    byte[] argument = new byte[random.nextInt(5) == 0 ? random.nextInt(150) : random.nextInt(20)];
    for (int i = 0; i < argument.length; i++) {
      byte b = (byte) random.nextInt(256);
      argument[i] = b == '\n' ? (byte) ' ' : b;
    }
    return argument;
  }

  /** Sends data as Telnet does: IAC twice, and now and then a command between two bytes. */
  private static void send(SplittableRandom random, ByteArrayOutputStream wire, byte[] data) {
    for (byte b : data) {
      while (random.nextInt(10) == 0) {
        wire.write(0xFF);
        int command = 0xF0 + random.nextInt(15);
        wire.write(command);
        if (command >= 0xFB) {
          wire.write(random.nextInt(256));
        }
      }
      if (b == (byte) 0xFF) {
        wire.write(0xFF);
      }
      wire.write(b);
    }
  }
}
