package dev.wherry.bench;

import dev.wherry.control.CommandLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From bytes to a verb and its argument. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class CommandLineBenchmark {

  @Param({"PASV\r\n", "RETR some/where/file-00017.txt\r\n", "RETR Grüße.txt\r\n"})
  String text = "";

  private final CommandLine line = new CommandLine(4096);

  /** A line that came whole, as nearly all do. */
  @Benchmark
  public void whole(Blackhole hole, Input input) {
    if (!line.next(input.of(text).rewind())) {
      throw new IllegalStateException("no line");
    }
    hole.consume(line.verb());
    hole.consume(line.argument());
  }

  /** The bytes, made once. */
  @State(Scope.Thread)
  public static class Input {

    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private String from = "";

    ByteBuffer of(String text) {
      if (!from.equals(text)) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        bytes = ByteBuffer.allocateDirect(all.length).put(all);
        from = text;
      }
      return bytes;
    }
  }
}
