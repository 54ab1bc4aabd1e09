package dev.wherry.io;

import static dev.wherry.io.Transport.READ;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Socket#pipe} of each transport; one that has no pipes says so, and reads. */
class PipeContractTest extends TransportFixture {

  private static final Set<OpenOption> NEW = Set.of(WRITE, CREATE_NEW);

  @TempDir Path directory;

  private Socket socket;
  private SocketChannel peer;
  private OpenFile file;

  PipeContractTest(TransportType type) throws IOException {
    super(type);
  }

  @BeforeEach
  void open() throws IOException {
    Socket listener = listen();
    peer = SocketChannel.open(listener.localAddress());
    socket = accept(listener);
    close(listener);
    file = transport.open(directory.resolve("file"), NEW);
  }

  @AfterEach
  void closeAll() throws IOException {
    close(socket);
    peer.close();
    file.close();
  }

  @Test
  void whatHasComeInGoesIntoAFile() throws IOException {
    assertNull(socket.pipe(100), "nothing has come in");
    come("hello");
    Pipe pipe = socket.pipe(100);
    if (!file.takesPipes()) {
      assertNull(pipe);
      assertThrows(UnsupportedOperationException.class, () -> file.write(emptyPipe(), 0));
      return;
    }
    assertEquals(5, requireNonNull(pipe).remaining());
    file.write(pipe, 3);
    assertEquals(0, pipe.remaining());
    assertArrayEquals("\0\0\0hello".getBytes(ISO_8859_1), content());
    assertNull(socket.pipe(100));
  }

  @Test
  void noMoreIsTakenThanMay() throws IOException {
    come("hello");
    if (!file.takesPipes()) {
      return;
    }
    assertEquals(2, requireNonNull(socket.pipe(2)).remaining());
    assertEquals("llo", read(socket, 3), "and what is left of it in the pipe is gone");
    come("world");
    Pipe pipe = requireNonNull(socket.pipe(100));
    file.write(pipe, 0);
    assertArrayEquals("world".getBytes(ISO_8859_1), content());
  }

  @Test
  void theEndIsLeftToBeRead() throws IOException {
    peer.close();
    awaitEvent(socket, READ);
    assertNull(socket.pipe(100));
    assertEquals(Socket.END, socket.read(ByteBuffer.allocate(1)));
  }

  @Test
  void urgentDataIsLeftToBeRead() throws IOException {
    if (!file.takesPipes()) {
      return;
    }
    peer.write(ByteBuffer.wrap("before".getBytes(ISO_8859_1)));
    peer.socket().sendUrgentData('!');
    peer.write(ByteBuffer.wrap("behind".getBytes(ISO_8859_1)));
    peer.close();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(100);
    int end = 0;
    while (end != Socket.END) {
      awaitEvent(socket, READ);
      Pipe pipe = socket.pipe(100);
      if (pipe != null) {
        long from = file.size();
        file.write(pipe, from);
        all.write(content(), (int) from, (int) (file.size() - from));
      } else {
        end = socket.read(buffer.clear());
        all.write(buffer.array(), 0, buffer.position());
      }
    }
    assertEquals("before!behind", all.toString(ISO_8859_1));
  }

  @Test
  void aFileThatFailsLosesOnlyWhatWasForIt() throws IOException {
    if (!file.takesPipes()) {
      return;
    }
    byte[] much = new byte[200_000];
    new Random(1).nextBytes(much);
    comeAll(much);
    Pipe pipe = requireNonNull(socket.pipe(much.length / 2));
    OpenFile closed = transport.open(directory.resolve("closed"), NEW);
    closed.close();
    assertThrows(IOException.class, () -> closed.write(pipe, 0));
    comeAll("more".getBytes(ISO_8859_1));
    Pipe next = requireNonNull(socket.pipe(4));
    assertEquals(4, next.remaining());
    file.write(next, 0);
    assertEquals(4, content().length);
  }

  private static Pipe emptyPipe() {
    return () -> 0;
  }

  private byte[] content() throws IOException {
    return Files.readAllBytes(directory.resolve("file"));
  }

  private void come(String text) throws IOException {
    comeAll(text.getBytes(ISO_8859_1));
  }

  private void comeAll(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      peer.write(left);
    }
    awaitEvent(socket, READ);
  }
}
