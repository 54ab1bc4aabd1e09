package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is written to a {@link Stream}, with every system call counted; files are StreamFileTest's.
 */
class StreamWriteTest extends StreamFixture {

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
  void bothAddressesAreTheSockets() throws IOException {
    assertEquals(socket.localAddress(), stream.localAddress());
    assertEquals(socket.remoteAddress(), stream.remoteAddress());
    assertEquals(loop, stream.loop());
    assertEquals("127.0.0.1:1", stream.toString());
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
