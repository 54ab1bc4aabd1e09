package dev.wherry.io;

import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promises of {@link EventLoop} that do not depend on the system below it. */
@Timeout(60)
class EventLoopTest {

  private static final InetSocketAddress SOMEWHERE =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1);

  private final FakeTransport system = new FakeTransport();
  private final EventLoop loop = system.loop();

  @AfterEach
  void close() {
    loop.close();
    system.assertKept();
    assertEquals(0, loop.channels());
  }

  @Test
  void aTurnWaitsAsLongAsTheCallerAllows() {
    loop.runOnce(ZERO);
    loop.runOnce(Duration.ofMillis(5));
    loop.runOnce(Duration.ofMillis(-5));
    assertEquals(List.of("await 0", "await 5000000", "await 0"), system.calls);
    assertEquals(3, loop.turns());
  }

  @Test
  void aTurnCanBeAllowedToWaitForEver() {
    loop.after(Duration.ofSeconds(1), says("timer"));
    loop.runOnce(Duration.ofSeconds(Long.MAX_VALUE));
    assertEquals(List.of("await 1000000000", "timer"), system.calls);
  }

  @Test
  void aTurnWaitsForTheNextTimerAndNotLonger() {
    loop.after(Duration.ofMillis(5), says("timer"));
    loop.runOnce(Duration.ofMillis(3));
    loop.runOnce(Duration.ofMillis(3));
    assertEquals(List.of("await 3000000", "await 2000000", "timer"), system.calls);
  }

  @Test
  void aTimerNeverRunsEarlyThoughTheWaitMayEndEarly() {
    loop.after(Duration.ofMillis(5), says("timer"));
    for (int i = 0; i < 4; i++) {
      system.clock.pass(Duration.ofMillis(1));
      system.wakeup();
      loop.runOnce(Duration.ofSeconds(1));
    }
    assertEquals(0, system.count("timer"));
    system.clock.pass(Duration.ofMillis(1));
    loop.runOnce(ZERO);
    assertEquals(1, system.count("timer"));
  }

  @Test
  void aPeriodicTimerAndAPreparedOneRunToo() {
    Timers.Timer prepared = loop.timer(Duration.ofMillis(15), says("prepared"));
    Timers.Timer periodic = loop.every(Duration.ofMillis(10), says("periodic"));
    prepared.restart();
    for (int i = 0; i < 3; i++) {
      loop.runOnce(Duration.ofSeconds(1));
    }
    periodic.cancel();
    assertEquals(List.of("periodic", "prepared", "periodic"), system.take());
  }

  @Test
  void anIdleLoopWaitsWithoutEnd() throws IOException {
    loop.adopt(system.socket()).start(new RecordingHandler("a", system.calls));
    loop.listen(SOMEWHERE, 1, socket -> true);
    loop.after(Duration.ofMillis(1), says("timer")).cancel();
    system.meanwhile = loop::stop;
    loop.run();
    assertEquals(1, system.count("await"));
    assertTrue(system.calls.contains("await -1"), system.calls.toString());
    assertEquals(1, loop.turns());
  }

  @Test
  void aTaskFromTheLoopItselfNeedsNoWakeUpAndIsNotWaitedFor() {
    loop.runOnce(ZERO);
    system.calls.clear();
    assertTrue(loop.isInLoop());
    loop.execute(says("task"));
    loop.runOnce(Duration.ofDays(1));
    assertEquals(List.of("await 0", "task"), system.calls);
    assertEquals(0, system.wakeups.get());
  }

  @Test
  void tasksFromOtherThreadsWakeTheLoopOncePerTurn() throws InterruptedException {
    for (int turn = 1; turn <= 3; turn++) {
      onAnotherThread(() -> {
        for (int i = 0; i < 100; i++) {
          loop.execute(says("task"));
        }
      });
      assertEquals(turn, system.wakeups.get());
      loop.runOnce(Duration.ofDays(1));
      assertEquals(100 * turn, system.count("task"));
    }
  }

  @Test
  void aTaskSentDuringTheWaitEndsItAndRuns() {
    system.meanwhile = () -> onAnotherThread(() -> loop.execute(says("task")));
    loop.runOnce(Duration.ofDays(1));
    assertEquals(1, system.wakeups.get());
    assertEquals(1, system.count("task"));
  }

  @Test
  void aTaskSentByAnotherThreadWhileTasksRunIsNotWaitedFor() {
    loop.execute(() -> onAnotherThread(() -> loop.execute(says("task"))));
    loop.runOnce(ZERO);
    loop.runOnce(Duration.ofDays(1));
    assertEquals(1, system.count("task"));
    assertEquals(0, system.clock.now);
  }

  @Test
  void onlyTheThreadThatRunsItIsInTheLoop() {
    assertFalse(loop.isInLoop());
    assertTrue(loop.mayTurn());
    loop.execute(() -> {
      assertTrue(loop.isInLoop());
      assertFalse(loop.mayTurn());
      system.calls.add("from within");
    });
    loop.runOnce(ZERO);
    assertTrue(loop.isInLoop());
    assertTrue(loop.mayTurn());
    onAnotherThread(() -> {
      assertFalse(loop.isInLoop());
      assertFalse(loop.mayTurn());
      system.calls.add("from outside");
    });
    assertEquals(List.of("from within", "from outside"), system.take());
  }

  @Test
  void aTaskATimerAndAHandlerThatThrowHarmNobodyElse() throws IOException {
    FakeSocket bad = system.socket();
    FakeSocket good = system.socket();
    loop.adopt(bad)
        .start(
            new RecordingHandler("bad", system.calls) {
              @Override
              public void received(Stream stream, ByteBuffer bytes) {
                throw new IllegalStateException("handler");
              }
            });
    loop.adopt(good).start(new RecordingHandler("good", system.calls));
    bad.send("x");
    good.send("y");
    Timers.Timer periodic = loop.every(Duration.ofNanos(1), throwing("timer"));
    loop.execute(throwing("task"));
    loop.execute(says("next task"));
    system.calls.clear();
    try (CapturedLog log = new CapturedLog(EventLoop.class);
        CapturedLog ofChannels = new CapturedLog(Channel.class)) {
      system.clock.pass(Duration.ofSeconds(1));
      loop.runOnce(ZERO);
      assertEquals(
          List.of(
              "read 0",
              "bad closed: error in the handler",
              "read 1",
              "good received y",
              "next task",
              "close 0"),
          system.take());
      assertEquals(2, log.lines().size());
      assertEquals(
          List.of("ERROR closing 127.0.0.1:1 after an error in its handler"), ofChannels.lines());
    }
    assertTrue(periodic.isRunning());
    periodic.cancel();
  }

  @Test
  void aHandlerThatThrowsWhenItsStreamIsClosedHarmsNobodyElse() throws IOException {
    FakeSocket bad = system.socket();
    FakeSocket good = system.socket();
    loop.adopt(bad)
        .start(
            new RecordingHandler("bad", system.calls) {
              @Override
              public void closed(Stream stream, @Nullable IOException cause) {
                throw new IllegalStateException("handler");
              }
            });
    loop.adopt(good).start(new RecordingHandler("good", system.calls));
    bad.sendEnd();
    bad.broken = new IOException("reset");
    good.send("y");
    try (CapturedLog log = new CapturedLog(Channel.class)) {
      loop.runOnce(ZERO);
      assertEquals(1, log.lines().size());
    }
    assertEquals(1, system.count("good received y"));
    assertEquals(1, system.count("close 0"));
  }

  @Test
  void turnsThatKeepTheOthersWaitingAreCounted() {
    loop.execute(() -> system.clock.pass(Duration.ofMillis(50)));
    loop.runOnce(Duration.ofSeconds(1));
    loop.runOnce(Duration.ofSeconds(1));
    assertEquals(0, loop.stalls());
    loop.execute(() -> system.clock.pass(Duration.ofMillis(51)));
    loop.runOnce(Duration.ofSeconds(1));
    assertEquals(1, loop.stalls());
  }

  @Test
  void channelsAreCounted() throws IOException {
    Stream stream = loop.adopt(system.socket());
    Listener listener = loop.listen(SOMEWHERE, 1, socket -> true);
    assertEquals(2, loop.channels());
    stream.abort(null);
    stream.abort(null);
    assertEquals(1, loop.channels());
    listener.close();
    assertEquals(0, loop.channels());
  }

  @Test
  void stoppingClosesEverythingAndTellsEveryHandlerOnce() throws IOException {
    loop.adopt(system.socket()).start(new RecordingHandler("a", system.calls));
    loop.adopt(system.socket()).handler(new RecordingHandler("b", system.calls));
    loop.listen(SOMEWHERE, 1, socket -> true);
    system.connecting = system.socket();
    system.connecting.connected = null;
    loop.connect(SOMEWHERE, null, Duration.ofDays(1), new Attempt());
    loop.adopt(system.socket()).abort(new IOException("before"));
    system.meanwhile = loop::stop;
    loop.run();
    loop.close();
    loop.stop();
    assertTrue(system.closed);
    assertEquals(1, system.count("a closed: the loop was closed"));
    assertEquals(1, system.count("b closed: the loop was closed"));
    assertEquals(1, system.count("connecting failed: the loop was closed"));
    assertEquals(5, system.count("close ") - 1, "each socket, and the transport");
    assertEquals("close transport", system.calls.getLast());
    assertFalse(loop.runOnce(ZERO));
  }

  @Test
  void aLoopThatWasStoppedBeforeItRanOnlyCloses() throws IOException {
    loop.adopt(system.socket()).handler(new RecordingHandler("a", system.calls));
    loop.stop();
    system.calls.clear();
    loop.run();
    assertEquals(
        List.of("a closed: the loop was closed", "close 0", "close transport"), system.calls);
  }

  @Test
  void aCallersLoopClosesWithTheTurnAfterTheOneThatStoppedIt() throws IOException {
    loop.adopt(system.socket()).handler(new RecordingHandler("a", system.calls));
    loop.execute(loop::stop);
    assertTrue(loop.runOnce(ZERO));
    assertEquals(0, system.count("a closed"));
    assertFalse(loop.runOnce(Duration.ofDays(1)));
    assertEquals(1, system.count("a closed"));
    assertFalse(loop.runOnce(Duration.ofDays(1)));
  }

  @Test
  void tasksSentBeforeTheEndRunAndLaterOnesAreDropped() {
    for (int i = 0; i < 5_000; i++) {
      loop.execute(says("task"));
    }
    loop.close();
    assertEquals(5_000, system.count("task"));
    loop.execute(says("late"));
    onAnotherThread(() -> loop.execute(says("late")));
    loop.close();
    assertEquals(0, system.count("late"));
  }

  @Test
  void aTaskThatSendsItselfForEverDoesNotKeepTheLoopFromClosing() {
    loop.execute(
        new Runnable() {
          @Override
          public void run() {
            loop.execute(this);
          }
        });
    loop.close();
    assertTrue(system.closed);
  }

  @Test
  void whatAHandlerSendsToTheLoopWhileItClosesRuns() throws IOException {
    loop.adopt(system.socket())
        .handler(
            new RecordingHandler("a", system.calls) {
              @Override
              public void closed(Stream stream, @Nullable IOException cause) {
                loop.execute(says("task"));
              }
            });
    loop.close();
    assertEquals(List.of("task", "close 0", "close transport"), system.calls);
  }

  @Test
  void nothingIsOpenedOnALoopThatIsBeingClosedOrWasClosed() throws IOException {
    List<Stream> late = new ArrayList<>();
    system.connecting = system.socket();
    FakeSocket accepted = system.socket();
    Runnable open =
        () -> {
          assertNull(loop.connect(SOMEWHERE, null, Duration.ofDays(1), new Attempt()));
          assertThrows(IOException.class, () -> loop.listen(SOMEWHERE, 1, socket -> true));
        };
    loop.adopt(system.connecting)
        .handler(
            new RecordingHandler("a", system.calls) {
              @Override
              public void closed(Stream stream, @Nullable IOException cause) {
                super.closed(stream, cause);
                open.run();
                late.add(loop.adopt(accepted));
              }
            });
    loop.close();
    assertFalse(late.getFirst().isOpen());
    assertEquals(1, system.count("a closed"), system.calls.toString());
    assertEquals(1, system.count("connecting failed: the loop was closed"));
    open.run();
    assertEquals(2, system.count("connecting failed: the loop was closed"));
    assertEquals(2, system.count("close ") - 1, "both sockets, and the transport");
  }

  @Test
  void aLoopCanBeClosedFromWithinItsTurn() throws IOException {
    FakeSocket a = system.socket();
    FakeSocket b = system.socket();
    RecordingHandler closing =
        new RecordingHandler("a", system.calls) {
          @Override
          public void received(Stream stream, ByteBuffer bytes) {
            stream.write(bytes("kept"));
            loop.close();
            stream.write(bytes("dropped"));
          }
        };
    loop.adopt(a).start(closing);
    loop.adopt(b).start(new RecordingHandler("b", system.calls));
    a.send("x");
    b.send("y");
    loop.runOnce(ZERO);
    assertEquals(1, system.count("a closed: the loop was closed"));
    assertEquals(1, system.count("b closed: the loop was closed"));
    assertEquals(0, system.count("b received"));
    assertEquals(0, system.count("write"));
    assertTrue(system.closed);
    assertFalse(loop.runOnce(ZERO));
  }

  @Test
  void aLoopCanBeClosedByItsTimersAndTasks() throws IOException {
    loop.adopt(system.socket()).handler(new RecordingHandler("a", system.calls));
    loop.after(ZERO, loop::close);
    loop.execute(loop::close);
    loop.execute(says("task"));
    loop.run();
    assertEquals(1, system.count("a closed"));
    assertEquals(1, system.count("task"));
  }

  @Test
  void aTransportThatFailsEndsTheLoopAndTellsTheHandlers() throws IOException {
    loop.adopt(system.socket()).handler(new RecordingHandler("a", system.calls));
    system.failure = new IOException("no more");
    IllegalStateException e = assertThrows(IllegalStateException.class, loop::run);
    assertInstanceOf(IOException.class, e.getCause());
    assertEquals(1, system.count("a closed: the loop was closed"));
    assertTrue(system.closed);
  }

  @Test
  void aTransportThatFailsIsReportedToTheCallerOfTheTurn() {
    system.failure = new IOException("no more");
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> loop.runOnce(Duration.ofDays(1)));
    assertInstanceOf(IOException.class, e.getCause());
    system.failure = null;
    assertTrue(loop.mayTurn(), "it is the caller's to try again");
    assertTrue(loop.runOnce(ZERO));
  }

  private final class Attempt implements Connector.Handler {
    @Override
    public void connected(Stream stream) {
      system.calls.add("connected");
    }

    @Override
    public void failed(IOException cause) {
      system.calls.add("connecting failed: " + cause.getMessage());
    }
  }

  private Runnable says(String what) {
    return () -> {
      synchronized (system) {
        system.calls.add(what);
      }
    };
  }

  private static Runnable throwing(String what) {
    return () -> {
      throw new IllegalStateException(what);
    };
  }

  /** Runs to its end on a thread of its own. */
  private static void onAnotherThread(Runnable task) {
    AtomicInteger done = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    Thread.ofPlatform()
        .start(() -> {
          try {
            task.run();
            done.incrementAndGet();
          } finally {
            over.countDown();
          }
        });
    try {
      assertTrue(over.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertEquals(1, done.get());
  }
}
