package dev.wherry.io;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A transport of each type there is here, and what can be done with its sockets. */
@ParameterizedClass
@MethodSource("transports")
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
abstract class TransportFixture {

  static final long FOR_EVER = -1;
  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  final TransportType type;
  final Transport transport;
  final Ready ready = new Ready();

  TransportFixture(TransportType type) throws IOException {
    this.type = type;
    transport = type.open();
  }

  static Stream<TransportType> transports() {
    return Stream.of(TransportType.values()).filter(TransportFixture::works);
  }

  private static boolean works(TransportType type) {
    String reason = type.unsupported();
    if (reason != null) {
      System.out.println("left out of the contract of transports: " + reason);
    }
    return reason == null;
  }

  @AfterEach
  void close() {
    transport.close();
  }

  record Pair(Socket near, Socket far) {}

  Socket listen() throws IOException {
    return transport.listen(new InetSocketAddress(LOOPBACK, 0), 10);
  }

  Pair connect() throws IOException {
    Socket listener = listen();
    Pair pair = connectTo(listener, listener.localAddress());
    close(listener);
    return pair;
  }

  Pair connectTo(Socket listener, InetSocketAddress address) throws IOException {
    Socket near = transport.connect(address, null);
    Socket far = accept(listener);
    awaitEvent(near, WRITE);
    assertTrue(near.finishConnect());
    return new Pair(near, far);
  }

  Socket accept(Socket listener) throws IOException {
    awaitEvent(listener, READ);
    return requireNonNull(transport.accept(listener));
  }

  /** One wait; how many were found. */
  int found(long nanos) throws IOException {
    ready.clear();
    transport.await(nanos, ready);
    return ready.size();
  }

  /** Waits until {@code socket}, which is not watched, is ready for any of {@code events}. */
  void awaitEvent(Socket socket, int events) throws IOException {
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

  String read(Socket socket, int count) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(count);
    while (in.hasRemaining()) {
      awaitEvent(socket, READ);
      assertNotEquals(Socket.END, socket.read(in));
    }
    return text(in.flip());
  }

  static String text(ByteBuffer buffer) {
    return ISO_8859_1.decode(buffer).toString();
  }

  static int port(Socket socket) throws IOException {
    return socket.localAddress().getPort();
  }

  void close(Pair pair) {
    close(pair.near(), pair.far());
  }

  void close(Socket... unwatched) {
    for (Socket socket : unwatched) {
      transport.close(socket, 0);
    }
  }

  String carry(Socket from, Socket to, String text, boolean direct) throws IOException {
    ByteBuffer out = buffer(text.length(), direct).put(text.getBytes(US_ASCII)).flip();
    assertEquals(text.length(), from.write(out));
    assertFalse(out.hasRemaining());
    return read(to, text.length());
  }

  static ByteBuffer buffer(int size, boolean direct) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }

  Socket resetByPeer() throws IOException {
    Socket listener = listen();
    try (java.net.Socket peer = new java.net.Socket(LOOPBACK, port(listener))) {
      Socket accepted = accept(listener);
      peer.setSoLinger(true, 0);
      return accepted;
    } finally {
      close(listener);
    }
  }
}
