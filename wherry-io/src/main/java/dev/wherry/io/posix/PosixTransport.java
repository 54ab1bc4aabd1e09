package dev.wherry.io.posix;

import dev.wherry.io.ChannelFile;
import dev.wherry.io.OpenFile;
import dev.wherry.io.Ready;
import dev.wherry.io.Socket;
import dev.wherry.io.Transport;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystems;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transport over descriptors, with one of four pollers. It may be made on one thread and used on
 * another, as long as it is one at a time; {@link #wakeup} is for any.
 */
public final class PosixTransport implements Transport {

  private static final int EACCES = 13; // the same on every system, as the next three
  private static final int EINVAL = 22;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int IPPROTO_IPV6 = 41;
  private static final int PIECE = 64 * 1024;

  final Libc libc;
  final Scratch scratch;
  final SocketAddresses addresses;

  /** Room for one address, for the length of one call. */
  final MemorySegment address;

  private final Posix system = Posix.here();
  private final Poller poller;
  private final Waker waker;
  private final Poller.Found collector = this::collect;
  private @Nullable Ready collected;
  private boolean woken;

  /** The watched sockets, by descriptor. */
  private @Nullable PosixSocket[] sockets = new PosixSocket[64];

  PosixTransport(Libc libc, Poller poller) throws IOException {
    this.libc = libc;
    this.poller = poller;
    scratch = new Scratch(libc);
    addresses = new SocketAddresses(system);
    address = libc.allocate(SocketAddresses.SIZE);
    waker = Waker.open(libc);
    try {
      poller.watch(waker.fd(), 0, READ);
    } catch (IOException e) {
      waker.close();
      throw e;
    }
  }

  /** A transport with {@code epoll(7)}. */
  public static PosixTransport epoll() throws IOException {
    return open("epoll", EpollPoller::new);
  }

  /** A transport with {@code kqueue(2)}. */
  public static PosixTransport kqueue() throws IOException {
    return open("kqueue", KqueuePoller::new);
  }

  /** A transport with {@code poll(2)}. */
  public static PosixTransport poll() throws IOException {
    return open("poll", PollPoller::new);
  }

  /** A transport with {@code select(2)}. */
  public static PosixTransport select() throws IOException {
    return open("select", SelectPoller::new);
  }

  private static PosixTransport open(String poller, PollerMaker maker) throws IOException {
    String reason = unsupported(poller);
    if (reason != null) {
      throw new IOException(reason);
    }
    Libc libc = new Libc();
    Poller made = maker.make(libc);
    try {
      return new PosixTransport(libc, made);
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  /**
   * Why there can be no transport with this poller here, in one sentence, or null if there can.
   *
   * @param poller {@code "epoll"}, {@code "kqueue"}, {@code "poll"} or {@code "select"}
   */
  public static @Nullable String unsupported(String poller) {
    return NativeAccess.unsupported(poller);
  }

  @Override
  public Socket listen(InetSocketAddress address, int backlog) throws IOException {
    InetAddress ip = resolved(address);
    try {
      if (!ip.isAnyLocalAddress()) {
        return listen(libc.socket(addresses.family(ip)), address, backlog);
      }
      int fd = dualStackSocket();
      byte[] any = new byte[fd < 0 ? 4 : 16];
      InetSocketAddress all =
          new InetSocketAddress(InetAddress.getByAddress(any), address.getPort());
      return listen(fd < 0 ? libc.socket(SocketAddresses.AF_INET) : fd, all, backlog);
    } catch (ErrnoException e) {
      throw unbound("cannot listen on ", address, e);
    }
  }

  /** A socket for IPv6 and IPv4 together, or -1 if the system has no IPv6 or keeps them apart. */
  private int dualStackSocket() throws IOException {
    int fd = -1;
    try {
      fd = libc.socket(system.afInet6);
      libc.option(fd, IPPROTO_IPV6, system.ipv6V6only, 0);
      return fd;
    } catch (ErrnoException e) {
      if (fd >= 0) {
        libc.closeQuietly(fd); // OpenBSD
      } else if (e.errno() != system.eafnosupport) {
        throw e;
      }
      return -1;
    }
  }

  private Socket listen(int fd, InetSocketAddress address, int backlog) throws IOException {
    try {
      libc.option(fd, system.solSocket, system.soReuseaddr, 1);
      // Connections inherit both. Urgent data in its place among the rest is how a Telnet Synch
      // (RFC 959, section 4.1.3) reaches whoever reads the lines.
      libc.option(fd, system.solSocket, system.soOobinline, 1);
      libc.option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
      libc.bind(fd, this.address, addresses.write(address, this.address));
      libc.listen(fd, backlog);
      return new PosixSocket(this, fd);
    } catch (IOException e) {
      libc.closeQuietly(fd);
      throw e;
    }
  }

  @Override
  public @Nullable Socket accept(Socket listener) throws IOException {
    int fd = libc.accept(((PosixSocket) listener).fd(), address);
    if (fd < 0) {
      return null;
    }
    PosixSocket accepted = socketWithPeer(fd);
    if (system != Posix.LINUX) {
      sendWithoutDelay(fd);
    }
    return accepted;
  }

  /** For systems where nobody has looked whether a connection inherits it. */
  private void sendWithoutDelay(int fd) throws IOException {
    try {
      libc.option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    } catch (ErrnoException e) {
      // BSD says so of a connection that is gone; the first read will, too.
    }
  }

  @Override
  public Socket connect(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    InetAddress ip = resolved(remote);
    int fd = libc.socket(addresses.family(ip));
    try {
      if (local != null) {
        bind(fd, resolved(local).isAnyLocalAddress() ? any(ip, local.getPort()) : local);
      }
      libc.connect(fd, address, addresses.write(remote, address));
      return socketWithPeer(fd);
    } catch (IOException e) {
      libc.closeQuietly(fd);
      throw e instanceof ErrnoException refusal ? PosixSocket.refused(remote, refusal) : e;
    }
  }

  private void bind(int fd, InetSocketAddress local) throws IOException {
    try {
      libc.option(fd, system.solSocket, system.soReuseaddr, 1);
      libc.bind(fd, address, addresses.write(local, address));
    } catch (ErrnoException e) {
      throw unbound("cannot connect from ", local, e);
    }
  }

  /** The wildcard address of the family of {@code peer}. */
  private static InetSocketAddress any(InetAddress peer, int port) throws IOException {
    byte[] zeros = new byte[peer.getAddress().length];
    return new InetSocketAddress(InetAddress.getByAddress(zeros), port);
  }

  /** The peer's address is the one in {@link #address}. */
  private PosixSocket socketWithPeer(int fd) {
    long high = addresses.high(address);
    long low = addresses.low(address);
    return new PosixSocket(this, fd, high, low, addresses.scope(address), addresses.port(address));
  }

  private static InetAddress resolved(InetSocketAddress address) throws IOException {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      throw new UnknownHostException(address.getHostString());
    }
    return ip;
  }

  private IOException unbound(String failure, InetSocketAddress address, ErrnoException e) {
    boolean reserved = e.errno() == EACCES && address.getPort() < 1024;
    String hint = reserved ? " (ports below 1024 need root or CAP_NET_BIND_SERVICE)" : "";
    String message = failure + text(address) + ": " + e.text() + hint;
    boolean ofAddress =
        e.errno() == EACCES || e.errno() == system.eaddrinuse || e.errno() == system.eaddrnotavail;
    IOException unbound = ofAddress ? new BindException(message) : new IOException(message);
    unbound.initCause(e);
    return unbound;
  }

  static String text(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + address.getPort();
  }

  @Override
  public void adopt(Socket socket) {
    ((PosixSocket) socket).moveTo(this);
  }

  @Override
  public void watch(Socket socket, int before, int after) throws IOException {
    PosixSocket watched = (PosixSocket) socket;
    int fd = watched.fd();
    poller.watch(fd, before, after);
    if (fd >= sockets.length) {
      sockets = Arrays.copyOf(sockets, Math.max(fd + 1, sockets.length * 2));
    }
    sockets[fd] = after == 0 ? null : watched;
  }

  @Override
  public void close(Socket socket, int watched) {
    PosixSocket closing = (PosixSocket) socket;
    int fd = closing.fd();
    poller.closed(fd, watched);
    if (watched != 0) {
      sockets[fd] = null;
    }
    closing.forgetDescriptor();
    libc.closeQuietly(fd);
  }

  @Override
  public void await(long nanos, Ready ready) throws IOException {
    collected = ready;
    try {
      poller.await(nanos, collector);
    } finally {
      collected = null;
    }
    if (woken) {
      woken = false;
      waker.drain();
    }
  }

  private void collect(int fd, int events) {
    if (fd == waker.fd()) {
      woken = true;
      return;
    }
    PosixSocket socket = sockets[fd];
    if (socket != null && collected != null) {
      collected.add(socket, events);
    }
  }

  @Override
  public void wakeup() {
    waker.wake();
  }

  @Override
  public OpenFile open(Path path, Set<? extends OpenOption> options) throws IOException {
    // A default file system of somebody else's making has names that the system does not know.
    boolean ours =
        path.getFileSystem() == FileSystems.getDefault()
            && path.getClass().getModule() == Object.class.getModule();
    return ours
        ? DescriptorFile.open(libc, scratch, path, options)
        : ChannelFile.open(path, options);
  }

  /** {@link Socket#sendFile}, for descriptors. */
  long sendFile(int socket, int file, long position, long count) throws IOException {
    try {
      return libc.sendFile(socket, file, position, count);
    } catch (ErrnoException e) {
      if (e.errno() != EINVAL) {
        throw e;
      }
      // Some files, of /proc for one, can only be read: through memory then.
      int n = libc.read(file, scratch.segment(), Math.min(count, PIECE), position);
      return n == 0 ? Socket.END : libc.send(socket, scratch.segment(), n);
    }
  }

  @Override
  public void close() {
    waker.close();
    poller.close();
  }

  private interface PollerMaker {
    Poller make(Libc libc) throws IOException;
  }
}
