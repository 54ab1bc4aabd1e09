package dev.wherry.io;

import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of one turn, as the comment of {@link EventLoop} has it. */
class EventLoopOrderTest {

  private final FakeTransport system = new FakeTransport();
  private final EventLoop loop = system.loop();

  @AfterEach
  void close() {
    loop.close();
    system.assertKept();
  }

  @Test
  void aTurnWaitsThenDispatchesThenRunsTimersThenTasksThenReleases() throws IOException {
    FakeSocket a = system.socket();
    FakeSocket b = system.socket();
    loop.adopt(a).start(closing("a"));
    loop.adopt(b).start(closing("b"));
    a.send("x");
    b.send("y");
    loop.execute(says("task"));
    loop.after(ZERO, says("timer"));
    system.calls.clear();
    assertTrue(loop.runOnce(Duration.ofSeconds(1)));
    assertEquals(
        List.of(
            "await 0",
            "read 0",
            "a received x",
            "a closed",
            "read 1",
            "b received y",
            "b closed",
            "timer",
            "task",
            "close 0",
            "close 1"),
        system.calls);
  }

  @Test
  void whatAHandlerAsksForRunsInTheSameTurn() throws IOException {
    FakeSocket a = system.socket();
    loop.adopt(a)
        .start(
            new RecordingHandler("a", system.calls) {
              @Override
              public void received(Stream stream, ByteBuffer bytes) {
                loop.execute(says("task"));
                loop.after(ZERO, says("timer"));
                system.calls.add("dispatched");
              }
            });
    a.send("x");
    system.calls.clear();
    loop.runOnce(ZERO);
    assertEquals(List.of("read 0", "dispatched", "timer", "task"), system.take());
  }

  @Test
  void whatATimerAsksForRunsInTheSameTurnUnlessItIsATimer() {
    loop.after(
        ZERO,
        () -> {
          system.calls.add("timer");
          loop.after(ZERO, says("timer of the timer"));
          loop.execute(says("task of the timer"));
        });
    loop.runOnce(ZERO);
    assertEquals(List.of("timer", "task of the timer"), system.take());
    loop.runOnce(Duration.ofDays(1));
    assertEquals(List.of("timer of the timer"), system.take());
  }

  @Test
  void whatATaskAsksForIsNotWaitedFor() {
    loop.execute(() -> {
      system.calls.add("task");
      loop.after(ZERO, says("timer of the task"));
      loop.execute(says("task of the task"));
    });
    loop.runOnce(Duration.ofDays(1));
    loop.runOnce(Duration.ofDays(1));
    List<String> heard = system.take();
    assertEquals("task", heard.getFirst());
    assertTrue(heard.containsAll(List.of("timer of the task", "task of the task")));
    assertTrue(system.clock.now <= 1, "at most the nanosecond that a timer without delay takes");
  }

  @Test
  void tasksRunInTheOrderOfTheirArrival() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add("task " + i);
      loop.execute(says("task " + i));
    }
    loop.runOnce(ZERO);
    assertEquals(expected, system.take());
  }

  @Test
  void whatWasClosedIsReleasedInTheSameTurnWhoeverClosedIt() throws IOException {
    Stream byTimer = loop.adopt(system.socket());
    Stream byTask = loop.adopt(system.socket());
    loop.after(ZERO, () -> byTimer.abort(null));
    loop.execute(() -> byTask.abort(null));
    loop.execute(says("last task"));
    loop.runOnce(ZERO);
    assertEquals(List.of("last task", "close 0", "close 1"), system.take());
  }

  @Test
  void whatACallerClosesBetweenHisTurnsIsReleasedWithoutWaiting() throws IOException {
    Stream stream = loop.adopt(system.socket());
    loop.runOnce(ZERO);
    stream.abort(null);
    system.calls.clear();
    loop.runOnce(Duration.ofDays(1));
    assertEquals(List.of("await 0", "close 0"), system.calls);
  }

  @Test
  void aNumberIsNotUsedAgainBeforeTheTurnIsOver() throws IOException {
    FakeSocket a = system.socket();
    FakeSocket b = system.socket();
    Stream other = loop.adopt(b);
    other.start(new RecordingHandler("b", system.calls));
    List<FakeSocket> opened = new ArrayList<>();
    loop.adopt(a)
        .start(
            new RecordingHandler("a", system.calls) {
              @Override
              public void received(Stream stream, ByteBuffer bytes) {
                other.abort(null);
                stream.abort(null);
                opened.add(system.socket());
                loop.after(ZERO, () -> opened.add(system.socket()));
                loop.execute(() -> opened.add(system.socket()));
              }
            });
    a.send("x");
    b.send("y");
    loop.runOnce(ZERO);
    assertEquals(List.of(2, 3, 4), opened.stream().map(socket -> socket.number).toList());
    FakeSocket next = system.socket();
    assertEquals(0, next.number, "free after the turn");
    assertFalse(system.calls.contains("read 1"), "the closed one was not read from");
    opened.add(next);
    opened.forEach(loop::adopt);
  }

  @Test
  void aBoundedNumberOfTasksRunsPerTurnSoThatSocketsHaveTheirs() throws IOException {
    FakeSocket a = system.socket();
    loop.adopt(a).start(new RecordingHandler("a", system.calls));
    int[] ran = new int[1];
    loop.execute(
        new Runnable() {
          @Override
          public void run() {
            ran[0]++;
            loop.execute(this);
          }
        });
    for (int turn = 0; turn < 10; turn++) {
      a.send("x");
      int before = ran[0];
      system.calls.clear();
      loop.runOnce(Duration.ofDays(1));
      assertEquals(List.of("read 0", "a received x"), system.take());
      assertTrue(ran[0] > before && ran[0] < before + 10_000, "" + ran[0]);
    }
  }

  @Test
  void everyTaskHasItsTurnInTheEnd() {
    int[] ran = new int[1];
    for (int i = 0; i < 10_000; i++) {
      loop.execute(() -> ran[0]++);
    }
    for (int turn = 0; turn < 100; turn++) {
      loop.runOnce(ZERO);
    }
    assertEquals(10_000, ran[0]);
  }

  private Runnable says(String what) {
    return () -> system.calls.add(what);
  }

  private RecordingHandler closing(String name) {
    return new RecordingHandler(name, system.calls) {
      @Override
      public void received(Stream stream, ByteBuffer bytes) throws IOException {
        super.received(stream, bytes);
        stream.abort(null);
      }
    };
  }
}
