package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.wherry.io.OpenFile;
import dev.wherry.io.Ready;
import dev.wherry.io.Socket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the native transport does beyond the contract: how few calls, and what the errno becomes.
 */
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
class PosixTransportTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Posix OS = Posix.here();

  private final CountingLibc libc = new CountingLibc();
  private final PosixTransport transport = new PosixTransport(libc, new PollPoller(libc));
  private final Ready ready = new Ready();

  @TempDir Path directory;

  PosixTransportTest() throws IOException {}

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void everyOperationOfAConnectionIsOneCall() throws IOException {
    Socket listener = transport.listen(new InetSocketAddress(LOOPBACK, 0), 10);
    Socket near = transport.connect(listener.localAddress(), null);
    awaitReadable(listener);
    libc.take();
    Socket far = requireNonNull(transport.accept(listener));
    assertEquals(Map.of("accept4", 1), libc.calls);
    assertEquals(near.localAddress(), far.remoteAddress());
    libc.take();
    near.write(ByteBuffer.wrap(new byte[100]));
    assertEquals(Map.of("send", 1), libc.calls);
    awaitReadable(far);
    libc.take();
    far.read(ByteBuffer.allocate(200));
    assertEquals(Map.of("recv", 1), libc.calls);
    libc.take();
    far.remoteAddress();
    assertEquals(Map.of(), libc.calls);
    transport.close(far, 0);
    assertEquals(Map.of("close", 1), libc.calls);
    transport.close(near, 0);
    transport.close(listener, 0);
  }

  @Test
  void aSocketThatWasClosedTouchesNoDescriptor() throws IOException {
    Socket socket = transport.listen(new InetSocketAddress(LOOPBACK, 0), 1);
    transport.close(socket, 0);
    libc.take();
    transport.close(socket, 0);
    assertThrows(IOException.class, () -> transport.watch(socket, 0, READ));
    assertEquals(Map.of(), libc.calls);
    assertThrows(IOException.class, socket::localAddress);
  }

  @Test
  void awaitingDrainsTheWakerOnceHoweverOftenItWasWoken() throws IOException {
    for (int i = 0; i < 10; i++) {
      transport.wakeup();
    }
    libc.take();
    transport.await(-1, ready);
    assertEquals(Map.of("poll", 1, "read", 1), libc.calls);
    libc.take();
    transport.await(0, ready);
    assertEquals(Map.of("poll", 1), libc.calls);
  }

  @Test
  void withoutIpv6TheWildcardIsThatOfIpv4() throws IOException {
    Libc withoutIpv6 =
        new Libc() {
          @Override
          int socket(int family) throws IOException {
            if (family == OS.afInet6) {
              throw new ErrnoException("socket", OS.eafnosupport, "no such family");
            }
            return super.socket(family);
          }
        };
    PosixTransport old = new PosixTransport(withoutIpv6, new PollPoller(withoutIpv6));
    Socket listener = old.listen(new InetSocketAddress(0), 10);
    assertEquals(InetAddress.ofLiteral("0.0.0.0"), listener.localAddress().getAddress());
    InetAddress loopback6 = InetAddress.ofLiteral("::1");
    IOException e =
        assertThrows(IOException.class, () -> old.listen(new InetSocketAddress(loopback6, 0), 1));
    assertEquals("cannot listen on [0:0:0:0:0:0:0:1]:0: no such family", e.getMessage());
    old.close(listener, 0);
    old.close();
  }

  @Test
  void whereIpv6TakesNoIpv4TheWildcardIsThatOfIpv4() throws IOException {
    Libc apart =
        new Libc() {
          @Override
          void option(int fd, int level, int option, int setting) throws IOException {
            if (option == OS.ipv6V6only && level != 6) {
              throw new ErrnoException("setsockopt", 22, "invalid");
            }
            super.option(fd, level, option, setting);
          }
        };
    PosixTransport openbsd = new PosixTransport(apart, new PollPoller(apart));
    Socket listener = openbsd.listen(new InetSocketAddress(0), 10);
    assertEquals(Inet4Address.class, listener.localAddress().getAddress().getClass());
    openbsd.close(listener, 0);
    openbsd.close();
  }

  @Test
  void aBindThatFailsSaysWhereAndWhy() {
    InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 2121);
    BindException e = assertThrows(BindException.class, () -> transport.listen(foreign, 1));
    assertStartsWith("cannot listen on 192.0.2.1:2121: ", e);
    InetSocketAddress local = new InetSocketAddress(LOOPBACK, 1);
    BindException from = assertThrows(BindException.class, () -> transport.connect(local, foreign));
    assertStartsWith("cannot connect from 192.0.2.1:2121: ", from);
  }

  @Test
  void aForbiddenPortBelow1024HasAHint() {
    Libc forbidding =
        new Libc() {
          @Override
          void bind(int fd, MemorySegment address, int size) throws IOException {
            throw new ErrnoException("bind", 13, "Permission denied");
          }
        };
    BindException e =
        assertThrows(
            BindException.class,
            () -> {
              PosixTransport user = new PosixTransport(forbidding, new PollPoller(forbidding));
              user.listen(new InetSocketAddress(LOOPBACK, 21), 1);
            });
    assertEquals(
        "cannot listen on 127.0.0.1:21: Permission denied"
            + " (ports below 1024 need root or CAP_NET_BIND_SERVICE)",
        e.getMessage());
  }

  @Test
  void aRefusedConnectionSaysWhoRefusedIt() throws IOException {
    Socket listener = transport.listen(new InetSocketAddress(LOOPBACK, 0), 1);
    InetSocketAddress nobody = listener.localAddress();
    transport.close(listener, 0);
    ConnectException e =
        assertThrows(
            ConnectException.class,
            () -> {
              Socket socket = transport.connect(nobody, null);
              while (!socket.finishConnect()) {}
            });
    assertStartsWith("cannot connect to 127.0.0.1:" + nobody.getPort() + ": ", e);
  }

  @Test
  void aNameThatNobodyResolvedIsNotAnAddress() {
    InetSocketAddress name = InetSocketAddress.createUnresolved("ftp.example", 21);
    assertThrows(UnknownHostException.class, () -> transport.listen(name, 1));
    assertThrows(UnknownHostException.class, () -> transport.connect(name, null));
  }

  @Test
  void aDescriptorThatSelectCannotHoldIsRefusedAndTheOthersGoOn() throws IOException {
    PosixTransport small = new PosixTransport(libc, new SelectPoller(libc, 64));
    Socket listener = small.listen(new InetSocketAddress(LOOPBACK, 0), 100);
    small.watch(listener, 0, READ);
    Socket[] sockets = new Socket[64];
    IOException refusal = null;
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = small.connect(listener.localAddress(), null);
      try {
        small.watch(sockets[i], 0, WRITE);
        small.watch(sockets[i], WRITE, 0);
      } catch (IOException e) {
        refusal = e;
      }
    }
    assertNotNull(refusal);
    assertStartsWith("select() takes descriptors below 64 only", refusal);
    small.await(-1, ready);
    assertEquals(listener, ready.socket(0));
    for (Socket socket : sockets) {
      small.close(socket, 0);
    }
    small.close(listener, READ);
    small.close();
  }

  @Test
  void whatFailsLeavesNoDescriptorOpen() throws IOException {
    InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 2121);
    InetSocketAddress local = new InetSocketAddress(LOOPBACK, 1);
    Path missing = directory.resolve("missing");
    int before = lowestFree();
    int times = 20; // the JVM opens and closes a few of its own
    for (int i = 0; i < times; i++) {
      assertThrows(IOException.class, () -> transport.listen(foreign, 1));
      assertThrows(IOException.class, () -> transport.connect(local, foreign));
      assertThrows(
          IOException.class, () -> transport.open(missing, Set.of(StandardOpenOption.READ)));
      assertThrows(
          IOException.class, () -> transport.open(directory, Set.of(StandardOpenOption.READ)));
      PosixTransport closed = PosixTransport.poll();
      closed.close();
    }
    int grown = lowestFree() - before;
    assertTrue(grown < times, "one more each time: " + grown);
  }

  /** The number that the next descriptor gets. */
  private int lowestFree() throws IOException {
    int fd = libc.socket(SocketAddresses.AF_INET);
    libc.close(fd);
    return fd;
  }

  @Test
  void aFileThatTheSystemCannotSendGoesThroughMemory() throws IOException {
    Libc unsending =
        new Libc() {
          @Override
          long sendFile(int socket, int file, long position, long count) throws IOException {
            throw new ErrnoException("sendfile", 22, "invalid");
          }
        };
    PosixTransport reading = new PosixTransport(unsending, new PollPoller(unsending));
    Socket listener = reading.listen(new InetSocketAddress(LOOPBACK, 0), 10);
    Socket near = reading.connect(listener.localAddress(), null);
    awaitReadable(listener);
    Socket far = requireNonNull(transport.accept(listener));
    byte[] content = new byte[100_000];
    new Random(203).nextBytes(content);
    Path path = Files.write(directory.resolve("file"), content);
    ByteBuffer in = ByteBuffer.allocate(content.length - 5);
    try (OpenFile file = reading.open(path, Set.of(StandardOpenOption.READ))) {
      long position = 5;
      for (long n; (n = near.sendFile(file, position, 1 << 20)) != Socket.END; position += n) {
        awaitReadable(far);
        far.read(in);
      }
    }
    while (in.hasRemaining()) {
      awaitReadable(far);
      far.read(in);
    }
    assertEquals(ByteBuffer.wrap(content, 5, content.length - 5), in.flip());
    reading.close(near, 0);
    reading.close(far, 0);
    reading.close(listener, 0);
    reading.close();
  }

  @Test
  void errnosBecomeTheExceptionsThatJavaHasForThem() {
    assertEquals(NoSuchFileException.class, translated(2).getClass());
    assertEquals(AccessDeniedException.class, translated(13).getClass());
    assertEquals(FileAlreadyExistsException.class, translated(17).getClass());
    assertEquals(NotDirectoryException.class, translated(20).getClass());
    assertEquals(FileSystemLoopException.class, translated(OS.eloop).getClass());
    assertEquals("not a regular file", translated(21).getReason()); // EISDIR
    assertEquals("not a regular file", translated(6).getReason()); // ENXIO
    FileSystemException other = translated(28);
    assertEquals(FileSystemException.class, other.getClass());
    assertEquals("file", other.getFile());
    assertEquals("as the system says", other.getReason());
  }

  private static FileSystemException translated(int errno) {
    ErrnoException e = new ErrnoException("open", errno, "as the system says");
    return DescriptorFile.translated(e, Path.of("file"));
  }

  @Test
  void aPollerThatIsNotHereIsRefusedInOneSentence() {
    if (OS != Posix.LINUX || System.getProperty("dev.wherry.kqueue.library") != null) {
      return;
    }
    String reason = PosixTransport.unsupported("kqueue");
    assertEquals("kqueue needs kevent(), which this system's C library does not have", reason);
    IOException e = assertThrows(IOException.class, PosixTransport::kqueue);
    assertEquals(reason, e.getMessage());
    assertNull(PosixTransport.unsupported("epoll"));
  }

  @Test
  void namesThatAreAsciiAreNotLookedAtTwice() throws IOException {
    Path path = Files.writeString(directory.resolve("file"), "hello", StandardCharsets.UTF_8);
    libc.take();
    try (OpenFile file = transport.open(path, Set.of(StandardOpenOption.READ))) {
      assertEquals(2, libc.take(), "open and statx");
      assertEquals(5, file.size());
      assertFalse(libc.calls.containsKey("statx"));
    }
  }

  private void awaitReadable(Socket socket) throws IOException {
    transport.watch(socket, 0, READ);
    while (ready.size() == 0) {
      transport.await(-1, ready);
    }
    ready.clear();
    transport.watch(socket, READ, 0);
  }

  private static void assertStartsWith(String start, Exception e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(start), message);
  }
}
