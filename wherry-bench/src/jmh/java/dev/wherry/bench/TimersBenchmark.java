package dev.wherry.bench;

import dev.wherry.io.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What every read of every session does to its idle timer. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class TimersBenchmark {

  @Param({"1", "10000"})
  int running;

  private final Timers timers = new Timers(System::nanoTime);
  private final List<Timers.Timer> all = new ArrayList<>();
  private int next;

  /** As many timers as there are sessions. */
  @Setup
  public void start() {
    for (int i = 0; i < running; i++) {
      Timers.Timer timer = timers.timer(Duration.ofMinutes(5), () -> {});
      timer.restart();
      all.add(timer);
    }
  }

  /** One of them begins anew. */
  @Benchmark
  public void restart() {
    next = next + 1 == running ? 0 : next + 1;
    all.get(next).restart();
  }
}
