package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every promise of {@link Stream}, with every system call counted; files are StreamFileTest's. */
@Timeout(60)
class StreamTest {

  private final FakeTransport system = new FakeTransport();
  private final EventLoop loop = system.loop();
  private final FakeSocket socket = system.socket();
  private final Stream stream = loop.adopt(socket);

  /** What the handler does on top of writing down what it hears. */
  private Consumer<Stream> onReceived = _ -> {};

  private Consumer<Stream> onEnded = _ -> {};
  private Consumer<Stream> onDrained = _ -> {};
  private Consumer<Stream> onClosed = _ -> {};

  private final RecordingHandler handler =
      new RecordingHandler("a", system.calls) {
        @Override
        public void received(Stream stream, ByteBuffer bytes) throws IOException {
          super.received(stream, bytes);
          onReceived.accept(stream);
        }

        @Override
        public void ended(Stream stream) throws IOException {
          super.ended(stream);
          onEnded.accept(stream);
        }

        @Override
        public void drained(Stream stream) throws IOException {
          super.drained(stream);
          onDrained.accept(stream);
        }

        @Override
        public void closed(Stream stream, @Nullable IOException cause) {
          super.closed(stream, cause);
          onClosed.accept(stream);
        }
      };

  StreamTest() {
    stream.handler(handler);
  }

  @AfterEach
  void close() {
    loop.close();
    system.assertKept();
  }

  @Test
  void whatFitsIsWrittenAtOnceAndNothingIsWatched() {
    assertTrue(stream.write(bytes("hello")));
    assertEquals(List.of("write 0"), system.take());
    assertEquals("hello", socket.output());
    assertEquals(5, stream.sent());
    assertEquals(0, stream.queued());
  }

  @Test
  void whatDoesNotFitIsKeptUntilThereIsRoom() {
    socket.room = 3;
    assertFalse(stream.write(bytes("hello")));
    assertEquals(2, stream.queued());
    assertEquals(3, stream.sent());
    assertEquals(List.of("write 0", "write 0", "watch 0 for WRITE"), system.take());
    turn();
    assertEquals(List.of(), system.take(), "and nothing is tried before");
    socket.room = 2;
    turn();
    assertEquals(List.of("write 0", "watch 0 for nothing", "a drained"), system.take());
    assertEquals("hello", socket.output());
    assertEquals(0, stream.queued());
  }

  @Test
  void whatIsWrittenToABlockedStreamCostsNoCallsAndGoesOutInOne() {
    socket.room = 0;
    for (int i = 0; i < 10; i++) {
      assertFalse(stream.write(bytes("hello")));
    }
    assertEquals(50, stream.queued());
    assertEquals(List.of("write 0", "watch 0 for WRITE"), system.take());
    socket.room = 1_000;
    turn();
    assertEquals(List.of("write 0", "watch 0 for nothing", "a drained"), system.take());
    assertEquals("hello".repeat(10), socket.output());
  }

  @Test
  void drainedIsNeverCalledFromWithinAWrite() {
    boolean[] writing = new boolean[1];
    onDrained = _ -> assertFalse(writing[0]);
    socket.room = 0;
    stream.write(bytes("kept"));
    socket.room = 1_000;
    writing[0] = true;
    assertFalse(stream.write(bytes("hello")), "who was told to wait is called, and nobody else");
    writing[0] = false;
    assertEquals(0, system.count("a drained"));
    turn();
    assertEquals(1, system.count("a drained"));
    assertEquals("kepthello", socket.output());
  }

  @Test
  void shuttingDownABlockedStreamDoesNotCheatTheWriterOfBeingDrained() {
    socket.room = 0;
    stream.write(bytes("hello"));
    socket.room = 1_000;
    stream.shutdownOutput();
    turn();
    assertEquals(1, system.count("a drained"));
    assertTrue(socket.outputEnded);
  }

  @Test
  void aWriterThatWaitsForDrainedHoldsOnePieceInMemory() {
    int[] left = {1_000};
    onDrained = stream -> pump(stream, left);
    pump(stream, left);
    while (left[0] > 0 || stream.queued() > 0) {
      assertTrue(stream.queued() <= 10);
      socket.room = 7;
      turn();
    }
    assertEquals("0123456789".repeat(1_000), socket.output());
  }

  private static void pump(Stream stream, int[] left) {
    while (left[0] > 0) {
      left[0]--;
      if (!stream.write(bytes("0123456789"))) {
        return;
      }
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 30);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverTheSocketTakesAtATimeEverythingArrivesInOrder(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder written = new StringBuilder();
    int[] drained = new int[1];
    int expected = 0;
    boolean waiting = false;
    onDrained = _ -> drained[0]++;
    socket.room = 0;
    socket.mouthful = seed % 2 == 0 ? 1 : Integer.MAX_VALUE;
    for (int step = 0; step < 500; step++) {
      if (random.nextInt(3) > 0) {
        String text = text(random, random.nextInt(5) == 0 ? 300 : 10);
        boolean gone = stream.write(random.nextBoolean() ? bytes(text) : direct(text));
        assertFalse(waiting && gone);
        waiting = !gone;
        written.append(text);
      } else {
        socket.room += random.nextInt(400);
        turn();
        if (waiting && stream.sent() == written.length()) {
          waiting = false;
          expected++;
        }
      }
      assertEquals(expected, drained[0], "drained exactly when all is gone, and in a turn");
      assertEquals(written.length() - stream.sent(), stream.queued());
    }
    socket.room = Integer.MAX_VALUE;
    turn();
    assertEquals(written.length(), stream.sent());
    assertEquals(written.toString(), socket.output());
    assertEquals(0, socket.watched);
  }

  @Test
  void moreThanOneBufferfulIsGatheredInSeveralCalls() {
    socket.room = 0;
    String large = text(new SplittableRandom(1), 200_000);
    for (int i = 0; i < 5; i++) {
      stream.write(bytes(large));
      stream.write(bytes("small"));
    }
    socket.room = Integer.MAX_VALUE;
    system.take();
    turn();
    assertEquals((large + "small").repeat(5), socket.output());
    assertEquals(0, stream.queued());
    assertTrue(system.count("write") <= 5, "not one for each");
  }

  @Test
  void anEmptyBufferIsWrittenWithoutAnyCall() {
    assertTrue(stream.write(bytes("")));
    assertEquals(List.of(), system.take());
    socket.room = 0;
    stream.write(bytes("kept"));
    assertFalse(stream.write(bytes("")), "something is kept");
    socket.room = 100;
    turn();
    assertEquals(1, system.count("a drained"));
    turn();
    assertEquals(1, system.count("a drained"));
  }

  @Test
  void whatIsWrittenWhileReceivingGoesOutInOneCallWhenTheHandlerReturns() throws IOException {
    onReceived =
        stream -> {
          for (int i = 0; i < 5; i++) {
            assertFalse(stream.write(bytes("reply")));
          }
          assertEquals(25, stream.queued());
          assertEquals("", socket.output());
        };
    stream.start(handler);
    socket.send("line");
    system.take();
    turn();
    assertEquals(List.of("read 0", "a received line", "write 0", "a drained"), system.take());
    assertEquals("reply".repeat(5), socket.output());
  }

  @Test
  void whatIsWrittenAtTheEndGoesOutInOneCallWhenTheHandlerReturns() throws IOException {
    onEnded =
        stream -> {
          stream.write(bytes("good"));
          stream.write(bytes("bye"));
          stream.finish();
          assertTrue(stream.isOpen());
        };
    stream.start(handler);
    socket.sendEnd();
    system.take();
    turn();
    assertEquals(
        List.of(
            "read 0",
            "a ended",
            "holdLast 0",
            "write 0",
            "shutdownOutput 0",
            "a closed",
            "close 0"),
        system.take());
    assertEquals("goodbye", socket.output());
  }

  @Test
  void receivingWithoutWritingDrainsNothing() throws IOException {
    onReceived = stream -> assertTrue(stream.write(bytes("")));
    stream.start(handler);
    socket.send("line");
    system.take();
    turn();
    onReceived = Stream::shutdownOutput;
    socket.send("line");
    turn();
    assertEquals(
        List.of("read 0", "a received line", "read 0", "a received line", "shutdownOutput 0"),
        system.take());
  }

  @Test
  void anAnswerThatDoesNotFitIsKept() throws IOException {
    onReceived = stream -> stream.write(bytes("reply"));
    stream.start(handler);
    socket.send("line");
    socket.room = 2;
    system.take();
    turn();
    assertEquals(
        List.of("read 0", "a received line", "write 0", "write 0", "watch 0 for READ and WRITE"),
        system.take());
    socket.room = 100;
    turn();
    assertEquals(List.of("write 0", "watch 0 for READ", "a drained"), system.take());
  }

  @Test
  void nothingIsReadBeforeItIsAskedFor() throws IOException {
    socket.send("line");
    turn();
    assertEquals(List.of(), system.take());
    stream.start(handler);
    turn();
    assertEquals(List.of("watch 0 for READ", "read 0", "a received line"), system.take());
    assertEquals(4, stream.received());
  }

  @Test
  void aBoundedAmountIsReadPerTurn() throws IOException {
    FakeSocket other = system.socket();
    loop.adopt(other).start(new RecordingHandler("b", system.calls));
    stream.start(new RecordingHandler("a", new ArrayList<>()));
    socket.send("x".repeat(1_000_000));
    socket.send("y");
    other.send("z");
    system.take();
    turn();
    assertTrue(stream.received() < 500_000);
    assertEquals(List.of("read 0", "read 1", "b received z"), system.take());
  }

  @Test
  void aPausedStreamIsNotWatchedAndNotRead() throws IOException {
    stream.start(handler);
    stream.pause();
    stream.pause();
    socket.send("line");
    turn();
    assertEquals(List.of("watch 0 for READ", "watch 0 for nothing"), system.take());
    stream.resume();
    stream.resume();
    turn();
    assertEquals(List.of("watch 0 for READ", "read 0", "a received line"), system.take());
  }

  @Test
  void changesOfMindWhileReceivingCostNothing() throws IOException {
    onReceived =
        stream -> {
          stream.pause();
          stream.write(bytes("reply"));
          stream.resume();
          stream.pause();
          stream.resume();
        };
    stream.start(handler);
    socket.send("line");
    system.take();
    turn();
    assertEquals(List.of("read 0", "a received line", "write 0", "a drained"), system.take());
  }

  @Test
  void aChangeOfInterestWhileReceivingCostsOneCall() throws IOException {
    onReceived =
        stream -> {
          stream.write(bytes("reply"));
          stream.pause();
        };
    stream.start(handler);
    socket.send("line");
    socket.room = 0;
    system.take();
    turn();
    assertEquals(
        List.of("read 0", "a received line", "write 0", "watch 0 for WRITE"), system.take());
    socket.room = 100;
    turn();
    assertEquals(List.of("write 0", "watch 0 for nothing", "a drained"), system.take());
  }

  @Test
  void pausingWhileReceivingCostsOneCall() throws IOException {
    onReceived = Stream::pause;
    stream.start(handler);
    socket.send("line");
    system.take();
    turn();
    assertEquals(List.of("read 0", "a received line", "watch 0 for nothing"), system.take());
  }

  @Test
  void aPausedStreamGoesOnWriting() throws IOException {
    stream.start(handler);
    socket.room = 0;
    stream.write(bytes("hello"));
    stream.pause();
    system.take();
    socket.room = 5;
    turn();
    assertEquals(List.of("write 0", "watch 0 for nothing", "a drained"), system.take());
  }

  @Test
  void startingABlockedStreamGoesOnWriting() throws IOException {
    socket.room = 0;
    stream.write(bytes("hello"));
    system.take();
    stream.start(handler);
    assertEquals(List.of("watch 0 for READ and WRITE"), system.take());
    socket.room = 5;
    turn();
    assertEquals("hello", socket.output());
    assertEquals(Transport.READ, socket.watched);
  }

  @Test
  void aStreamThatThePollerHasNoRoomForCanStillBeWrittenTo() {
    system.full = new IOException("the poller is full");
    assertThrows(IOException.class, () -> stream.start(RecordingHandler.NONE));
    assertTrue(stream.isOpen());
    assertTrue(stream.write(bytes("too many")));
    stream.finish();
    turn();
    assertEquals("too many", socket.output());
    assertEquals(
        List.of("watch 0 for READ", "write 0", "read 0", "a closed", "close 0"), system.take());
  }

  @Test
  void aStreamThatThePollerHasNoRoomForIsClosedWhenItWouldHaveToWait() {
    system.full = new IOException("the poller is full");
    socket.room = 2;
    assertFalse(stream.write(bytes("too many")));
    assertFalse(stream.isOpen());
    assertEquals(1, system.count("a closed: the poller is full"));
  }

  @Test
  void thePeersEndIsHeardOnceAndTheOutputGoesOn() throws IOException {
    stream.start(handler);
    socket.send("last");
    socket.sendEnd();
    turn();
    turn();
    turn();
    assertEquals(
        List.of(
            "watch 0 for READ",
            "read 0",
            "a received last",
            "read 0",
            "a ended",
            "watch 0 for nothing"),
        system.take());
    stream.resume();
    assertTrue(stream.write(bytes("reply")));
    assertEquals(List.of("write 0"), system.take(), "there is nothing more to be read");
    stream.finish();
    turn();
    assertEquals(List.of("a closed", "close 0"), system.take());
  }

  @Test
  void byDefaultAStreamIsClosedAtThePeersEndWhenAllIsSent() throws IOException {
    stream.start(
        new Stream.Handler() {
          @Override
          public void closed(Stream stream, @Nullable IOException cause) {
            system.calls.add("closed " + cause);
          }
        });
    socket.room = 2;
    stream.write(bytes("hello"));
    socket.sendEnd();
    turn();
    assertTrue(stream.isOpen());
    socket.room = 3;
    turn();
    assertEquals("hello", socket.output());
    assertEquals(1, system.count("closed null"));
  }

  @Test
  void theOutputCanBeEndedWhileReadingGoesOn() throws IOException {
    stream.start(handler);
    stream.write(bytes("hello"));
    stream.shutdownOutput();
    socket.send("reply");
    turn();
    socket.sendEnd();
    turn();
    stream.finish();
    turn();
    assertEquals(
        List.of(
            "watch 0 for READ",
            "write 0",
            "shutdownOutput 0",
            "read 0",
            "a received reply",
            "read 0",
            "a ended",
            "watch 0 for nothing",
            "a closed",
            "close 0"),
        system.take());
  }

  @Test
  void theOutputEndsAfterWhatWasWritten() throws IOException {
    stream.start(handler);
    socket.room = 2;
    stream.write(bytes("hello"));
    stream.shutdownOutput();
    assertFalse(socket.outputEnded);
    socket.room = 3;
    turn();
    assertEquals("hello", socket.output());
    assertTrue(socket.outputEnded);
    assertEquals(1, system.count("a drained"));
    assertEquals(Transport.READ, socket.watched);
  }

  @Test
  void finishingClosesAtOnceIfNothingIsKept() {
    stream.finish();
    assertFalse(stream.isOpen());
    turn();
    assertEquals(List.of("read 0", "a closed", "close 0"), system.take());
  }

  @Test
  void finishingClosesAfterWhatWasWrittenAndNobodyHearsThatItDrained() {
    socket.room = 2;
    stream.write(bytes("hello"));
    stream.finish();
    stream.finish();
    assertTrue(stream.isOpen());
    assertFalse(stream.write(bytes("more")), "nothing follows");
    assertEquals(3, stream.queued());
    socket.room = 100;
    system.take();
    turn();
    assertEquals("hello", socket.output());
    assertEquals(
        List.of("holdLast 0", "write 0", "read 0", "shutdownOutput 0", "a closed", "close 0"),
        system.take());
  }

  @Test
  void finishingWhileReceivingSendsTheLastReplyFirst() throws IOException {
    onReceived =
        stream -> {
          stream.write(bytes("bye"));
          stream.finish();
          assertFalse(stream.write(bytes("more")));
          assertTrue(stream.isOpen());
        };
    stream.start(handler);
    socket.send("quit");
    system.take();
    turn();
    assertEquals(
        List.of(
            "read 0",
            "a received quit",
            "holdLast 0",
            "write 0",
            "read 0",
            "shutdownOutput 0",
            "a closed",
            "close 0"),
        system.take());
    assertEquals("bye", socket.output());
  }

  @Test
  void theLastPieceBeforeAnAnnouncedEndIsHeldBackOnce() {
    stream.write(bytes("first"));
    stream.announceEnd();
    socket.room = 2;
    assertFalse(stream.write(bytes("last")));
    socket.room = 100;
    turn();
    assertEquals("firstlast", socket.output());
    stream.finish();
    turn();
    assertEquals(
        List.of(
            "write 0",
            "holdLast 0",
            "write 0",
            "write 0",
            "watch 0 for WRITE",
            "write 0",
            "watch 0 for nothing",
            "a drained",
            "read 0",
            "shutdownOutput 0",
            "a closed",
            "close 0"),
        system.take());
  }

  @Test
  void finishingWithUnreadInputEndsTheOutputAndReadsToTheEnd() throws IOException {
    stream.start(handler);
    socket.send("more");
    socket.send("and more");
    stream.write(bytes("bye"));
    stream.finish();
    stream.finish();
    stream.pause();
    assertTrue(stream.isOpen());
    assertFalse(stream.write(bytes("again")));
    turn();
    turn();
    assertTrue(stream.isOpen());
    socket.sendEnd();
    turn();
    assertEquals("bye", socket.output());
    assertEquals(
        List.of(
            "watch 0 for READ",
            "write 0",
            "read 0",
            "shutdownOutput 0",
            "read 0",
            "read 0",
            "a closed",
            "close 0"),
        system.take());
  }

  @Test
  void aPeerThatGoesOnSendingToAFinishedStreamIsWaitedForTwoSeconds() throws IOException {
    onReceived =
        stream -> {
          stream.write(bytes("bye"));
          stream.finish();
        };
    stream.start(handler);
    socket.send("quit");
    socket.send("more");
    turn();
    system.take();
    assertFalse(system.calls.contains("a drained"));
    for (int i = 0; i < 20; i++) {
      assertTrue(stream.isOpen());
      socket.send("more");
      turn();
      system.clock.pass(Duration.ofMillis(100));
    }
    turn();
    assertFalse(stream.isOpen());
    assertEquals(0, system.count("a received"));
    assertEquals(1, system.count("a closed"));
    assertEquals(0, system.count("a closed:"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatTakesNothingOfTheRestIsGivenUp(boolean whileReceiving) throws IOException {
    socket.room = 0;
    onReceived =
        stream -> {
          stream.write(bytes("bye"));
          stream.finish();
          stream.finish();
        };
    stream.start(handler);
    if (whileReceiving) {
      socket.send("quit");
      turn();
    } else {
      onReceived.accept(stream);
    }
    pass(29);
    assertTrue(stream.isOpen());
    pass(1);
    assertEquals(1, system.count("a closed: the peer does not take the rest"));
  }

  @Test
  void aPeerThatTakesTheRestSlowlyIsWaitedFor() {
    socket.room = 0;
    stream.write(bytes("goodbye"));
    stream.finish();
    for (int i = 0; i < 6; i++) {
      socket.room = 1;
      pass(29);
    }
    assertTrue(stream.isOpen());
    pass(31);
    assertFalse(stream.isOpen());
    assertEquals("goodby", socket.output());
  }

  @Test
  void aResetWhileAFinishedStreamWaitsIsACause() {
    socket.send("more");
    stream.finish();
    socket.broken = new IOException("reset");
    turn();
    assertEquals(1, system.count("a closed: reset"));
  }

  @Test
  void afterThePeersEndFinishingNeedsNoLook() throws IOException {
    stream.start(handler);
    socket.sendEnd();
    turn();
    system.take();
    stream.finish();
    assertEquals(List.of("a closed"), system.take());
  }

  @Test
  void abortingClosesAtOnceAndDropsWhatIsKept() throws IOException {
    stream.start(handler);
    socket.room = 2;
    stream.write(bytes("hello"));
    IOException cause = new IOException("enough");
    onClosed = stream -> stream.abort(null);
    stream.abort(cause);
    stream.abort(null);
    assertEquals(1, system.count("a closed"));
    assertEquals(1, system.count("a closed: enough"));
    assertEquals(0, stream.queued());
    socket.room = 100;
    socket.send("line");
    turn();
    assertEquals("he", socket.output());
    assertEquals(0, system.count("a received"));
  }

  @Test
  void aClosedStreamDoesNothing() {
    stream.abort(null);
    turn();
    system.take();
    assertFalse(stream.write(bytes("hello")));
    stream.pause();
    stream.resume();
    stream.shutdownOutput();
    stream.finish();
    stream.abort(null);
    turn();
    assertEquals(List.of(), system.take());
    assertEquals(0, stream.queued());
  }

  @Test
  void whateverAHandlerDoesWhenItsStreamIsClosedDoesNothing() {
    onClosed =
        stream -> {
          assertFalse(stream.isOpen());
          assertFalse(stream.write(bytes("hello")));
          stream.resume();
          stream.finish();
          stream.shutdownOutput();
        };
    stream.abort(null);
    turn();
    assertEquals(List.of("a closed", "close 0"), system.take());
  }

  @Test
  void aWriteThatFailsClosesTheStreamBeforeItReturns() {
    socket.broken = new IOException("reset");
    onClosed = stream -> assertFalse(stream.isOpen());
    assertFalse(stream.write(bytes("hello")));
    assertEquals(List.of("write 0", "a closed: reset"), system.take());
    assertFalse(stream.write(bytes("hello")));
  }

  @Test
  void aReadThatFailsClosesTheStream() throws IOException {
    stream.start(handler);
    socket.broken = new IOException("reset");
    system.take();
    turn();
    assertEquals(List.of("read 0", "a closed: reset", "close 0"), system.take());
  }

  @ParameterizedTest
  @ValueSource(strings = {"received", "ended", "drained"})
  void aHandlerThatFailsLosesItsStream(String where) throws IOException {
    IOException cause = new IOException("the handler's own");
    stream.start(
        new RecordingHandler("a", system.calls) {
          @Override
          public void received(Stream stream, ByteBuffer bytes) throws IOException {
            fail("received");
          }

          @Override
          public void ended(Stream stream) throws IOException {
            fail("ended");
          }

          @Override
          public void drained(Stream stream) throws IOException {
            fail("drained");
          }

          private void fail(String here) throws IOException {
            if (where.equals(here)) {
              throw cause;
            }
          }
        });
    provoke();
    assertEquals(1, system.count("a closed: the handler's own"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"received", "ended", "drained"})
  void aHandlerThatMakesAnErrorLosesItsStreamAndItIsLogged(String where) throws IOException {
    Error error = new StackOverflowError(where);
    Consumer<Stream> failing =
        _ -> {
          throw error;
        };
    switch (where) {
      case "received" -> onReceived = failing;
      case "ended" -> onEnded = failing;
      default -> onDrained = failing;
    }
    stream.start(handler);
    FakeSocket other = system.socket();
    loop.adopt(other).start(new RecordingHandler("b", system.calls));
    other.send("hello");
    try (CapturedLog log = new CapturedLog(Channel.class)) {
      provoke();
      assertEquals(1, log.lines().size(), log.lines().toString());
    }
    assertEquals(1, system.count("a closed: error in the handler"));
    assertEquals(1, system.count("b received hello"));
  }

  /** Makes the stream hear of everything. */
  private void provoke() {
    socket.room = 0;
    stream.write(bytes("hello"));
    socket.room = 100;
    socket.send("line");
    socket.sendEnd();
    turn();
    turn();
  }

  @Test
  void aHandlerMayCloseItsStreamWheneverItHears() throws IOException {
    onDrained = stream -> stream.abort(null);
    stream.start(handler);
    provoke();
    assertEquals(0, system.count("a received"), "it was closed before");
    assertEquals(1, system.count("a closed"));
  }

  @Test
  void aHandlerMayBeReplacedWhileItHears() throws IOException {
    onReceived = stream -> stream.handler(new RecordingHandler("b", system.calls));
    stream.start(handler);
    socket.send("first");
    socket.send("second");
    turn();
    turn();
    assertEquals(1, system.count("a received first"));
    assertEquals(1, system.count("b received second"));
  }

  @Test
  void aStreamWithoutAHandlerIsClosedAtThePeersEnd() {
    Stream unheard = loop.adopt(system.socket());
    unheard.resume();
    unheard.abort(new IOException("nobody hears"));
    stream.handler(Stream.Handler.NONE);
    stream.resume();
    socket.sendEnd();
    turn();
    assertFalse(stream.isOpen());
  }

  @Test
  void bothAddressesAreTheSockets() throws IOException {
    assertEquals(socket.localAddress(), stream.localAddress());
    assertEquals(socket.remoteAddress(), stream.remoteAddress());
    assertEquals(loop, stream.loop());
    assertEquals("127.0.0.1:1", stream.toString());
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      system.clock.pass(Duration.ofSeconds(1));
      turn();
    }
  }

  private void turn() {
    loop.runOnce(ZERO);
  }

  private static String text(SplittableRandom random, int length) {
    return random
        .ints(length, ' ', 127)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
