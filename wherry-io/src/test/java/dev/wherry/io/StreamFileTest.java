package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Jimfs;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Stream#sendFile}, by sockets that send files themselves and by sockets that do not. */
@ParameterizedClass(name = "the socket sends files: {0}")
@ValueSource(booleans = {true, false})
@Timeout(60)
class StreamFileTest {

  private final FakeTransport system = new FakeTransport();
  private final EventLoop loop = system.loop();
  private final FakeSocket socket = system.socket();
  private final Stream stream = loop.adopt(socket);
  private final FileSystem files = Jimfs.newFileSystem();
  private final Path path = files.getPath("file");
  private final List<@Nullable IOException> causes = new ArrayList<>();
  private final boolean sends;

  StreamFileTest(boolean sends) {
    this.sends = sends;
    socket.sendsFiles = sends;
    stream.handler(
        new RecordingHandler("a", system.calls) {
          @Override
          public void closed(Stream stream, @Nullable IOException cause) {
            super.closed(stream, cause);
            causes.add(cause);
          }
        });
  }

  @AfterEach
  void close() throws IOException {
    loop.close();
    files.close();
    system.assertKept();
  }

  @Test
  void aFileThatFitsIsSentAtOnce() throws IOException {
    try (OpenFile file = file("0123456789")) {
      assertTrue(stream.sendFile(file, 2, 5));
      assertEquals("23456", socket.output());
      assertEquals(5, stream.sent());
      assertEquals(List.of(sends ? "sendFile 0" : "write 0"), system.take());
      assertTrue(stream.sendFile(file, 0, 1), "and then another");
      assertEquals(10, file.size(), "it stays open");
    }
  }

  @Test
  void aFileFollowsWhatWasWrittenBefore() throws IOException {
    try (OpenFile file = file("0123456789")) {
      socket.room = 3;
      assertFalse(stream.write(bytes("hello")));
      assertFalse(stream.sendFile(file, 0, 10));
      assertEquals(2, stream.queued(), "a file is not kept in memory");
      for (int i = 0; i < 12; i++) {
        assertEquals(0, system.count("a drained"));
        socket.room = 1;
        turn();
      }
      assertEquals("hello0123456789", socket.output());
      assertEquals(1, system.count("a drained"));
      assertEquals(0, socket.watched);
      socket.room = 100;
      assertTrue(stream.write(bytes(" and more")), "a file that is gone is in nobody's way");
    }
  }

  @Test
  void aFileWithNothingButTheEndBehindItIsHeldBackUntilThen() throws IOException {
    try (OpenFile file = file("0123456789")) {
      stream.announceEnd();
      assertTrue(stream.sendFile(file, 0, 10));
      stream.finish();
      turn();
      assertEquals(
          List.of(
              "holdLast 0",
              sends ? "sendFile 0" : "write 0",
              "read 0",
              "shutdownOutput 0",
              "a closed",
              "close 0"),
          system.take());
    }
  }

  @Test
  void onlyTheLastPieceOfALargeFileIsHeldBack() throws IOException {
    Files.write(path, new byte[9 << 20]);
    try (OpenFile file = open()) {
      stream.announceEnd();
      assertFalse(stream.sendFile(file, 0, 9 << 20));
      assertEquals(0, system.count("holdLast 0"));
      while (system.count("a drained") == 0) {
        turn();
      }
      assertEquals(1, system.count("holdLast 0"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4_096, Integer.MAX_VALUE})
  void whateverTheSocketTakesAtATimeTheFileArrives(int mouthful) throws IOException {
    byte[] content = new byte[Math.min(mouthful, 1_000) * 1_000];
    new Random(mouthful).nextBytes(content);
    Files.write(path, content);
    socket.mouthful = mouthful;
    try (OpenFile file = open()) {
      boolean gone = stream.sendFile(file, 0, content.length);
      socket.room = 0;
      while (!gone && system.count("a drained") == 0) {
        socket.room += content.length / 3;
        turn();
      }
    }
    assertArrayEquals(content, socket.outputBytes());
    assertEquals(content.length, stream.sent());
  }

  @Test
  void aLargeFileLeavesTheOthersTheirTurns() throws IOException {
    Files.write(path, new byte[20 << 20]);
    FakeSocket other = system.socket();
    loop.adopt(other).start(new RecordingHandler("b", system.calls));
    other.send("hello");
    try (OpenFile file = open()) {
      assertFalse(stream.sendFile(file, 0, 20 << 20));
      assertTrue(stream.sent() <= 8 << 20, "sent at once: " + stream.sent());
      long before = stream.sent();
      turn();
      assertTrue(stream.sent() - before <= 8 << 20);
      assertTrue(stream.sent() > before);
      assertEquals(1, system.count("b received hello"));
      assertEquals(1, system.count("watch 0"), "it stays watched until all is gone");
      for (int i = 0; i < 10; i++) {
        turn();
      }
    }
    assertEquals(20 << 20, stream.sent());
    assertEquals(1, system.count("a drained"));
  }

  @Test
  void aFileThatBecomesShorterEndsTheStreamWithACause() throws IOException {
    try (OpenFile file = file("0123456789")) {
      socket.room = 4;
      assertFalse(stream.sendFile(file, 0, 10));
      Files.write(path, new byte[6], StandardOpenOption.TRUNCATE_EXISTING);
      socket.room = 100;
      turn();
    }
    assertFalse(stream.isOpen());
    assertEquals(EOFException.class, causes.getFirst().getClass());
    assertEquals(6, stream.sent());
    assertEquals(1, causes.size());
    assertEquals(0, system.count("a drained"));
  }

  @Test
  void aFileThatIsTooShortFromTheBeginningEndsTheStreamBeforeTheCallReturns() throws IOException {
    try (OpenFile file = file("0123456789")) {
      assertFalse(stream.sendFile(file, 10, 1));
    }
    assertFalse(stream.isOpen());
    assertEquals(EOFException.class, causes.getFirst().getClass());
  }

  @Test
  void aFileThatCannotBeReadEndsTheStream() throws IOException {
    OpenFile file = file("0123456789");
    socket.room = 4;
    stream.sendFile(file, 0, 10);
    file.close();
    socket.room = 100;
    turn();
    assertFalse(stream.isOpen());
    assertEquals(ClosedChannelException.class, causes.getFirst().getClass());
  }

  @Test
  void nothingOfAFileIsSentWithoutAnyCall() throws IOException {
    try (OpenFile file = file("")) {
      assertTrue(stream.sendFile(file, 0, 0));
      assertEquals(List.of(), system.take());
      socket.room = 0;
      stream.write(bytes("kept"));
      assertFalse(stream.sendFile(file, 0, 0), "something is kept");
      socket.room = 4;
      turn();
      assertEquals(1, system.count("a drained"));
    }
  }

  @Test
  void aFileOfferedWhileReceivingIsSentWhenTheHandlerReturns() throws IOException {
    try (OpenFile file = file("0123456789")) {
      stream.start(
          new RecordingHandler("a", system.calls) {
            @Override
            public void received(Stream stream, ByteBuffer bytes) {
              assertTrue(stream.sendFile(file, 0, 0), "nothing is kept of nothing");
              assertFalse(stream.write(bytes("here: ")));
              assertFalse(stream.sendFile(file, 0, 10));
            }
          });
      socket.send("x");
      system.take();
      turn();
      assertEquals("here: 0123456789", socket.output());
      assertEquals(
          List.of("read 0", "write 0", sends ? "sendFile 0" : "write 0", "a drained"),
          system.take());
    }
  }

  @Test
  void whileAFileIsBeingSentNothingElseMayBe() throws IOException {
    try (OpenFile file = file("0123456789")) {
      socket.room = 4;
      stream.sendFile(file, 0, 10);
      assertThrows(IllegalStateException.class, () -> stream.write(bytes("hello")));
      assertThrows(IllegalStateException.class, () -> stream.sendFile(file, 0, 1));
      stream.abort(null);
      assertFalse(stream.write(bytes("hello")));
      assertFalse(stream.sendFile(file, 0, 1));
      assertFalse(stream.sendFile(file, 0, 0));
    }
  }

  @Test
  void finishingClosesAfterTheFile() throws IOException {
    try (OpenFile file = file("0123456789")) {
      socket.room = 4;
      stream.sendFile(file, 0, 10);
      stream.finish();
      assertTrue(stream.isOpen());
      socket.room = 100;
      turn();
      assertFalse(stream.isOpen());
      assertEquals("0123456789", socket.output());
      assertEquals(0, system.count("a drained"));
      assertEquals(1, system.count("a closed"));
      assertEquals(null, causes.getFirst());
    }
  }

  @Test
  void theOutputEndsAfterTheFile() throws IOException {
    try (OpenFile file = file("0123456789")) {
      socket.room = 4;
      stream.sendFile(file, 0, 10);
      stream.shutdownOutput();
      assertFalse(socket.outputEnded);
      socket.room = 100;
      turn();
      assertEquals("0123456789", socket.output());
      assertTrue(socket.outputEnded);
      assertEquals(1, system.count("a drained"));
    }
  }

  @Test
  void aLoopThatClosesSaysThatTheFileDidNotArrive() throws IOException {
    try (OpenFile file = file("0123456789")) {
      socket.room = 4;
      stream.sendFile(file, 0, 10);
      loop.close();
      assertEquals(1, system.count("a closed: the loop was closed"));
    }
  }

  private OpenFile file(String content) throws IOException {
    Files.writeString(path, content);
    return open();
  }

  private OpenFile open() throws IOException {
    return loop.open(path, Set.of(StandardOpenOption.READ));
  }

  private void turn() {
    loop.runOnce(ZERO);
  }
}
