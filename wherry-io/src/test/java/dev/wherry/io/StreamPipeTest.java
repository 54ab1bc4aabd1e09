package dev.wherry.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Stream#takePipes}: a file comes whole, whichever way its pieces go. */
@ParameterizedClass
@MethodSource("dev.wherry.io.TransportFixture#transports")
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
class StreamPipeTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int MUCH = 32 * 1024;

  private final EventLoop loop;
  private final byte[] content = new byte[12 << 20];
  private OpenFile file;
  private long position;
  private long piped;
  private long largest;
  private boolean over;

  @TempDir Path directory;

  StreamPipeTest(TransportType type) throws IOException {
    loop = EventLoop.open(type);
    new Random(203).nextBytes(content);
  }

  @BeforeEach
  void open() throws IOException {
    Path path = directory.resolve("file");
    file = loop.open(path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thePipeIsClosedWithTheLoop() throws IOException {
    long before = pipes();
    receive(Throttle.NONE);
    assertEquals(before + (file.takesPipes() ? 2 : 0), pipes());
    loop.close();
    assertEquals(before, pipes());
  }

  @Test
  void aFileComesWholeInPiecesOfAllSizesAndWithUrgentData() throws IOException {
    receive(Throttle.NONE);
    assertEquals(file.takesPipes(), piped > 0);
    assertTrue(piped < content.length, "little is read");
  }

  @Test
  void aPipeTakesNoMoreThanTheRateAllows() throws IOException {
    receive(new Pieces(100_000));
    assertEquals(file.takesPipes(), piped > 0);
    assertTrue(largest <= 100_000, largest + " bytes at once");
  }

  @Test
  void whatTheRateLetsPassInSmallPiecesIsRead() throws IOException {
    receive(new Pieces(MUCH - 1));
    assertEquals(0, piped);
  }

  private void receive(Throttle throttle) throws IOException {
    Listener listener =
        loop.listen(
            new InetSocketAddress(LOOPBACK, 0), 1, socket -> begin(loop.adopt(socket), throttle));
    int port = listener.address().getPort();
    CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(port));
    while (!over) {
      loop.runOnce(Duration.ofSeconds(1));
    }
    sent.join();
    listener.close();
    file.close();
    assertEquals(-1, Arrays.mismatch(content, Files.readAllBytes(directory.resolve("file"))));
  }

  private boolean begin(Stream stream, Throttle throttle) {
    stream.throttle(Throttle.NONE, throttle);
    stream.takePipes();
    stream.handler(new Storing());
    stream.resume();
    return false;
  }

  /** At first and at the end by the hundred bytes, between them as fast as it goes. */
  private void send(int port) {
    try (java.net.Socket socket = new java.net.Socket(LOOPBACK, port)) {
      socket.setTcpNoDelay(true);
      int at = 0;
      while (at < 20_000) {
        socket.getOutputStream().write(content, at, 100);
        at += 100;
      }
      socket.getOutputStream().write(content, at, content.length / 2 - at);
      at = content.length / 2;
      socket.sendUrgentData(content[at++]);
      int end = content.length - 20_000;
      socket.getOutputStream().write(content, at, end - at);
      for (at = end; at < content.length; at += 100) {
        socket.getOutputStream().write(content, at, 100);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long pipes() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(StreamPipeTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private final class Storing implements Stream.Handler {

    @Override
    public void received(Stream stream, ByteBuffer bytes) throws IOException {
      int n = bytes.remaining();
      file.write(bytes, position);
      moved(n);
    }

    @Override
    public void piped(Stream stream, Pipe bytes) throws IOException {
      int n = bytes.remaining();
      assertNotEquals(0, n);
      file.write(bytes, position);
      piped += n;
      moved(n);
    }

    private void moved(int n) {
      largest = Math.max(largest, n);
      position += n;
    }

    @Override
    public void closed(Stream stream, @Nullable IOException cause) {
      over = true;
      assertEquals(null, cause);
      assertEquals(content.length, stream.received());
    }
  }

  /** Pieces of so many bytes, one after the other without a pause. */
  private record Pieces(long size) implements Throttle {

    @Override
    public long allowance(long most) {
      return Math.min(size, most);
    }

    @Override
    public long pause() {
      return 0;
    }

    @Override
    public void moved(long bytes) {
      assertTrue(bytes <= size);
    }
  }
}
