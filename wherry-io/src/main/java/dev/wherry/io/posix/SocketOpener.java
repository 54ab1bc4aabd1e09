package dev.wherry.io.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Makes sockets: listening, accepted and connecting ones, with the options they need. */
final class SocketOpener {

  private static final int EACCES = 13; // the same on every system, as those that follow
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_IP = 0;
  private static final int IP_BIND_ADDRESS_NO_PORT = 24; // Linux
  private static final int TCP_NODELAY = 1;
  private static final int IPPROTO_IPV6 = 41;

  private final Posix system = Posix.here();
  private final Libc libc;
  private final SocketAddresses addresses;
  private final MemorySegment address;

  /**
   * @param address room for one address, in which {@link #accept} and {@link #connect} leave the
   *     peer's
   */
  SocketOpener(Libc libc, SocketAddresses addresses, MemorySegment address) {
    this.libc = libc;
    this.addresses = addresses;
    this.address = address;
  }

  /** {@link dev.wherry.io.Transport#listen}. */
  int listen(InetSocketAddress at, int backlog) throws IOException {
    InetAddress ip = resolved(at);
    try {
      if (!ip.isAnyLocalAddress()) {
        return listen(libc.socket(addresses.family(ip)), at, backlog);
      }
      int fd = dualStackSocket();
      return fd < 0
          ? listen(libc.socket(SocketAddresses.AF_INET), wildcard(4, at.getPort()), backlog)
          : listen(fd, wildcard(16, at.getPort()), backlog);
    } catch (ErrnoException e) {
      throw unbound("cannot listen on ", at, e);
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

  private int listen(int fd, InetSocketAddress at, int backlog) throws IOException {
    try {
      libc.option(fd, system.solSocket, system.soReuseaddr, 1);
      // Connections inherit both. Urgent data in its place among the rest is how a Telnet Synch
      // (RFC 959, section 4.1.3) reaches whoever reads the lines.
      libc.option(fd, system.solSocket, system.soOobinline, 1);
      libc.option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
      libc.bind(fd, address, addresses.write(at, address));
      libc.listen(fd, backlog);
      return fd;
    } catch (IOException e) {
      libc.closeQuietly(fd);
      throw e;
    }
  }

  /** The next connection, or -1 if none waits. */
  int accept(int listener) throws IOException {
    int fd = libc.accept(listener, address);
    if (fd >= 0 && system != Posix.LINUX) {
      sendWithoutDelay(fd); // nobody has looked whether it is inherited there
    }
    return fd;
  }

  private void sendWithoutDelay(int fd) throws IOException {
    try {
      libc.option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    } catch (ErrnoException e) {
      // The connection is gone, and BSD says so here. The first read will, too.
    }
  }

  /** {@link dev.wherry.io.Transport#connect}. */
  int connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
    InetAddress ip = resolved(remote);
    try {
      int fd = libc.socket(addresses.family(ip));
      try {
        libc.option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
        if (local != null) {
          bind(fd, local, ip.getAddress().length);
        }
        libc.connect(fd, address, addresses.write(remote, address));
        return fd;
      } catch (IOException e) {
        libc.closeQuietly(fd);
        throw e;
      }
    } catch (ErrnoException e) {
      throw refused(remote, e);
    }
  }

  private void bind(int fd, InetSocketAddress local, int length) throws IOException {
    boolean any = resolved(local).isAnyLocalAddress();
    try {
      libc.option(fd, system.solSocket, system.soReuseaddr, 1);
      if (local.getPort() == 0 && length == 4 && system == Posix.LINUX) {
        // The port is chosen when the other end is known, and so may be in use towards others. A
        // port chosen here can be one that is taken towards this very end, now that it is reusable.
        libc.option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
      }
      InetSocketAddress from = any ? wildcard(length, local.getPort()) : local;
      libc.bind(fd, address, addresses.write(from, address));
    } catch (ErrnoException e) {
      throw unbound("cannot connect from ", local, e);
    }
  }

  private static InetSocketAddress wildcard(int length, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[length]), port);
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

  /** The exception for a connection that could not be made. */
  static ConnectException refused(InetSocketAddress remote, ErrnoException e) {
    ConnectException refused =
        new ConnectException("cannot connect to " + text(remote) + ": " + e.text());
    refused.initCause(e);
    return refused;
  }

  private static String text(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + address.getPort();
  }
}
