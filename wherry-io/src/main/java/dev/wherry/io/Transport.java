package dev.wherry.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sockets, and the poller that fits them: the one seam between this package and the system.
 *
 * <p>A transport belongs to one event loop and one thread; only {@link #wakeup} may be called by
 * others. Its sockets never block. Readiness is level-triggered, and errors and hang-ups are
 * reported as {@code READ | WRITE}: the next read or write says what went wrong.
 */
public interface Transport extends AutoCloseable {

  /** The socket can be read from, or a connection can be accepted. */
  int READ = 1;

  /** The socket can be written to, or its connection has been made or refused. */
  int WRITE = 2;

  /**
   * Listens for connections. The address is not reused while another process listens on it; {@code
   * TCP_NODELAY} is set on every connection accepted.
   *
   * @param address where to listen; port 0 lets the system choose. The IPv6 wildcard address, which
   *     {@code new InetSocketAddress(port)} is, takes IPv4 connections too; on a system without
   *     IPv6 it stands for the IPv4 wildcard address
   * @param backlog how many connections may wait to be accepted; the system may allow fewer
   */
  Socket listen(InetSocketAddress address, int backlog) throws IOException;

  /**
   * Returns the next connection made to {@code listener}, or null if none waits. A connection that
   * its peer gave up before it was accepted is passed over.
   *
   * @throws IOException if the process or the system has no descriptor to spare
   */
  @Nullable Socket accept(Socket listener) throws IOException;

  /**
   * Begins a connection to {@code remote}. The socket becomes ready for {@link #WRITE} when {@link
   * Socket#finishConnect} has an answer.
   *
   * @param local the address to connect from, or null for any
   */
  Socket connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException;

  /** Takes over a socket that another transport of the same type accepted and has never watched. */
  void adopt(Socket socket);

  /**
   * Changes what is watched on {@code socket} from {@code before} to {@code after}. Zero means "not
   * watched": such a socket costs nothing, and nothing is heard of it.
   *
   * @throws IOException if the poller cannot watch this socket (more than it can hold)
   */
  void watch(Socket socket, int before, int after) throws IOException;

  /**
   * Closes {@code socket} and forgets it. To be called once, and never while {@link Ready} may name
   * the socket: its descriptor number can be used again from here on.
   *
   * @param watched what was watched on it last
   */
  void close(Socket socket, int watched);

  /**
   * Waits for events and adds them to {@code ready}. May return without any.
   *
   * @param nanos how long to wait at most (rounded up to what the system can tell); zero does not
   *     wait, negative waits without limit
   */
  void await(long nanos, Ready ready) throws IOException;

  /** Makes the current or the next {@link #await} return at once. For any thread. */
  void wakeup();

  /**
   * Opens a regular file in the form that this transport's sockets can send fastest. Fails as
   * {@code java.nio.file.Files} does ({@code NoSuchFileException}, {@code AccessDeniedException},
   * {@code FileAlreadyExistsException}, ...). For a file of the default file system this may use
   * the thread that owns the transport only.
   *
   * @param options {@code READ}, {@code WRITE}, {@code CREATE}, {@code CREATE_NEW}, {@code
   *     TRUNCATE_EXISTING} of {@code StandardOpenOption}, and {@code LinkOption.NOFOLLOW_LINKS}
   */
  OpenFile open(Path path, Set<? extends OpenOption> options) throws IOException;

  /**
   * Opens a directory of the default file system in a way that is faster than {@code
   * java.nio.file}, if this transport has one. On the thread that owns the transport only.
   *
   * @return null if there is no such way, or the directory is of another file system
   */
  default @Nullable DirectoryCursor list(Path directory) throws IOException {
    return null;
  }

  /**
   * Opens a regular file that is found as {@link Anchor#find} finds it, if this transport has a
   * faster way than the path of what was found.
   *
   * @param name what lies below {@code from}
   * @param options as for {@link #open(Path, Set)}
   * @return null if there is no such way
   */
  default @Nullable OpenFile open(Anchor from, byte[] name, Set<? extends OpenOption> options)
      throws IOException {
    return null;
  }

  /** {@link #list(Path)} of a directory that is found as {@link Anchor#find} finds it. */
  default @Nullable DirectoryCursor list(Anchor from, byte[] relative) throws IOException {
    return null;
  }

  /** Closes the poller. The sockets must have been closed before. */
  @Override
  void close();
}
