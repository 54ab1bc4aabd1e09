package dev.wherry.io.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Connected TCP sockets of the loopback interface, closed with it. */
final class Descriptors implements AutoCloseable {

  private final Libc libc = new Libc();
  private final SocketAddresses addresses = new SocketAddresses(Posix.here());
  private final MemorySegment address = libc.allocate(SocketAddresses.SIZE);
  private final MemorySegment memory = libc.allocate(4096);
  private final Set<Integer> open = new HashSet<>();
  private final int listener;

  Descriptors() throws IOException {
    listener = libc.socket(SocketAddresses.AF_INET);
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    libc.bind(listener, address, addresses.write(any, address));
    libc.listen(listener, 16);
    open.add(listener);
  }

  /** Two ends of a new connection. */
  int[] pair() throws IOException {
    int near = libc.socket(SocketAddresses.AF_INET);
    open.add(near);
    libc.localAddress(listener, address);
    libc.connect(near, address, addresses.write(addresses.read(address), address));
    int far;
    do {
      far = libc.accept(listener, address);
    } while (far < 0);
    open.add(far);
    return new int[] {near, far};
  }

  /** A pair whose first end has a number that was just closed, once the system gives it again. */
  int[] pairWithNumber(int number) throws IOException {
    while (true) {
      int[] pair = pair();
      if (pair[0] == number) {
        return pair;
      }
      if (pair[1] == number) {
        return new int[] {pair[1], pair[0]};
      }
    }
  }

  void send(int fd, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    libc.send(fd, memory, bytes.length);
  }

  /** Sends until the socket takes no more. */
  void fill(int fd) throws IOException {
    MemorySegment zeros = libc.allocate(1 << 20);
    while (libc.send(fd, zeros, zeros.byteSize()) > 0) {}
  }

  /** Reads once, and returns what {@link Libc#receive} does. */
  int receive(int fd) throws IOException {
    return libc.receive(fd, memory, memory.byteSize());
  }

  /** Reads all that is there. */
  void empty(int fd) throws IOException {
    while (receive(fd) > 0) {}
  }

  void close(int fd) throws IOException {
    open.remove(fd);
    libc.close(fd);
  }

  @Override
  public void close() {
    open.forEach(libc::closeQuietly);
  }
}
