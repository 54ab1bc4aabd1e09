package dev.wherry.io.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** That the table has a column for this system and that its numbers are this system's. */
class PosixTest {

  private final Posix here = Posix.here();
  private final Libc libc = new Libc();

  @Test
  void everySystemIsKnownByTheNameJavaHasForIt() {
    assertEquals(Posix.LINUX, Posix.named("Linux"));
    assertEquals(Posix.MACOS, Posix.named("Mac OS X"));
    assertEquals(Posix.FREEBSD, Posix.named("FreeBSD"));
    assertEquals(Posix.NETBSD, Posix.named("NetBSD"));
    assertEquals(Posix.OPENBSD, Posix.named("OpenBSD"));
    assertNull(Posix.named("Windows 11"));
  }

  @Test
  void theErrnosAreThoseThatTheSystemSets() throws IOException {
    MemorySegment address = libc.allocate(SocketAddresses.SIZE);
    SocketAddresses addresses = new SocketAddresses(here);
    try (Descriptors descriptors = new Descriptors()) {
      int fd = descriptors.pair()[0];
      assertEquals(0, descriptors.receive(fd), "EAGAIN is told from other failures");
      libc.localAddress(fd, address);
      int size = addresses.write(addresses.read(address), address);
      assertErrno(here.eaddrinuse, () -> bindAndListen(address, size));
      addresses.write(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0), address);
      assertErrno(here.eaddrnotavail, () -> bindAndListen(address, size));
    }
    assertErrno(here.eafnosupport, () -> libc.socket(9999));
  }

  private void bindAndListen(MemorySegment address, int size) throws IOException {
    int fd = libc.socket(SocketAddresses.AF_INET);
    try {
      libc.bind(fd, address, size);
      libc.listen(fd, 1);
    } finally {
      libc.close(fd);
    }
  }

  private static void assertErrno(int expected, Action action) {
    ErrnoException e = assertThrows(ErrnoException.class, action::run);
    assertNotNull(e.getMessage());
    assertEquals(expected, e.errno(), e.getMessage());
  }

  private interface Action {
    void run() throws IOException;
  }
}
