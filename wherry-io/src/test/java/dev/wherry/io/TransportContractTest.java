package dev.wherry.io;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every promise of {@link Transport} about waiting: what is watched, found, woken, and moved. */
class TransportContractTest extends TransportFixture {

  private static final Path FDINFO = Path.of("/proc/self/fdinfo");

  TransportContractTest(TransportType type) throws IOException {
    super(type);
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
  void interestCanChangeFromAnyToAny() throws IOException {
    Pair pair = connect();
    pair.far().write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
    awaitEvent(pair.near(), READ); // readable and writable from now on
    int both = READ | WRITE;
    for (int before = 0; before <= both; before++) {
      for (int after = 0; after <= both; after++) {
        transport.watch(pair.near(), 0, before);
        transport.watch(pair.near(), before, after);
        found(0);
        int events = 0;
        for (int i = 0; i < ready.size(); i++) {
          assertEquals(pair.near(), ready.socket(i));
          events |= ready.events(i);
        }
        assertEquals(after, events);
        transport.watch(pair.near(), after, 0);
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
    pair.far().write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
    transport.watch(pair.near(), 0, READ);
    assertEquals(1, found(FOR_EVER));
    assertEquals(1, found(FOR_EVER));
    assertEquals(5, pair.near().read(ByteBuffer.allocate(10)));
    assertEquals(0, found(0));
    transport.watch(pair.near(), READ, 0);
    close(pair);
  }

  @Test
  void aSocketThatWasClosedIsNotHeardOf() throws IOException {
    Pair closed = connect();
    transport.watch(closed.near(), 0, READ | WRITE);
    transport.close(closed.near(), READ | WRITE);
    Pair pair = connect(); // perhaps with the same numbers
    transport.watch(pair.near(), 0, READ);
    assertEquals(0, found(0));
    assertThrows(IOException.class, () -> closed.near().read(ByteBuffer.allocate(1)));
    transport.watch(pair.near(), READ, 0);
    close(pair);
    close(closed.far());
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
    transport.watch(pair.near(), 0, WRITE);
    transport.watch(pair.far(), 0, WRITE);
    ready.clear();
    ready.add(pair.near(), READ);
    while (ready.size() < 3) {
      transport.await(FOR_EVER, ready);
    }
    assertEquals(READ, ready.events(0));
    transport.watch(pair.near(), WRITE, 0);
    transport.watch(pair.far(), WRITE, 0);
    close(pair);
  }

  @Test
  void aSocketCanMoveToAnotherTransportBeforeItIsWatched() throws IOException {
    Transport other = type.open();
    try {
      Pair pair = connect();
      other.adopt(pair.far());
      other.watch(pair.far(), 0, READ);
      pair.near().write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
      ready.clear();
      other.await(FOR_EVER, ready);
      assertEquals(pair.far(), ready.socket(0));
      ByteBuffer in = ByteBuffer.allocate(10);
      assertEquals(5, pair.far().read(in));
      assertEquals("hello", text(in.flip()));
      other.close(pair.far(), READ);
      close(pair.near());
    } finally {
      other.close();
    }
  }
}
