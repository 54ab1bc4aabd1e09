package dev.wherry.io.posix;

import dev.wherry.io.OpenFile;
import dev.wherry.io.Pipe;
import dev.wherry.io.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is a descriptor. There are thousands, so it holds nothing that can be asked for.
 */
final class PosixSocket extends Socket {

  private static final int CLOSED = -1;
  private static final int NO_PEER = -1;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_CORK = 3;
  private static final int MSG_MORE = 0x8000;

  /**
   * A copy of little is cheaper than cork and sendfile: 26 against 28 µs from accept to close at 1
   * KiB, the same at this size.
   */
  private static final int SMALL = 4096;

  // BSD's TCP_NOPUSH says nothing of an end that follows.
  private static final boolean HOLDS = Posix.here() == Posix.LINUX;

  private PosixTransport transport;
  private int fd;

  // The peer's address as SocketAddresses has it.
  private final long high;
  private final long low;
  private final int scope;
  private final int port;

  private boolean holding;
  private boolean corked;

  /** A listening socket. */
  PosixSocket(PosixTransport transport, int fd) {
    this(transport, fd, 0, 0, 0, NO_PEER);
  }

  /** A socket with a peer. */
  PosixSocket(PosixTransport transport, int fd, long high, long low, int scope, int port) {
    this.transport = transport;
    this.fd = fd;
    this.high = high;
    this.low = low;
    this.scope = scope;
    this.port = port;
  }

  int fd() {
    return fd;
  }

  void moveTo(PosixTransport other) {
    transport = other;
  }

  /** From here on every call fails, though the number may be another socket's soon. */
  void forgetDescriptor() {
    fd = CLOSED;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    Scratch scratch = transport.scratch;
    int count = scratch.count(buffer);
    int n = transport.libc.receive(fd, scratch.toFill(buffer), count);
    scratch.filled(buffer, n);
    return n;
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    Scratch scratch = transport.scratch;
    int count = scratch.count(buffer);
    int n = transport.libc.send(fd, scratch.toSend(buffer), count, holding ? MSG_MORE : 0);
    buffer.position(buffer.position() + n);
    return n;
  }

  @Override
  public boolean sends(OpenFile file) {
    return Libc.SENDS_FILES && file instanceof DescriptorFile;
  }

  @Override
  public long sendFile(OpenFile file, long position, long count) throws IOException {
    int from = ((DescriptorFile) file).fd();
    if (holding && !corked) {
      if (count <= SMALL) {
        return transport.sendCopy(fd, from, position, count, MSG_MORE);
      }
      corked = true;
      transport.libc.option(fd, IPPROTO_TCP, TCP_CORK, 1); // sendfile takes no flags
    }
    return transport.sendFile(fd, from, position, count);
  }

  @Override
  public @Nullable Pipe pipe(long most) throws IOException {
    return Libc.SPLICES ? transport.pipe(fd, most) : null;
  }

  @Override
  public boolean finishConnect() throws IOException {
    try {
      transport.libc.socketError(fd);
      return transport.libc.peerAddress(fd, transport.address);
    } catch (ErrnoException e) {
      throw SocketOpener.refused(remoteAddress(), e);
    }
  }

  @Override
  public void holdLast() {
    holding = HOLDS;
  }

  @Override
  public void shutdownOutput() throws IOException {
    transport.libc.shutdownOutput(fd);
  }

  @Override
  public InetSocketAddress localAddress() throws IOException {
    transport.libc.localAddress(fd, transport.address);
    return transport.addresses.read(transport.address);
  }

  @Override
  public InetSocketAddress remoteAddress() throws IOException {
    if (port == NO_PEER) {
      throw new IOException("a listening socket has no peer");
    }
    return SocketAddresses.address(high, low, scope, port);
  }
}
