package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a {@link Stream} reads, what it watches for it, and what is written meanwhile. */
class StreamReadTest extends StreamFixture {

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
}
