package dev.wherry.io;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every promise of {@link Socket}: connections, bytes, files, ends and resets. */
class SocketContractTest extends TransportFixture {

  private static final Set<OpenOption> TO_READ = Set.of(StandardOpenOption.READ);

  private final byte[] megabyte = new byte[1 << 20];

  @TempDir Path directory;

  SocketContractTest(TransportType type) throws IOException {
    super(type);
    new Random(203).nextBytes(megabyte);
  }

  @Test
  void aConnectionIsWritableWhenItIsMade() throws IOException {
    Socket listener = listen();
    Socket near = transport.connect(listener.localAddress(), null);
    transport.watch(near, 0, WRITE);
    while (!near.finishConnect()) {
      ready.clear();
      transport.await(FOR_EVER, ready);
    }
    transport.watch(near, WRITE, 0);
    assertTrue(near.finishConnect(), "it can be asked again");
    close(listener, near);
  }

  @Test
  void aRefusedConnectionFailsAtOnceOrWhenItIsFinished() throws IOException {
    Socket listener = listen();
    InetSocketAddress nobody = listener.localAddress();
    close(listener);
    IOException e =
        assertThrows(
            IOException.class,
            () -> {
              Socket socket = transport.connect(nobody, null);
              try {
                awaitEvent(socket, WRITE);
                socket.finishConnect();
              } finally {
                close(socket);
              }
            });
    assertNotNull(e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bytesGoBothWays(boolean direct) throws IOException {
    Pair pair = connect();
    assertEquals("hello", carry(pair.near(), pair.far(), "hello", direct));
    assertEquals("goodbye", carry(pair.far(), pair.near(), "goodbye", direct));
    close(pair);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readingAndWritingKeepToTheBuffersBounds(boolean direct) throws IOException {
    Pair pair = connect();
    ByteBuffer out = buffer(10, direct).put(0, "0123456789".getBytes(US_ASCII));
    assertEquals(4, pair.near().write(out.position(3).limit(7)));
    assertEquals(7, out.position());
    awaitEvent(pair.far(), READ);
    ByteBuffer in = buffer(10, direct);
    assertEquals(2, pair.far().read(in.position(5).limit(7)));
    assertEquals(7, in.position());
    assertEquals(2, pair.far().read(in.limit(10)));
    assertEquals("\0\0\0\0\0" + "3456" + "\0", text(in.clear()));
    close(pair);
  }

  @Test
  void readOnlyBuffersCanBeWritten() throws IOException {
    Pair pair = connect();
    ByteBuffer hello = ByteBuffer.wrap("hello".getBytes(US_ASCII)).asReadOnlyBuffer();
    assertEquals(5, pair.near().write(hello));
    assertFalse(hello.hasRemaining());
    assertEquals("hello", read(pair.far(), 5));
    close(pair);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSocketTakesWhatItCanAndTheRestWhenThereIsRoom(boolean direct) throws IOException {
    Pair pair = connect();
    ByteBuffer out = buffer(megabyte.length, direct).put(megabyte).flip();
    assertEquals(Socket.WOULD_BLOCK, pair.far().read(ByteBuffer.allocate(1)));
    transport.watch(pair.near(), 0, WRITE);
    do { // what is on its way to the peer makes room again, in the kernel's good time
      while (pair.near().write(out) != Socket.WOULD_BLOCK) {
        if (!out.hasRemaining()) {
          out.rewind();
        }
      }
    } while (found(0) != 0); // a full socket is not ready
    ByteBuffer in = buffer(megabyte.length, direct);
    long received = 0;
    while (found(0) == 0) {
      int n = pair.far().read(in.clear());
      for (int i = 0; i < n; i++) {
        assertEquals(megabyte[(int) (received++ % megabyte.length)], in.get(i));
      }
    }
    assertTrue(pair.near().write(out) > 0);
    transport.watch(pair.near(), WRITE, 0);
    close(pair);
  }

  @Test
  void theEndOfTheOutputIsTheEndOfThePeersInputAndNotOfItsOutput() throws IOException {
    Pair pair = connect();
    pair.near().shutdownOutput();
    awaitEvent(pair.far(), READ);
    assertEquals(Socket.END, pair.far().read(ByteBuffer.allocate(10)));
    assertEquals("still here", carry(pair.far(), pair.near(), "still here", true));
    close(pair);
  }

  @Test
  void afterAResetReadingAndWritingFail() throws IOException {
    Socket socket = resetByPeer();
    awaitEvent(socket, READ);
    assertThrows(IOException.class, () -> socket.read(ByteBuffer.allocate(1)));
    assertThrows(IOException.class, () -> socket.write(ByteBuffer.wrap(new byte[1])));
    close(socket);
  }

  @Test
  void urgentDataComesInItsPlaceAmongTheRest() throws IOException {
    Socket listener = listen();
    try (java.net.Socket client = new java.net.Socket(LOOPBACK, port(listener))) {
      Socket far = accept(listener);
      client.getOutputStream().write('a');
      client.sendUrgentData('b');
      client.getOutputStream().write('c');
      assertEquals("abc", read(far, 3));
      close(listener, far);
    }
  }

  @Test
  void aFileIsSentFromAnyPositionUpToItsEnd() throws IOException {
    Pair pair = connect();
    try (OpenFile file = file("0123456789".getBytes(US_ASCII))) {
      assertTrue(pair.near().sends(file));
      assertEquals(3, pair.near().sendFile(file, 2, 3));
      assertEquals("234", read(pair.far(), 3));
      assertEquals(2, pair.near().sendFile(file, 8, 1000));
      assertEquals("89", read(pair.far(), 2));
      assertEquals(Socket.END, pair.near().sendFile(file, 10, 1000));
      assertEquals(Socket.END, pair.near().sendFile(file, 11, 1000));
    }
    close(pair);
  }

  @Test
  void aFileLargerThanTheSocketTakesIsSentInPieces() throws IOException {
    byte[] content = new byte[20 << 20];
    new Random(203).nextBytes(content);
    Pair pair = connect();
    ByteBuffer in = ByteBuffer.allocate(content.length);
    try (OpenFile file = file(content)) {
      boolean blocked = false;
      for (long position = 0; in.hasRemaining(); ) {
        long n = position == content.length ? 0 : pair.near().sendFile(file, position, 1L << 40);
        if (n == Socket.WOULD_BLOCK) {
          blocked |= position < content.length;
          awaitEvent(pair.far(), READ);
          pair.far().read(in);
        }
        position += n;
      }
      assertTrue(blocked);
    }
    assertArrayEquals(content, in.array());
    close(pair);
  }

  @Test
  void aFileOfAnotherFileSystemCanBeOpenedAndIsNotClaimedToBeSendable() throws IOException {
    Pair pair = connect();
    try (FileSystem memory = Jimfs.newFileSystem()) {
      Path path = Files.write(memory.getPath("file"), "hello".getBytes(US_ASCII));
      try (OpenFile file = transport.open(path, TO_READ)) {
        if (pair.near().sends(file)) { // as the JDK does, by way of memory
          assertEquals(5, pair.near().sendFile(file, 0, 5));
        } else {
          ByteBuffer buffer = ByteBuffer.allocate(5);
          assertEquals(5, file.read(buffer, 0));
          pair.near().write(buffer.flip());
        }
        assertEquals("hello", read(pair.far(), 5));
      }
    }
    close(pair);
  }

  private OpenFile file(byte[] content) throws IOException {
    return transport.open(Files.write(directory.resolve("content"), content), TO_READ);
  }
}
