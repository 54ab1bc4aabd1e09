package dev.wherry.io.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls every function: the compiler does not check how they are called. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
class LibcTest {

  private static final Posix OS = Posix.here();
  private static final int O_RDWR = 2;
  private static final int EBADF = 9;
  private static final int POLLIN = 1;
  private static final int EPOLLIN = 1;
  private static final int IN_CREATE = 0x100;
  private static final long RESOLVE_BENEATH = 8;

  private final CountingLibc libc = new CountingLibc();
  private final MemorySegment memory = libc.allocate(4096);
  private final MemorySegment address = libc.allocate(SocketAddresses.SIZE);
  private final SocketAddresses addresses = new SocketAddresses(OS);

  @TempDir Path directory;

  @Test
  @SuppressWarnings("JUnitMethodInvoked") // the sum of the other tests
  void everyFunctionOfTheTableIsCalledHere() throws Exception {
    aConnectionHasTwoEndsThatKnowEachOther();
    aConnectionCanBeAcceptedWithoutAccept4();
    aFileIsWrittenReadCutAndClosed();
    pollFindsWhatAPipeBrings();
    selectFindsWhatAPipeBrings();
    epollFindsWhatAnEventfdBrings();
    aFileIsSentFromAPosition();
    whatHasComeInGoesThroughAPipeIntoAFile();
    aDirectoryIsReadAndItsEntriesAreLookedAt();
    namesAreLookedUpBelowADirectory();
    aDirectoryIsWatched();
    Set<String> expected = new TreeSet<>();
    for (Class<?> group : Libc.class.getDeclaredClasses()) {
      for (Field field : group.getDeclaredFields()) {
        expected.add(field.getName().toLowerCase(Locale.ROOT));
      }
    }
    expected.removeAll(Libc.MISSING);
    // Not counted, though called above: wake() is for any thread, and text() for what failed.
    expected.removeAll(Set.of("write", "strerror_r"));
    expected.removeAll(Set.of("kqueue", "kevent")); // PollerContractTest calls them where they are
    assertEquals(expected, new TreeSet<>(libc.calls.keySet()));
  }

  @Test
  void aDirectoryIsReadAndItsEntriesAreLookedAt() throws IOException {
    Path listed = Files.createDirectory(directory.resolve("listed"));
    Files.writeString(listed.resolve("name"), "12345");
    memory.setString(0, listed.toString());
    int fd = libc.open(memory, OS.cloexec, 0);
    assertTrue(libc.getdents64(fd, memory) > 0);
    assertEquals(0, libc.getdents64(fd, memory), "the end");
    MemorySegment entry = libc.allocate(256);
    memory.setString(0, "name");
    assertTrue(libc.statx(fd, memory, entry));
    assertEquals(5, entry.get(JAVA_LONG, 40), "stx_size");
    memory.setString(0, "gone");
    assertFalse(libc.statx(fd, memory, entry));
    libc.close(fd);
  }

  @Test
  void namesAreLookedUpBelowADirectory() throws IOException {
    Path kept = Files.writeString(directory.resolve("kept"), "12345");
    Files.createSymbolicLink(directory.resolve("out"), Path.of(".."));
    memory.setString(0, directory.toString());
    int below = libc.open(memory, OS.cloexec | OS.directory, 0);
    MemorySegment entry = libc.allocate(256);
    memory.setString(0, "kept");
    int fd = libc.openat2(below, memory, OS.cloexec, 0, RESOLVE_BENEATH);
    libc.statx(fd, entry);
    assertEquals(5, entry.get(JAVA_LONG, 40), "stx_size");
    libc.close(fd);
    memory.setString(0, "out");
    assertStartsWith(
        "openat2 failed: ",
        assertThrows(
            ErrnoException.class,
            () -> libc.openat2(below, memory, OS.cloexec, 0, RESOLVE_BENEATH)));
    memory.setString(0, "kept");
    MemorySegment renamed = libc.allocate(16);
    renamed.setString(0, "renamed");
    libc.rename(below, memory, below, renamed);
    assertFalse(Files.exists(kept));
    libc.unlink(below, renamed);
    assertFalse(libc.statx(below, renamed, entry));
    libc.close(below);
  }

  @Test
  void aConnectionHasTwoEndsThatKnowEachOther() throws IOException {
    int listener = listener();
    assertEquals(-1, libc.accept(listener, address), "nobody waits");
    libc.localAddress(listener, address);
    InetSocketAddress listening = addresses.read(address);
    int near = libc.socket(SocketAddresses.AF_INET);
    libc.connect(near, address, addresses.write(listening, address));
    int far = accept(listener);
    InetSocketAddress peer = addresses.read(address);
    libc.socketError(near);
    libc.localAddress(near, address);
    assertEquals(peer, addresses.read(address));
    assertTrue(libc.peerAddress(near, address));
    assertEquals(listening, addresses.read(address));
    assertFalse(libc.peerAddress(listener, address), "a listener has no peer");

    assertEquals(0, libc.receive(far, memory, 10), "nothing came");
    memory.setString(0, "hello");
    assertEquals(5, libc.send(near, memory, 5));
    memory.fill((byte) 0);
    assertEquals(5, receive(far));
    assertEquals("hello", memory.getString(0));

    libc.shutdownOutput(near);
    assertEquals(-1, receive(far));
    libc.close(near);
    libc.close(far);
    libc.close(listener);
  }

  @Test
  void aConnectionCanBeAcceptedWithoutAccept4() throws IOException {
    int listener = listener();
    libc.localAddress(listener, address);
    int near = libc.socket(SocketAddresses.AF_INET);
    libc.connect(near, address, addresses.write(addresses.read(address), address));
    int far;
    do {
      far = libc.acceptPlainly(listener, address);
    } while (far < 0);
    assertEquals(0, libc.receive(far, memory, 10), "it does not wait");
    libc.close(near);
    libc.close(far);
    libc.close(listener);
  }

  @Test
  void aRefusedConnectionIsReportedByConnectOrAfterIt() throws IOException {
    int listener = listener();
    libc.localAddress(listener, address);
    int size = addresses.write(addresses.read(address), address);
    libc.close(listener);
    int fd = libc.socket(SocketAddresses.AF_INET);
    ErrnoException e =
        assertThrows(
            ErrnoException.class,
            () -> {
              libc.connect(fd, address, size);
              while (true) {
                libc.socketError(fd);
              }
            });
    assertStartsWith("connect failed: ", e);
    libc.close(fd);
  }

  @Test
  void aFileIsWrittenReadCutAndClosed() throws IOException {
    int fd = create("file");
    assertEquals(0x8000, libc.fstatMode(fd) & 0xf000);
    memory.setString(0, "hello");
    assertEquals(5, libc.write(fd, memory, 5, 3));
    assertEquals(8, libc.size(fd));
    assertEquals(OS == Posix.LINUX ? 8 : Libc.UNTOLD, libc.regularSize(fd));
    assertEquals(2, libc.read(fd, memory, 2, 6));
    assertEquals("lo", text(2));
    assertEquals(0, libc.read(fd, memory, 2, 8));
    libc.truncate(fd, 4);
    assertEquals(4, libc.size(fd));
    libc.force(fd);
    libc.close(fd);
    assertEquals("\0\0\0h", Files.readString(directory.resolve("file")));
  }

  @Test
  void aDirectoryIsNotARegularFile() throws IOException {
    memory.setString(0, directory.toString());
    int fd = libc.open(memory, OS.cloexec, 0);
    assertEquals(Libc.IRREGULAR, libc.regularSize(fd));
    assertEquals(0x4000, libc.fstatMode(fd) & 0xf000);
    libc.close(fd);
  }

  @Test
  void pollFindsWhatAPipeBrings() throws IOException {
    int[] ends = pipe();
    memory.fill((byte) 0);
    memory.set(JAVA_INT, 0, ends[0]);
    memory.set(JAVA_SHORT, 4, (short) POLLIN);
    assertEquals(0, libc.poll(memory, 1, 0));
    libc.wake(ends[1]);
    assertEquals(1, libc.poll(memory, 1, -1));
    assertEquals(POLLIN, memory.get(JAVA_SHORT, 6));
    libc.drain(ends[0]);
    libc.drain(ends[0]);
    assertEquals(0, libc.poll(memory, 1, 0));
    libc.close(ends[0]);
    libc.close(ends[1]);
  }

  @Test
  void selectFindsWhatAPipeBrings() throws IOException {
    int[] ends = pipe();
    MemorySegment reads = libc.allocate(128);
    MemorySegment writes = libc.allocate(128);
    MemorySegment zero = libc.allocate(16);
    long bit = 1L << ends[0];
    reads.setAtIndex(JAVA_LONG, ends[0] / 64, bit);
    assertEquals(0, libc.select(1024, reads, writes, zero));
    libc.wake(ends[1]);
    reads.setAtIndex(JAVA_LONG, ends[0] / 64, bit);
    assertEquals(1, libc.select(1024, reads, writes, MemorySegment.NULL));
    assertEquals(bit, reads.getAtIndex(JAVA_LONG, ends[0] / 64));
    libc.close(ends[0]);
    libc.close(ends[1]);
  }

  @Test
  void aDirectoryIsWatched() throws IOException {
    if (!Libc.watchesDirectories()) {
      return;
    }
    int inotify = libc.inotify();
    MemorySegment path = DescriptorFile.name(directory, memory);
    int here = libc.open(path, OS.directory, 0);
    assertTrue(libc.fileSystem(here) != 0);
    int watch = libc.inotifyAdd(inotify, path, IN_CREATE);
    assertEquals(0, libc.read(inotify, memory));
    Files.createFile(directory.resolve("new"));
    assertTrue(libc.read(inotify, memory) > 0);
    assertEquals(watch, memory.get(JAVA_INT, 0));
    assertEquals(IN_CREATE, memory.get(JAVA_INT, 4));
    libc.inotifyRemove(inotify, watch);
    libc.inotifyRemove(inotify, watch); // does nothing
    libc.close(here);
    libc.close(inotify);
  }

  @Test
  void epollFindsWhatAnEventfdBrings() throws IOException {
    if (Libc.MISSING.contains("epoll_wait")) {
      return;
    }
    int epoll = libc.epollCreate();
    int fd = libc.eventfd();
    memory.fill((byte) 0);
    memory.set(JAVA_INT, 0, EPOLLIN);
    libc.epollCtl(epoll, 1, fd, memory);
    assertEquals(0, libc.epollWait(epoll, memory, 8, 0));
    libc.wake(fd);
    assertEquals(1, libc.epollWait(epoll, memory, 8, -1));
    assertEquals(EPOLLIN, memory.get(JAVA_INT, 0));
    libc.close(fd);
    libc.close(epoll);
  }

  @Test
  void aFileIsSentFromAPosition() throws IOException {
    if (!Libc.SENDS_FILES) {
      return;
    }
    try (Descriptors descriptors = new Descriptors()) {
      int[] pair = descriptors.pair();
      int fd = create("sent");
      memory.setString(0, "hello");
      libc.write(fd, memory, 5, 0);
      assertEquals(3, libc.sendFile(pair[0], fd, 2, 100));
      assertEquals(-1, libc.sendFile(pair[0], fd, 5, 100));
      assertEquals(3, receive(pair[1]));
      assertEquals("llo", text(3));
      descriptors.fill(pair[0]);
      assertEquals(0, libc.sendFile(pair[0], fd, 2, 100));
      libc.close(fd);
    }
  }

  @Test
  void whatHasComeInGoesThroughAPipeIntoAFile() throws IOException {
    if (!Libc.SPLICES) {
      return;
    }
    try (Descriptors descriptors = new Descriptors()) {
      int[] pair = descriptors.pair();
      int[] ends = pipe();
      libc.pipeSize(ends[1], 1 << 16);
      assertEquals(0, libc.spliceFrom(pair[1], ends[1], 100));
      descriptors.send(pair[0], "hello");
      while (libc.poll(readable(pair[1]), 1, -1) == 0) {}
      assertEquals(5, libc.spliceFrom(pair[1], ends[1], 100));
      int fd = create("spliced");
      assertEquals(3, libc.spliceTo(ends[0], fd, 2, 3));
      assertEquals(2, libc.spliceTo(ends[0], fd, 5, 100));
      assertEquals(7, libc.size(fd));
      assertEquals(5, libc.read(fd, memory, 100, 2));
      assertEquals("hello", text(5));
      libc.close(fd);
      libc.close(ends[0]);
      libc.close(ends[1]);
    }
  }

  @Test
  void aFailureNamesTheFunctionAndWhatTheSystemSays() throws IOException {
    int fd = libc.socket(SocketAddresses.AF_INET);
    libc.close(fd);
    ErrnoException e = assertThrows(ErrnoException.class, () -> libc.receive(-1, memory, 1));
    assertEquals(EBADF, e.errno());
    assertEquals("recv failed: " + e.text(), e.getMessage());
    assertFalse(e.text().isBlank());
    assertThrows(ErrnoException.class, () -> libc.close(-1));
    libc.closeQuietly(-1);
  }

  @Test
  void aResetIsAFailureOfTheNextReadAndWrite() throws IOException {
    try (Descriptors descriptors = new Descriptors()) {
      int[] pair = descriptors.pair();
      descriptors.send(pair[0], "never read");
      while (libc.poll(readable(pair[1]), 1, -1) == 0) {}
      descriptors.close(pair[1]);
      assertThrows(ErrnoException.class, () -> receive(pair[0]));
      assertThrows(ErrnoException.class, () -> libc.send(pair[0], memory, 1)); // and no SIGPIPE
      libc.shutdownOutput(pair[0]); // nothing to do
    }
  }

  @Test
  void waitsInMillisecondsRoundUp() {
    assertEquals(-1, Libc.millis(-1));
    assertEquals(0, Libc.millis(0));
    assertEquals(1, Libc.millis(1));
    assertEquals(1, Libc.millis(1_000_000));
    assertEquals(2, Libc.millis(1_000_001));
    assertEquals(Integer.MAX_VALUE, Libc.millis(Long.MAX_VALUE));
  }

  @Test
  void nothingThatTheSystemHasIsReportedMissing() {
    if (OS == Posix.LINUX) {
      assertNull(PosixTransport.unsupported("epoll"));
      assertFalse(Libc.MISSING.contains("statx"));
    }
    assertNull(PosixTransport.unsupported("poll"));
    assertNull(PosixTransport.unsupported("select"));
  }

  private int listener() throws IOException {
    int listener = libc.socket(SocketAddresses.AF_INET);
    libc.option(listener, OS.solSocket, OS.soReuseaddr, 1);
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    libc.bind(listener, address, addresses.write(any, address));
    libc.listen(listener, 16);
    return listener;
  }

  private int accept(int listener) throws IOException {
    int fd;
    do {
      fd = libc.accept(listener, address);
    } while (fd < 0);
    return fd;
  }

  private int receive(int fd) throws IOException {
    int n;
    do {
      n = libc.receive(fd, memory, memory.byteSize());
    } while (n == 0);
    return n;
  }

  private int create(String name) throws IOException {
    memory.setString(0, directory.resolve(name).toString());
    return libc.open(memory, OS.cloexec | OS.creat | OS.excl | O_RDWR, 0666);
  }

  private int[] pipe() throws IOException {
    libc.pipe(memory);
    return new int[] {memory.getAtIndex(JAVA_INT, 0), memory.getAtIndex(JAVA_INT, 1)};
  }

  private MemorySegment readable(int fd) {
    MemorySegment pollfd = libc.allocate(8);
    pollfd.set(JAVA_INT, 0, fd);
    pollfd.set(JAVA_SHORT, 4, (short) POLLIN);
    return pollfd;
  }

  private String text(int size) {
    return new String(memory.asSlice(0, size).toArray(JAVA_BYTE), US_ASCII);
  }

  private static void assertStartsWith(String start, Exception e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(start), message);
  }
}
