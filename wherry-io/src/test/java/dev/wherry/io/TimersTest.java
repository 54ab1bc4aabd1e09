package dev.wherry.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every promise of {@link Timers}, whatever the clock shows at the start. */
@ParameterizedClass(name = "the clock starts at {0}")
@MethodSource("starts")
class TimersTest {

  private final FakeClock clock;
  private final Timers timers;
  private final List<String> ran = new ArrayList<>();

  TimersTest(long start) {
    clock = new FakeClock(start);
    timers = new Timers(clock);
  }

  /** Nanoseconds from any origin: they may be negative, and wrap around while timers run. */
  static LongStream starts() {
    SplittableRandom random = new SplittableRandom(203);
    return LongStream.of(
        0, Long.MAX_VALUE - 5, Long.MIN_VALUE, -5, random.nextLong(), random.nextLong());
  }

  @Test
  void aTimerRunsOnceWhenItsDelayHasPassedAndNotBefore() {
    Timers.Timer timer = timers.after(nanos(10), ran("a"));
    assertTrue(timer.isRunning());
    pass(9);
    assertEquals(List.of(), ran);
    pass(1);
    assertEquals(List.of("a"), ran);
    assertFalse(timer.isRunning());
    pass(100);
    assertEquals(List.of("a"), ran);
  }

  @Test
  void timersRunInTheOrderInWhichTheyAreDue() {
    for (int i : new int[] {7, 3, 9, 1, 8, 2, 6, 4, 5}) {
      timers.after(nanos(i), ran(String.valueOf(i)));
    }
    clock.now += 100;
    timers.runDue();
    assertEquals("1 2 3 4 5 6 7 8 9", String.join(" ", ran));
  }

  @Test
  void ofTimersDueAtTheSameTimeEachRunsOnce() {
    for (int i = 0; i < 100; i++) {
      timers.after(nanos(5), ran("a"));
    }
    pass(5);
    assertEquals(100, ran.size());
    assertEquals(0, timers.size());
  }

  @Test
  void thereIsNothingToWaitForWithoutTimers() {
    assertTrue(timers.untilNext() < 0);
    timers.runDue();
    Timers.Timer timer = timers.timer(nanos(10), ran("a"));
    assertFalse(timer.isRunning());
    assertTrue(timers.untilNext() < 0, "a timer that was not started is nothing to wait for");
    pass(100);
    assertEquals(List.of(), ran);
  }

  @Test
  void theNextTimerIsWhatIsWaitedFor() {
    timers.after(nanos(10), ran("a"));
    timers.after(nanos(4), ran("b"));
    assertEquals(4, timers.untilNext());
    clock.now += 3;
    assertEquals(1, timers.untilNext());
    clock.now += 3;
    assertEquals(0, timers.untilNext(), "it is late already");
    timers.runDue();
    assertEquals(4, timers.untilNext());
  }

  @Test
  void restartingLaterIsOneStoreAndTheHeapFindsOutAtTheOldTime() {
    Timers.Timer timer = timers.after(nanos(10), ran("a"));
    clock.now += 8;
    timer.restart();
    assertEquals(2, timers.untilNext(), "the heap has not heard of it");
    pass(2);
    assertEquals(List.of(), ran);
    assertEquals(8, timers.untilNext(), "now it has");
    assertEquals(1, timers.size());
    pass(7);
    assertEquals(List.of(), ran);
    pass(1);
    assertEquals(List.of("a"), ran);
  }

  @Test
  void aTimerThatIsRestartedAgainAndAgainNeverRuns() {
    Timers.Timer timer = timers.after(nanos(10), ran("a"));
    for (int i = 0; i < 1_000; i++) {
      pass(9);
      timer.restart();
    }
    assertEquals(List.of(), ran);
    assertEquals(1, timers.size());
    pass(10);
    assertEquals(List.of("a"), ran);
  }

  @Test
  void aTimerThatHasRunCanBeRestarted() {
    Timers.Timer timer = timers.timer(nanos(10), ran("a"));
    for (int i = 0; i < 3; i++) {
      timer.restart();
      assertTrue(timer.isRunning());
      pass(10);
    }
    assertEquals(List.of("a", "a", "a"), ran);
  }

  @Test
  void aStoppedTimerDoesNotRunAndLeavesTheHeapAtItsTime() {
    Timers.Timer timer = timers.after(nanos(10), ran("a"));
    timer.stop();
    assertFalse(timer.isRunning());
    assertEquals(1, timers.size());
    pass(10);
    assertEquals(List.of(), ran);
    assertEquals(0, timers.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4, 10, 15})
  void aStoppedTimerCanBeRestartedWheneverThatIs(long later) {
    Timers.Timer timer = timers.after(nanos(10), ran("a"));
    timer.stop();
    pass(later);
    timer.restart();
    pass(9);
    assertEquals(List.of(), ran);
    pass(1);
    assertEquals(List.of("a"), ran);
    assertEquals(0, timers.size());
  }

  @Test
  void aCancelledTimerIsGoneAtOnce() {
    List<Timers.Timer> all = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      all.add(timers.after(nanos(i), ran("" + i)));
    }
    for (int i = 0; i < 20; i += 2) {
      all.get(i).cancel();
      all.get(i).cancel();
      assertFalse(all.get(i).isRunning());
    }
    assertEquals(10, timers.size());
    assertEquals(2, timers.untilNext());
    pass(20);
    assertEquals("2 4 6 8 10 12 14 16 18 20", String.join(" ", ran));
  }

  @Test
  void aCancelledTimerCanBeRestarted() {
    Timers.Timer timer = timers.after(nanos(10), ran("a"));
    timer.cancel();
    clock.now += 5;
    timer.restart();
    pass(9);
    assertEquals(List.of(), ran);
    pass(1);
    assertEquals(List.of("a"), ran);
  }

  @Test
  void aPeriodicTimerRunsAgainAPeriodAfterItBeganTheLastTime() {
    Timers.Timer timer = timers.every(nanos(10), ran("a"));
    pass(10);
    pass(25); // late: it does not catch up
    assertEquals(List.of("a", "a"), ran);
    assertEquals(10, timers.untilNext());
    assertTrue(timer.isRunning());
    pass(9);
    assertEquals(2, ran.size());
    pass(1);
    assertEquals(3, ran.size());
    timer.cancel();
    pass(100);
    assertEquals(3, ran.size());
  }

  @Test
  void aPeriodicTaskThatTakesLongerThanItsPeriodWaitsForTheNextTurn() {
    timers.every(
        nanos(10),
        () -> {
          ran.add("a");
          clock.now += 25;
        });
    pass(10);
    assertEquals(List.of("a"), ran);
    assertEquals(0, timers.untilNext());
    timers.runDue();
    assertEquals(List.of("a", "a"), ran);
  }

  @Test
  void aPeriodicTaskCanEndItself() {
    Timers.Timer[] timer = new Timers.Timer[2];
    timer[0] = timers.every(nanos(10), () -> ranAnd("a", () -> timer[0].cancel()));
    timer[1] = timers.every(nanos(10), () -> ranAnd("b", () -> timer[1].stop()));
    pass(10);
    pass(10);
    pass(10);
    assertEquals(List.of("a", "b"), ran.stream().sorted().toList());
    assertEquals(0, timers.size());
  }

  @Test
  void aPeriodMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> timers.every(nanos(0), ran("a")));
    assertThrows(IllegalArgumentException.class, () -> timers.every(nanos(-1), ran("a")));
  }

  @Test
  void aTaskCanRestartItself() {
    Timers.Timer[] timer = new Timers.Timer[1];
    timer[0] = timers.after(nanos(10), () -> ranAnd("a", () -> timer[0].restart()));
    pass(10);
    pass(9);
    assertEquals(List.of("a"), ran);
    pass(1);
    assertEquals(List.of("a", "a"), ran);
  }

  @Test
  void aTaskCanCancelStopAndRestartOthersThatAreDueToo() {
    Timers.Timer[] other = new Timers.Timer[3];
    timers.after(
        nanos(1),
        () -> {
          ran.add("first");
          other[0].cancel();
          other[1].stop();
          other[2].restart();
        });
    for (int i = 0; i < 3; i++) {
      other[i] = timers.after(nanos(2), ran("other " + i));
    }
    timers.after(nanos(3), ran("last"));
    clock.now += 10;
    timers.runDue();
    assertEquals(List.of("first", "last"), ran);
    pass(2);
    assertEquals(List.of("first", "last", "other 2"), ran);
    assertEquals(0, timers.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30})
  void whatFallsDueWhileTimersRunWaitsForTheNextTurn(int others) {
    for (int i = 0; i < others; i++) {
      timers.after(nanos(1_000), ran("much later"));
    }
    Timers.Timer sleeping = timers.timer(nanos(0), ran("restarted"));
    timers.after(
        nanos(5),
        () -> {
          ran.add("a");
          timers.after(nanos(0), ran("new"));
          timers.after(nanos(-7), ran("new"));
          timers.after(nanos(1), ran("new"));
          sleeping.restart();
          clock.now += 3;
          sleeping.restart();
          timers.after(nanos(0), ran("new"));
        });
    timers.after(nanos(5), ran("b"));
    pass(5);
    assertEquals(List.of("a", "b"), ran.stream().sorted().toList());
    assertEquals(0, timers.untilNext());
    timers.runDue();
    assertEquals(List.of("new", "new", "new", "new", "restarted"), sortedSince(2));
    assertEquals(others, timers.size());
  }

  @Test
  void aTaskThatRestartsItselfWithoutDelayDoesNotKeepTheLoop() {
    Timers.Timer[] timer = new Timers.Timer[1];
    timer[0] = timers.timer(nanos(0), () -> ranAnd("a", () -> timer[0].restart()));
    timers.after(nanos(0), ran("b"));
    timers.after(nanos(0), ran("b"));
    timer[0].restart();
    timers.runDue();
    assertEquals(List.of("a", "b", "b"), sortedSince(0));
  }

  @Test
  void aNegativeDelayIsNone() {
    timers.after(Duration.ofSeconds(Long.MIN_VALUE), ran("a"));
    timers.after(nanos(-1), ran("b"));
    assertEquals(0, timers.untilNext());
    timers.runDue();
    assertEquals(List.of("a", "b"), sortedSince(0));
  }

  @Test
  void anEndlessDelayCanBeAskedForAndOthersAreNotDisturbed() {
    timers.after(Duration.ofSeconds(Long.MAX_VALUE), ran("never"));
    timers.after(Duration.ofNanos(Long.MAX_VALUE), ran("never"));
    timers.every(Duration.ofDays(365L * 1_000_000), ran("never"));
    for (int i = 0; i < 10; i++) {
      timers.after(nanos(10), ran("a"));
    }
    clock.pass(Duration.ofDays(365L * 50));
    timers.after(Duration.ofSeconds(Long.MAX_VALUE), ran("never"));
    timers.after(nanos(0), ran("b"));
    assertEquals(0, timers.untilNext());
    timers.runDue();
    assertEquals(11, ran.size());
    assertFalse(ran.contains("never"));
    assertTrue(timers.untilNext() > 0);
  }

  @Test
  void aTaskThatThrowsKeepsNobodyElseFromRunningInTheNextTurn() {
    timers.after(
        nanos(1),
        () -> {
          throw new IllegalStateException();
        });
    timers.every(nanos(2), ran("a"));
    clock.now += 2;
    assertThrows(IllegalStateException.class, timers::runDue);
    timers.runDue();
    assertEquals(List.of("a"), ran);
    timers.after(nanos(0), ran("b"));
    timers.runDue();
    assertEquals(List.of("a", "b"), ran, "and time goes on as before");
  }

  /** What a timer is to somebody who knows nothing of heaps. */
  private static final class Model {
    final long delay;
    final boolean periodic;
    boolean running;
    long deadline;

    Model(long delay, boolean periodic) {
      this.delay = delay;
      this.periodic = periodic;
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 30);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anythingDoneToTimersHasTheSameEffectAsOnAPlainList(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Timers.Timer> real = new ArrayList<>();
    List<Model> model = new ArrayList<>();
    long began = clock.now;
    long passed = 0; // what the model calls the time: it does not wrap around
    for (int step = 0; step < 1_000; step++) {
      int what = random.nextInt(10);
      int i = real.isEmpty() ? 0 : random.nextInt(real.size());
      if (what == 0 || real.isEmpty()) {
        int id = real.size();
        long delay = random.nextLong(1, random.nextBoolean() ? 20 : 2_000);
        boolean periodic = random.nextInt(4) == 0;
        Model made = new Model(delay, periodic);
        Runnable task = ran("" + id);
        boolean starts = periodic || random.nextBoolean();
        real.add(
            periodic
                ? timers.every(nanos(delay), task)
                : starts ? timers.after(nanos(delay), task) : timers.timer(nanos(delay), task));
        made.running = starts;
        made.deadline = passed + delay;
        model.add(made);
      } else if (what <= 4) {
        real.get(i).restart();
        model.get(i).running = true;
        model.get(i).deadline = passed + model.get(i).delay;
      } else if (what == 5) {
        real.get(i).stop();
        model.get(i).running = false;
      } else if (what == 6) {
        real.get(i).cancel();
        model.get(i).running = false;
      } else {
        passed += random.nextLong(30);
        clock.now = began + passed;
        ran.clear();
        timers.runDue();
        checkRun(model, passed);
      }
      assertEquals(model.get(i).running, real.get(i).isRunning());
      checkPatience(model, passed);
    }
  }

  private void checkRun(List<Model> model, long passed) {
    List<Model> due =
        model.stream().filter(timer -> timer.running && timer.deadline <= passed).toList();
    List<Model> inOrder = ran.stream().map(id -> model.get(Integer.parseInt(id))).toList();
    assertEquals(due.size(), inOrder.size());
    assertTrue(inOrder.containsAll(due));
    List<Long> deadlines = inOrder.stream().map(timer -> timer.deadline).toList();
    assertEquals(deadlines.stream().sorted(Comparator.naturalOrder()).toList(), deadlines);
    for (Model timer : due) {
      timer.running = timer.periodic;
      timer.deadline = passed + timer.delay;
    }
  }

  /** Nobody may sleep longer than until the first deadline; waking earlier is allowed. */
  private void checkPatience(List<Model> model, long passed) {
    model.stream()
        .filter(timer -> timer.running)
        .mapToLong(timer -> timer.deadline - passed)
        .min()
        .ifPresent(first -> {
          assertTrue(timers.untilNext() >= 0);
          assertTrue(timers.untilNext() <= Math.max(0, first));
        });
  }

  private Runnable ran(String what) {
    return () -> ran.add(what);
  }

  private void ranAnd(String what, Runnable next) {
    ran.add(what);
    next.run();
  }

  private List<String> sortedSince(int index) {
    return ran.subList(index, ran.size()).stream().sorted().toList();
  }

  private void pass(long nanos) {
    clock.now += nanos;
    timers.runDue();
  }

  private static Duration nanos(long count) {
    return Duration.ofNanos(count);
  }
}
