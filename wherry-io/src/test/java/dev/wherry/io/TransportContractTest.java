package dev.wherry.io;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every promise of {@link Transport}, {@link Socket} and {@link OpenFile}, kept by each of them.
 */
@ParameterizedClass
@MethodSource("transports")
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
class TransportContractTest {

  private static final long FOR_EVER = -1;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Path FDINFO = Path.of("/proc/self/fdinfo");
  private static final Set<OpenOption> TO_READ = Set.of(StandardOpenOption.READ);

  private final TransportType type;
  private final Transport transport;
  private final Ready ready = new Ready();
  private final byte[] megabyte = new byte[1 << 20];

  @TempDir Path directory;

  TransportContractTest(TransportType type) throws IOException {
    this.type = type;
    transport = type.open();
    new Random(203).nextBytes(megabyte);
  }

  static Stream<TransportType> transports() {
    return Stream.of(TransportType.values()).filter(TransportContractTest::works);
  }

  private static boolean works(TransportType type) {
    String reason = type.unsupported();
    if (reason != null) {
      System.out.println("left out of TransportContractTest: " + reason);
    }
    return reason == null;
  }

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void nobodyIsAcceptedWhileNobodyComes() throws IOException {
    Socket listener = listen();
    assertNull(transport.accept(listener));
    transport.watch(listener, 0, READ);
    assertEquals(0, found(0));
    transport.close(listener, READ);
  }

  @Test
  void aListenerIsReadableUntilAllHaveBeenAccepted() throws IOException {
    Socket listener = listen();
    Socket near = transport.connect(listener.localAddress(), null);
    awaitEvent(listener, READ);
    Socket far = requireNonNull(transport.accept(listener));
    assertNull(transport.accept(listener));
    transport.watch(listener, 0, READ);
    assertEquals(0, found(0));
    transport.watch(listener, READ, 0);
    close(listener, near, far);
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
    assertEquals("hello", carry(pair.near, pair.far, "hello", direct));
    assertEquals("goodbye", carry(pair.far, pair.near, "goodbye", direct));
    close(pair);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readingAndWritingKeepToTheBuffersBounds(boolean direct) throws IOException {
    Pair pair = connect();
    ByteBuffer out = buffer(10, direct).put(0, "0123456789".getBytes(US_ASCII));
    assertEquals(4, pair.near.write(out.position(3).limit(7)));
    assertEquals(7, out.position());
    awaitEvent(pair.far, READ);
    ByteBuffer in = buffer(10, direct);
    assertEquals(2, pair.far.read(in.position(5).limit(7)));
    assertEquals(7, in.position());
    assertEquals(2, pair.far.read(in.limit(10)));
    assertEquals("\0\0\0\0\0" + "3456" + "\0", text(in.clear()));
    close(pair);
  }

  @Test
  void readOnlyBuffersCanBeWritten() throws IOException {
    Pair pair = connect();
    ByteBuffer hello = ByteBuffer.wrap("hello".getBytes(US_ASCII)).asReadOnlyBuffer();
    assertEquals(5, pair.near.write(hello));
    assertFalse(hello.hasRemaining());
    assertEquals("hello", read(pair.far, 5));
    close(pair);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSocketTakesWhatItCanAndTheRestWhenThereIsRoom(boolean direct) throws IOException {
    Pair pair = connect();
    ByteBuffer out = buffer(megabyte.length, direct).put(megabyte).flip();
    assertEquals(Socket.WOULD_BLOCK, pair.far.read(ByteBuffer.allocate(1)));
    transport.watch(pair.near, 0, WRITE);
    do { // what is on its way to the peer makes room again, in the kernel's good time
      while (pair.near.write(out) != Socket.WOULD_BLOCK) {
        if (!out.hasRemaining()) {
          out.rewind();
        }
      }
    } while (found(0) != 0); // a full socket is not ready
    ByteBuffer in = buffer(megabyte.length, direct);
    long received = 0;
    while (found(0) == 0) {
      int n = pair.far.read(in.clear());
      for (int i = 0; i < n; i++) {
        assertEquals(megabyte[(int) (received++ % megabyte.length)], in.get(i));
      }
    }
    assertTrue(pair.near.write(out) > 0);
    transport.watch(pair.near, WRITE, 0);
    close(pair);
  }

  @Test
  void theEndOfTheOutputIsTheEndOfThePeersInputAndNotOfItsOutput() throws IOException {
    Pair pair = connect();
    pair.near.shutdownOutput();
    awaitEvent(pair.far, READ);
    assertEquals(Socket.END, pair.far.read(ByteBuffer.allocate(10)));
    assertEquals("still here", carry(pair.far, pair.near, "still here", true));
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
  void aResetIsReportedWhateverIsWatched() throws IOException {
    for (int watched : new int[] {READ, WRITE, READ | WRITE}) {
      Socket socket = resetByPeer();
      transport.watch(socket, 0, watched);
      int seen = 0;
      while ((seen & watched) != watched) {
        found(FOR_EVER);
        for (int i = 0; i < ready.size(); i++) {
          seen |= ready.events(i);
        }
      }
      transport.watch(socket, watched, 0);
      close(socket);
    }
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
  void bothEndsKnowBothAddresses() throws IOException {
    Socket listener = listen();
    Pair pair = connectTo(listener, listener.localAddress());
    assertEquals(listener.localAddress(), pair.near.remoteAddress());
    assertEquals(pair.near.remoteAddress(), pair.far.localAddress());
    assertEquals(pair.near.localAddress(), pair.far.remoteAddress());
    assertThrows(IOException.class, listener::remoteAddress);
    close(pair);
    close(listener);
  }

  @Test
  void aConnectionCanBeMadeFromAnAddressOfChoice() throws IOException {
    Socket free = transport.listen(new InetSocketAddress(LOOPBACK, 0), 1);
    InetSocketAddress chosen = free.localAddress();
    close(free);
    Socket listener = listen();
    Socket near = transport.connect(listener.localAddress(), chosen);
    Socket far = accept(listener);
    assertEquals(chosen, near.localAddress());
    assertEquals(chosen, far.remoteAddress());
    close(listener, near, far);
  }

  @Test
  void aConnectionCanBeMadeFromAPortOfChoiceAtAnyAddress() throws IOException {
    Socket free = transport.listen(new InetSocketAddress(LOOPBACK, 0), 1);
    int port = port(free);
    close(free);
    Socket listener = listen();
    Socket near = transport.connect(listener.localAddress(), new InetSocketAddress(port));
    Socket far = accept(listener);
    assertEquals(new InetSocketAddress(LOOPBACK, port), far.remoteAddress());
    close(listener, near, far);
  }

  @Test
  void theWildcardAddressTakesIpv4AndCallsItSo() throws IOException {
    Socket listener = transport.listen(new InetSocketAddress(0), 10);
    Pair pair = connectTo(listener, new InetSocketAddress(LOOPBACK, port(listener)));
    assertInstanceOf(Inet4Address.class, pair.far.remoteAddress().getAddress());
    assertInstanceOf(Inet4Address.class, pair.far.localAddress().getAddress());
    assertEquals(pair.near.localAddress(), pair.far.remoteAddress());
    close(pair);
    close(listener);
  }

  @Test
  void theWildcardAddressTakesIpv6WhereThereIsIpv6() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("::1");
    if (!hasIpv6()) {
      return;
    }
    for (String any : new String[] {"::", "0.0.0.0"}) {
      InetSocketAddress wildcard = new InetSocketAddress(InetAddress.ofLiteral(any), 0);
      Socket listener = transport.listen(wildcard, 10);
      Pair pair = connectTo(listener, new InetSocketAddress(loopback, port(listener)));
      assertEquals(loopback, pair.far.remoteAddress().getAddress());
      assertEquals(pair.near.localAddress(), pair.far.remoteAddress());
      assertEquals(loopback, pair.far.localAddress().getAddress());
      close(pair);
      close(listener);
    }
  }

  @Test
  void anIpv6AddressCanBeListenedOnWhereThereIsIpv6() throws IOException {
    if (!hasIpv6()) {
      return;
    }
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
    Socket listener = transport.listen(loopback, 10);
    Pair pair = connectTo(listener, listener.localAddress());
    assertEquals("hello", carry(pair.near, pair.far, "hello", true));
    close(pair);
    close(listener);
  }

  @Test
  void noAddressHasAName() throws IOException {
    Socket listener = listen();
    Pair pair = connectTo(listener, listener.localAddress());
    assertEquals("127.0.0.1", pair.far.remoteAddress().getHostString());
    assertEquals("127.0.0.1", pair.far.localAddress().getHostString());
    close(pair);
    close(listener);
  }

  @Test
  void aPortThatIsListenedOnIsRefusedByNumber() throws IOException {
    Socket listener = listen();
    InetSocketAddress taken = listener.localAddress();
    BindException e = assertThrows(BindException.class, () -> transport.listen(taken, 10));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("127.0.0.1:" + taken.getPort()), message);
    close(listener);
  }

  @Test
  void aPortCanBeListenedOnAgainAtOnce() throws IOException {
    Socket listener = listen();
    InetSocketAddress address = listener.localAddress();
    Pair pair = connectTo(listener, address);
    closeAndAwait(pair.far); // who closes first keeps the port for minutes
    awaitEvent(pair.near, READ);
    close(pair.near);
    closeAndAwait(listener);
    close(transport.listen(address, 10));
  }

  @Test
  void interestCanChangeFromAnyToAny() throws IOException {
    Pair pair = connect();
    pair.far.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
    awaitEvent(pair.near, READ); // readable and writable from now on
    int both = READ | WRITE;
    for (int before = 0; before <= both; before++) {
      for (int after = 0; after <= both; after++) {
        transport.watch(pair.near, 0, before);
        transport.watch(pair.near, before, after);
        found(0);
        int events = 0;
        for (int i = 0; i < ready.size(); i++) {
          assertEquals(pair.near, ready.socket(i));
          events |= ready.events(i);
        }
        assertEquals(after, events);
        transport.watch(pair.near, after, 0);
      }
    }
    close(pair);
  }

  /** The selector of the JDK has an epoll set on Linux as well; the others have no table there. */
  @Test
  void whatWantsNothingIsNotInTheKernelsTable() throws IOException {
    boolean hasTable = type == TransportType.EPOLL || type == TransportType.NIO;
    if (!hasTable || !Files.exists(FDINFO)) {
      return;
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pairs.add(connect());
    }
    transport.await(0, ready);
    long before = inKernelTables();
    for (Pair pair : pairs) {
      transport.watch(pair.near(), 0, READ);
    }
    transport.await(0, ready);
    assertEquals(before + 20, inKernelTables());
    for (Pair pair : pairs) {
      transport.watch(pair.near(), READ, 0);
    }
    transport.await(0, ready);
    assertEquals(before, inKernelTables());
    pairs.forEach(this::close);
  }

  /** How many descriptors are in the epoll sets of this process. */
  private static long inKernelTables() throws IOException {
    long entries = 0;
    try (Stream<Path> infos = Files.list(FDINFO)) {
      for (Path info : infos.toList()) {
        try (Stream<String> lines = Files.lines(info)) {
          entries += lines.filter(line -> line.startsWith("tfd:")).count();
        } catch (NoSuchFileException | UncheckedIOException _) {
          // closed meanwhile
        }
      }
    }
    return entries;
  }

  @Test
  void whatStaysReadyIsReportedAgain() throws IOException {
    Pair pair = connect();
    pair.far.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
    transport.watch(pair.near, 0, READ);
    assertEquals(1, found(FOR_EVER));
    assertEquals(1, found(FOR_EVER));
    assertEquals(5, pair.near.read(ByteBuffer.allocate(10)));
    assertEquals(0, found(0));
    transport.watch(pair.near, READ, 0);
    close(pair);
  }

  @Test
  void aSocketThatWasClosedIsNotHeardOf() throws IOException {
    Pair closed = connect();
    transport.watch(closed.near, 0, READ | WRITE);
    transport.close(closed.near, READ | WRITE);
    Pair pair = connect(); // perhaps with the same numbers
    transport.watch(pair.near, 0, READ);
    assertEquals(0, found(0));
    assertThrows(IOException.class, () -> closed.near.read(ByteBuffer.allocate(1)));
    transport.watch(pair.near, READ, 0);
    close(pair);
    close(closed.far);
  }

  @Test
  void aWakeupEndsTheNextWait() throws IOException {
    transport.wakeup();
    transport.wakeup();
    assertEquals(0, found(FOR_EVER));
    transport.wakeup();
    assertEquals(0, found(FOR_EVER));
  }

  @Test
  void aWakeupOfAnotherThreadEndsTheWaitThatIsOn() throws Exception {
    for (int i = 0; i < 1000; i++) {
      Thread other = Thread.ofPlatform().start(transport::wakeup);
      assertEquals(0, found(FOR_EVER));
      other.join();
    }
  }

  @Test
  void awaitKeepsWhatIsInReadyAlready() throws IOException {
    Pair pair = connect();
    transport.watch(pair.near, 0, WRITE);
    transport.watch(pair.far, 0, WRITE);
    ready.clear();
    ready.add(pair.near, READ);
    while (ready.size() < 3) {
      transport.await(FOR_EVER, ready);
    }
    assertEquals(READ, ready.events(0));
    transport.watch(pair.near, WRITE, 0);
    transport.watch(pair.far, WRITE, 0);
    close(pair);
  }

  @Test
  void aSocketCanMoveToAnotherTransportBeforeItIsWatched() throws IOException {
    Transport other = type.open();
    try {
      Pair pair = connect();
      other.adopt(pair.far);
      other.watch(pair.far, 0, READ);
      pair.near.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
      ready.clear();
      other.await(FOR_EVER, ready);
      assertEquals(pair.far, ready.socket(0));
      ByteBuffer in = ByteBuffer.allocate(10);
      assertEquals(5, pair.far.read(in));
      assertEquals("hello", text(in.flip()));
      other.close(pair.far, READ);
      close(pair.near);
    } finally {
      other.close();
    }
  }

  @Test
  void aFileIsSentFromAnyPositionUpToItsEnd() throws IOException {
    Pair pair = connect();
    try (OpenFile file = file("0123456789".getBytes(US_ASCII))) {
      assertTrue(pair.near.sends(file));
      assertEquals(3, pair.near.sendFile(file, 2, 3));
      assertEquals("234", read(pair.far, 3));
      assertEquals(2, pair.near.sendFile(file, 8, 1000));
      assertEquals("89", read(pair.far, 2));
      assertEquals(Socket.END, pair.near.sendFile(file, 10, 1000));
      assertEquals(Socket.END, pair.near.sendFile(file, 11, 1000));
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
        long n = position == content.length ? 0 : pair.near.sendFile(file, position, 1L << 40);
        if (n == Socket.WOULD_BLOCK) {
          blocked |= position < content.length;
          awaitEvent(pair.far, READ);
          pair.far.read(in);
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
        if (pair.near.sends(file)) { // as the JDK does, by way of memory
          assertEquals(5, pair.near.sendFile(file, 0, 5));
        } else {
          ByteBuffer buffer = ByteBuffer.allocate(5);
          assertEquals(5, file.read(buffer, 0));
          pair.near.write(buffer.flip());
        }
        assertEquals("hello", read(pair.far, 5));
      }
    }
    close(pair);
  }

  private record Pair(Socket near, Socket far) {}

  private Socket listen() throws IOException {
    return transport.listen(new InetSocketAddress(LOOPBACK, 0), 10);
  }

  private Pair connect() throws IOException {
    Socket listener = listen();
    Pair pair = connectTo(listener, listener.localAddress());
    close(listener);
    return pair;
  }

  private Pair connectTo(Socket listener, InetSocketAddress address) throws IOException {
    Socket near = transport.connect(address, null);
    Socket far = accept(listener);
    awaitEvent(near, WRITE);
    assertTrue(near.finishConnect());
    return new Pair(near, far);
  }

  private Socket accept(Socket listener) throws IOException {
    awaitEvent(listener, READ);
    return requireNonNull(transport.accept(listener));
  }

  /** One wait; how many were found. */
  private int found(long nanos) throws IOException {
    ready.clear();
    transport.await(nanos, ready);
    return ready.size();
  }

  private Socket resetByPeer() throws IOException {
    Socket listener = listen();
    try (java.net.Socket peer = new java.net.Socket(LOOPBACK, port(listener))) {
      Socket accepted = accept(listener);
      peer.setSoLinger(true, 0);
      return accepted;
    } finally {
      close(listener);
    }
  }

  /** Waits until {@code socket}, which is not watched, is ready for any of {@code events}. */
  private void awaitEvent(Socket socket, int events) throws IOException {
    transport.watch(socket, 0, events);
    int seen = 0;
    while ((seen & events) == 0) {
      found(FOR_EVER);
      for (int i = 0; i < ready.size(); i++) {
        seen |= ready.socket(i).equals(socket) ? ready.events(i) : 0;
      }
    }
    transport.watch(socket, events, 0);
  }

  private String carry(Socket from, Socket to, String text, boolean direct) throws IOException {
    ByteBuffer out = buffer(text.length(), direct).put(text.getBytes(US_ASCII)).flip();
    assertEquals(text.length(), from.write(out));
    assertFalse(out.hasRemaining());
    return read(to, text.length());
  }

  private String read(Socket socket, int count) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(count);
    while (in.hasRemaining()) {
      awaitEvent(socket, READ);
      assertNotEquals(Socket.END, socket.read(in));
    }
    return text(in.flip());
  }

  private static String text(ByteBuffer buffer) {
    return ISO_8859_1.decode(buffer).toString();
  }

  private static ByteBuffer buffer(int size, boolean direct) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }

  private OpenFile file(byte[] content) throws IOException {
    return transport.open(Files.write(directory.resolve("content"), content), TO_READ);
  }

  private static int port(Socket socket) throws IOException {
    return socket.localAddress().getPort();
  }

  private void close(Pair pair) {
    close(pair.near, pair.far);
  }

  private void close(Socket... unwatched) {
    for (Socket socket : unwatched) {
      transport.close(socket, 0);
    }
  }

  /** The JDK closes a socket at once only in name: its descriptor goes with the next wait. */
  private void closeAndAwait(Socket unwatched) throws IOException {
    transport.close(unwatched, 0);
    found(0);
  }

  private static boolean hasIpv6() {
    try {
      new java.net.ServerSocket(0, 1, InetAddress.ofLiteral("::1")).close();
      return true;
    } catch (IOException e) {
      System.out.println("no IPv6 here: " + e.getMessage());
      return false;
    }
  }
}
