package dev.wherry.io.posix;

import dev.wherry.io.Anchor;
import dev.wherry.io.ChannelFile;
import dev.wherry.io.DirectoryCursor;
import dev.wherry.io.OpenFile;
import dev.wherry.io.Pipe;
import dev.wherry.io.Ready;
import dev.wherry.io.Socket;
import dev.wherry.io.Transport;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystems;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport over descriptors, with one of four pollers. It may be made on one thread and used on
 * another, as long as it is one at a time; {@link #wakeup} is for any.
 */
public final class PosixTransport implements Transport {

  private static final Logger log = LoggerFactory.getLogger(PosixTransport.class);
  private static final int EINVAL = 22; // the same on every system

  final Libc libc;
  final Scratch scratch;
  final SocketAddresses addresses;

  /** Room for one address, for the length of one call. */
  final MemorySegment address;

  private final SocketOpener opener;
  private final Poller poller;
  private final Waker waker;
  private final Poller.Found collector = this::collect;
  private @Nullable Ready collected;
  private boolean woken;
  private @Nullable SplicePipe pipe;
  private boolean hasNoPipe;

  /** The watched sockets, by descriptor. */
  private @Nullable PosixSocket[] sockets = new PosixSocket[64];

  PosixTransport(Libc libc, Poller poller) throws IOException {
    this.libc = libc;
    this.poller = poller;
    scratch = new Scratch(libc);
    addresses = new SocketAddresses(Posix.here());
    address = libc.allocate(SocketAddresses.SIZE);
    opener = new SocketOpener(libc, addresses, address);
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

  /** {@link dev.wherry.io.TransportType#prepare}. */
  public static void prepare() {
    Libc.linkForSessions();
  }

  @Override
  public Socket listen(InetSocketAddress address, int backlog) throws IOException {
    return new PosixSocket(this, opener.listen(address, backlog));
  }

  @Override
  public @Nullable Socket accept(Socket listener) throws IOException {
    int fd = opener.accept(((PosixSocket) listener).fd());
    return fd < 0 ? null : socketWithPeer(fd);
  }

  @Override
  public Socket connect(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    return socketWithPeer(opener.connect(remote, local));
  }

  /** The peer's address is the one in {@link #address}. */
  private PosixSocket socketWithPeer(int fd) {
    long high = addresses.high(address);
    long low = addresses.low(address);
    return new PosixSocket(this, fd, high, low, addresses.scope(address), addresses.port(address));
  }

  @Override
  public void adopt(Socket socket) {
    ((PosixSocket) socket).moveTo(this);
  }

  @Override
  public void watch(Socket socket, int before, int after) throws IOException {
    PosixSocket watched = (PosixSocket) socket;
    int fd = watched.fd();
    if (fd < 0) {
      throw new ClosedChannelException();
    }
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
    if (fd < 0) {
      return; // the number may be another socket's
    }
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
  public @Nullable DirectoryCursor list(Path directory) throws IOException {
    if (!Libc.readsDirectories() || !isOnDisk(directory)) {
      return null;
    }
    return StatxCursor.open(libc, scratch, directory);
  }

  /** A default file system of somebody else's making has names that the system does not know. */
  private static boolean isOnDisk(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault())
        && path.getClass().getModule().equals(Object.class.getModule());
  }

  @Override
  public OpenFile open(Path path, Set<? extends OpenOption> options) throws IOException {
    return isOnDisk(path)
        ? DescriptorFile.open(libc, scratch, path, options)
        : ChannelFile.open(path, options);
  }

  @Override
  public @Nullable OpenFile open(Anchor from, byte[] name, Set<? extends OpenOption> options)
      throws IOException {
    return DescriptorFile.open(libc, scratch, (HeldFile) from, name, options);
  }

  @Override
  public @Nullable DirectoryCursor list(Anchor from, byte[] relative) throws IOException {
    return Libc.readsDirectories()
        ? StatxCursor.open(libc, scratch, (HeldFile) from, relative)
        : null;
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
      return sendCopy(socket, file, position, count, 0);
    }
  }

  /** The same through memory, and {@code send} has flags. */
  long sendCopy(int socket, int file, long position, long count, int flags) throws IOException {
    int n = libc.read(file, scratch.segment(), Math.min(count, Scratch.SIZE), position);
    return n == 0 ? Socket.END : libc.send(socket, scratch.segment(), n, flags);
  }

  /** {@link Socket#pipe}, for a descriptor. The pipe is made when it is first of use. */
  @Nullable Pipe pipe(int socket, long most) throws IOException {
    if (pipe == null && !hasNoPipe) {
      try {
        pipe = SplicePipe.open(libc, scratch);
      } catch (IOException e) {
        hasNoPipe = true; // all goes through memory then, as it does elsewhere
        log.debug("uploads go through memory", e);
      }
    }
    return pipe != null && pipe.fill(socket, most) ? pipe : null;
  }

  @Override
  public void close() {
    if (pipe != null) {
      pipe.close();
    }
    waker.close();
    poller.close();
  }

  private interface PollerMaker {
    Poller make(Libc libc) throws IOException;
  }
}
