package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loop, its streams, listeners and connectors promise, on real sockets of every kind. */
@ParameterizedClass
@MethodSource("transports")
@Timeout(60)
class EventLoopContractTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Duration LONG = Duration.ofSeconds(20);

  private final EventLoop loop;
  private final List<String> heard = new ArrayList<>();
  private final List<Stream> accepted = new ArrayList<>();

  /** What the streams accepted are given. */
  private Stream.Handler server = new RecordingHandler("server", heard);

  @TempDir Path directory;

  EventLoopContractTest(TransportType type) throws IOException {
    loop = EventLoop.open(type);
    assertEquals(type, loop.type());
  }

  static List<TransportType> transports() {
    return Arrays.stream(TransportType.values()).filter(TransportType::isSupported).toList();
  }

  @AfterEach
  void close() {
    loop.close();
    assertEquals(0, loop.channels());
  }

  @Test
  void anIdleLoopDoesNotWakeUpAndIsNeverEarly() throws Exception {
    Stream client = connect(listen().address());
    Turns.until(loop, () -> accepted.size() == 1);
    client.write(bytes("hello"));
    Turns.until(loop, () -> heard.contains("server received hello"));
    client.pause();
    Thread other = Thread.ofPlatform().start(() -> loop.execute(() -> heard.add("task")));
    other.join(10_000);
    Turns.until(loop, () -> heard.contains("task"));
    loop.runOnce(Duration.ZERO);
    long began = System.nanoTime();
    loop.runOnce(Duration.ofMillis(200));
    assertTrue(System.nanoTime() - began >= 200_000_000, "it had nothing to wake up for");
  }

  @Test
  void aTimerIsNeverEarly() {
    long began = System.nanoTime();
    long[] ran = new long[1];
    loop.after(Duration.ofNanos(20_000_001), () -> ran[0] = System.nanoTime());
    Turns.until(loop, () -> ran[0] != 0);
    assertTrue(ran[0] - began >= 20_000_001);
  }

  @Test
  void anInterruptedThreadNeitherLosesTheLoopNorSpins() {
    Thread.currentThread().interrupt();
    long began = System.nanoTime();
    loop.runOnce(Duration.ofMillis(100));
    assertTrue(System.nanoTime() - began >= 100_000_000, "the wait was not cut short");
    assertTrue(Thread.interrupted(), "the caller's interrupt is left to the caller");
    assertTrue(loop.runOnce(Duration.ZERO));
  }

  @Test
  void noTaskFromAnotherThreadIsEverLost() throws Exception {
    Thread runner = Thread.ofPlatform().start(loop);
    int[] ran = new int[1];
    Callable<Boolean> sender =
        () -> {
          Semaphore done = new Semaphore(0);
          for (int n = 0; n < 3_000; n++) {
            loop.execute(() -> {
              ran[0]++;
              done.release();
            });
            if (!done.tryAcquire(20, TimeUnit.SECONDS)) { // the loop sleeps, and nobody wakes it
              return false;
            }
          }
          return true;
        };
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<Boolean> served : threads.invokeAll(List.of(sender, sender, sender))) {
        assertTrue(served.get());
      }
    }
    loop.stop();
    runner.join(20_000);
    assertFalse(runner.isAlive());
    assertEquals(9_000, ran[0]);
  }

  @Test
  void aRunningLoopCanBeStoppedByAnyThread() throws Exception {
    Listener listener = listen();
    InetSocketAddress address = listener.address();
    CountDownLatch served = new CountDownLatch(1);
    server =
        new RecordingHandler("server", heard) {
          @Override
          public void received(Stream stream, ByteBuffer bytes) throws IOException {
            super.received(stream, bytes);
            served.countDown();
          }
        };
    Thread runner = Thread.ofPlatform().start(loop);
    try (java.net.Socket client = new java.net.Socket(LOOPBACK, address.getPort())) {
      client.getOutputStream().write('x');
      assertTrue(served.await(20, TimeUnit.SECONDS));
      loop.stop();
      runner.join(20_000);
      assertFalse(runner.isAlive());
      assertEquals(List.of("server received x", "server closed: the loop was closed"), heard);
      assertEquals(-1, client.getInputStream().read(), "the client sees the end");
    }
    EventLoop next = EventLoop.open(loop.type());
    next.listen(address, 1, _ -> true).close();
    next.close();
    loop.stop();
    loop.execute(() -> heard.add("late"));
  }

  @Test
  void aCallersLoopSeesWhatHappensBetweenHisTurns() throws IOException {
    Stream client = connect(listen().address());
    Turns.until(loop, () -> accepted.size() == 1);
    client.finish();
    loop.runOnce(LONG);
    Turns.until(loop, () -> heard.contains("server ended"));
  }

  @Test
  void aConnectionIsMadeFromTheAddressAsked() throws IOException {
    Attempt attempt = new Attempt();
    InetSocketAddress from = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0);
    InetSocketAddress to = listen().address();
    loop.connect(to, onLinux() ? from : null, LONG, attempt);
    Turns.until(loop, () -> attempt.stream != null && accepted.size() == 1);
    Stream made = requireNonNull(attempt.stream);
    assertEquals(to, made.remoteAddress());
    assertEquals(made.localAddress(), accepted.getFirst().remoteAddress());
    if (onLinux()) {
      assertEquals(from.getAddress(), made.localAddress().getAddress());
    }
  }

  @Test
  void aConnectionThatNobodyUsesCostsNoTurns() throws IOException {
    Stream client = connect(listen().address());
    Turns.until(loop, () -> accepted.size() == 1);
    loop.runOnce(Duration.ZERO);
    long before = loop.turns();
    loop.after(Duration.ofMillis(50), () -> heard.add("timer"));
    Turns.until(loop, () -> heard.contains("timer"));
    assertTrue(loop.turns() - before <= 3, "turns: " + (loop.turns() - before));
    assertTrue(client.isOpen());
  }

  @Test
  void aRefusedConnectionIsHeardOf() throws IOException {
    Listener listener = listen();
    InetSocketAddress nobody = listener.address();
    listener.close();
    loop.runOnce(Duration.ZERO);
    loop.runOnce(Duration.ZERO);
    Attempt attempt = new Attempt();
    loop.connect(nobody, null, LONG, attempt);
    Turns.until(loop, () -> attempt.failure != null);
    assertEquals(0, loop.channels());
    loop.runOnce(Duration.ZERO);
    assertEquals(1, attempt.heard);
  }

  @Test
  void anAddressThatCannotBeConnectedFromIsHeardOf() throws IOException {
    Attempt attempt = new Attempt();
    InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
    loop.connect(listen().address(), foreign, LONG, attempt);
    Turns.until(loop, () -> attempt.failure != null);
    assertEquals(1, attempt.heard);
    assertEquals(1, loop.channels(), "the listener");
  }

  @Test
  void anAnswerThatDoesNotComeEndsAtTheTimeLimit() throws IOException {
    if (!onLinux()) {
      return; // what a full backlog does is each system's own
    }
    Socket full = loop.transport.listen(new InetSocketAddress(LOOPBACK, 0), 1);
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Attempt attempt = new Attempt();
      attempts.add(attempt);
      loop.connect(full.localAddress(), null, Duration.ofMillis(100), attempt);
    }
    Turns.until(loop, () -> attempts.stream().allMatch(attempt -> attempt.heard == 1));
    IOException failure = attempts.getLast().failure;
    assertInstanceOf(SocketTimeoutException.class, failure);
    loop.transport.close(full, 0);
  }

  @Test
  void aCancelledAttemptIsHeardOfNoMore() throws IOException {
    Attempt attempt = new Attempt();
    Connector connector = loop.connect(listen().address(), null, LONG, attempt);
    requireNonNull(connector).cancel();
    Turns.until(loop, () -> accepted.size() == 1 && heard.contains("server ended"));
    assertEquals(0, attempt.heard);
  }

  @Test
  void muchIsReceivedInOrderThoughTheReaderPauses() throws IOException {
    byte[] content = new byte[8 << 20];
    new Random(203).nextBytes(content);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    server =
        new Stream.Handler() {
          @Override
          public void received(Stream stream, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            got.writeBytes(copy);
            stream.pause();
            loop.after(Duration.ofNanos(100_000), stream::resume);
          }
        };
    Stream client = connect(listen().address());
    int[] position = new int[1];
    Stream.Handler writer =
        new RecordingHandler("client", heard) {
          @Override
          public void drained(Stream stream) {
            int n = Math.min(100_000, content.length - position[0]);
            if (n > 0) {
              ByteBuffer piece = ByteBuffer.wrap(content, position[0], n);
              position[0] += n;
              if (stream.write(piece)) {
                loop.execute(() -> drained(stream));
              }
            } else {
              stream.finish();
            }
          }
        };
    client.handler(writer);
    writer.drained(client);
    Turns.until(loop, () -> !client.isOpen() && !accepted.getFirst().isOpen());
    assertArrayEquals(content, got.toByteArray());
    assertEquals(content.length, client.sent());
    assertEquals(content.length, accepted.getFirst().received());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileOfAnyFileSystemIsSent(boolean onDisk) throws IOException {
    byte[] content = new byte[20_000_001];
    new Random(203).nextBytes(content);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (FileSystem memory = Jimfs.newFileSystem()) {
      Path path = (onDisk ? directory : memory.getPath("/")).resolve("file");
      Files.write(path, content);
      try (OpenFile file = loop.open(path, Set.of(StandardOpenOption.READ))) {
        server =
            new Stream.Handler() {
              @Override
              public void received(Stream stream, ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                got.writeBytes(copy);
              }
            };
        Stream client = connect(listen().address());
        client.handler(new RecordingHandler("client", heard));
        client.write(bytes("1"));
        client.sendFile(file, 1, content.length - 1);
        client.finish();
        Turns.until(loop, () -> !client.isOpen() && !accepted.isEmpty());
        Turns.until(loop, () -> !accepted.getFirst().isOpen());
      }
    }
    content[0] = '1';
    assertArrayEquals(content, got.toByteArray());
    assertTrue(heard.contains("client closed"), heard.toString());
  }

  @Test
  void aFileThatBecomesShorterEndsTheStreamWithACause() throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[50_000_000]);
    server = Stream.Handler.NONE;
    Stream client = connect(listen().address());
    List<@Nullable IOException> causes = new ArrayList<>();
    client.handler(
        new Stream.Handler() {
          @Override
          public void closed(Stream stream, @Nullable IOException cause) {
            causes.add(cause);
          }
        });
    try (OpenFile file = loop.open(path, Set.of(StandardOpenOption.READ))) {
      assertFalse(client.sendFile(file, 0, 50_000_000));
      Files.write(path, new byte[1]);
      Turns.until(loop, () -> !client.isOpen());
    }
    assertInstanceOf(EOFException.class, causes.getFirst());
  }

  @Test
  void finishingWithUnreadInputDoesNotDestroyWhatThePeerHasNotRead() throws IOException {
    server = new RecordingHandler("server", heard);
    Listener listener =
        loop.listen(
            new InetSocketAddress(LOOPBACK, 0),
            10,
            socket -> {
              Stream stream = loop.adopt(socket);
              stream.handler(server);
              accepted.add(stream);
              return true;
            });
    try (java.net.Socket peer = new java.net.Socket(LOOPBACK, listener.address().getPort())) {
      peer.getOutputStream().write(new byte[100_000]);
      Turns.until(loop, () -> accepted.size() == 1);
      Stream stream = accepted.getFirst();
      assertTrue(stream.write(ByteBuffer.allocate(50_000)));
      stream.finish();
      loop.runOnce(Duration.ZERO);
      peer.getOutputStream().write(new byte[10_000]);
      loop.runOnce(Duration.ZERO);
      assertEquals(50_000, peer.getInputStream().readAllBytes().length);
      assertTrue(stream.isOpen(), "until the peer ends");
      peer.shutdownOutput();
      Turns.until(loop, () -> !stream.isOpen());
    }
    assertEquals(List.of("server closed"), heard);
  }

  @Test
  void eachHalfOfAConnectionEndsByItself() throws IOException {
    Stream client = connect(listen().address());
    client.start(new RecordingHandler("client", heard));
    Turns.until(loop, () -> accepted.size() == 1);
    client.write(bytes("question"));
    client.shutdownOutput();
    Turns.until(loop, () -> heard.contains("server ended"));
    accepted.getFirst().write(bytes("answer"));
    Turns.until(loop, () -> heard.contains("client received answer"));
    accepted.getFirst().finish();
    Turns.until(loop, () -> heard.contains("client ended"));
    client.finish();
    assertEquals(
        List.of(
            "server received question",
            "server ended",
            "client received answer",
            "server closed",
            "client ended",
            "client closed"),
        heard);
  }

  @Test
  void aResetByThePeerIsACause() throws IOException {
    Listener listener = listen();
    try (java.net.Socket peer = new java.net.Socket(LOOPBACK, listener.address().getPort())) {
      Turns.until(loop, () -> accepted.size() == 1);
      peer.setSoLinger(true, 0);
    }
    Turns.until(loop, () -> !heard.isEmpty());
    assertEquals(1, heard.size());
    assertTrue(heard.getFirst().startsWith("server closed: "), heard.toString());
  }

  @Test
  void aStreamCanBeServedByAnotherLoopThanTheOneThatAcceptedIt() throws IOException {
    EventLoop other = EventLoop.open(loop.type());
    Listener listener =
        loop.listen(
            new InetSocketAddress(LOOPBACK, 0),
            10,
            socket -> {
              other.execute(() -> {
                try {
                  other.adopt(socket).start(new RecordingHandler("server", heard));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
              return true;
            });
    Stream client = connect(listener.address());
    client.write(bytes("hello"));
    Turns.until(loop, () -> client.sent() == 5);
    Turns.until(
        other,
        () -> {
          loop.runOnce(Duration.ZERO);
          return heard.contains("server received hello");
        });
    assertEquals(1, other.channels());
    other.close();
  }

  @Test
  void manyConnectionsAtOnceAreAllAccepted() throws IOException {
    InetSocketAddress address = listen(500).address();
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Attempt attempt = new Attempt();
      attempts.add(attempt);
      loop.connect(address, null, LONG, attempt);
    }
    Turns.until(loop, () -> accepted.size() == 300);
    Turns.until(loop, () -> attempts.stream().allMatch(attempt -> attempt.stream != null));
    assertEquals(601, loop.channels());
  }

  private static boolean onLinux() {
    return System.getProperty("os.name", "").equals("Linux");
  }

  private static final class Attempt implements Connector.Handler {

    @Nullable Stream stream;
    @Nullable IOException failure;
    int heard;

    @Override
    public void connected(Stream connected) {
      heard++;
      stream = connected;
    }

    @Override
    public void failed(IOException cause) {
      heard++;
      failure = cause;
    }
  }

  private Listener listen() throws IOException {
    return listen(10);
  }

  private Listener listen(int backlog) throws IOException {
    return loop.listen(
        new InetSocketAddress(LOOPBACK, 0),
        backlog,
        socket -> {
          Stream stream = loop.adopt(socket);
          accepted.add(stream);
          try {
            stream.start(server);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return true;
        });
  }

  private Stream connect(InetSocketAddress to) {
    Attempt attempt = new Attempt();
    loop.connect(to, null, LONG, attempt);
    Turns.until(loop, () -> attempt.heard == 1);
    assertNotNull(attempt.stream, String.valueOf(attempt.failure));
    return attempt.stream;
  }
}
