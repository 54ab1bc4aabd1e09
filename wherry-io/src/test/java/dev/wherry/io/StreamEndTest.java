package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a {@link Stream} comes to its end in good order, its own or the peer's. */
class StreamEndTest extends StreamFixture {

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

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      system.clock.pass(Duration.ofSeconds(1));
      turn();
    }
  }
}
