package dev.wherry.bench;

import dev.wherry.Permissions;
import dev.wherry.data.MachineListing;
import dev.wherry.files.Entry;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One line of MLSD. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class MachineListingBenchmark {

  private final Entry entry =
      new Entry(
          "file-00017.txt",
          Entry.Kind.FILE,
          123_456,
          1_700_000_000,
          Entry.UNKNOWN,
          0644,
          1,
          "anna",
          "users",
          null,
          Entry.unique(27, 4711));

  private final MachineListing listing =
      new MachineListing(EnumSet.allOf(MachineListing.Fact.class), Permissions.READ_WRITE);

  private final ByteBuffer out = ByteBuffer.allocateDirect(64 * 1024);

  /** With every fact. */
  @Benchmark
  public boolean line() {
    return listing.write(entry, out.clear());
  }
}
