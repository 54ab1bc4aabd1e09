package dev.wherry.io.posix;

import org.jspecify.annotations.Nullable;

/**
 * The constants and struct offsets that differ between systems, each a row with a column for every
 * system. What is the same everywhere stands where it is used.
 *
 * <p>The columns are for 64-bit systems. Linux has the values of x86-64, which AArch64, RISC-V and
 * the others share except where the row says so.
 */
enum Posix {
  LINUX("Linux"),
  MACOS("Mac OS X"),
  FREEBSD("FreeBSD"),
  NETBSD("NetBSD"),
  OPENBSD("OpenBSD");

  // The columns below:           Linux, macOS, FreeBSD, NetBSD, OpenBSD

  // errno.h
  final int eagain = pick(11, 35, 35, 35, 35);
  final int eproto = pick(71, 100, 92, 96, 95);
  final int eafnosupport = pick(97, 47, 47, 47, 47);
  final int eaddrinuse = pick(98, 48, 48, 48, 48);
  final int eaddrnotavail = pick(99, 49, 49, 49, 49);
  final int econnaborted = pick(103, 53, 53, 53, 53);
  final int enotconn = pick(107, 57, 57, 57, 57);
  final int eopnotsupp = pick(95, 102, 45, 45, 45);
  final int einprogress = pick(115, 36, 36, 36, 36);
  final int eloop = pick(40, 62, 62, 62, 62);
  // What open() says of a symbolic link and O_NOFOLLOW: ELOOP, but EMLINK or EFTYPE on two.
  final int enofollow = pick(40, 62, 31, 79, 62);

  // fcntl.h
  final int creat = pick(0x40, 0x200, 0x200, 0x200, 0x200);
  final int excl = pick(0x80, 0x800, 0x800, 0x800, 0x800);
  final int trunc = pick(0x200, 0x400, 0x400, 0x400, 0x400);
  final int nonblock = pick(0x800, 0x4, 0x4, 0x4, 0x4);
  final int noctty = pick(0x100, 0x20000, 0x8000, 0x8000, 0x8000);
  final int cloexec = pick(0x80000, 0x1000000, 0x100000, 0x400000, 0x10000);
  final int directory =
      pick(Machine.SHUFFLED_OPEN_FLAGS ? 0x4000 : 0x10000, 0x100000, 0x20000, 0x200000, 0x20000);
  final int nofollow =
      pick(Machine.SHUFFLED_OPEN_FLAGS ? 0x8000 : 0x20000, 0x100, 0x100, 0x100, 0x100);

  // sys/socket.h, netinet6/in6.h. macOS knows no flags in a socket's type, and no accept4().
  final int afInet6 = pick(10, 30, 28, 24, 24);
  final int sockNonblock = pick(0x800, 0, 0x20000000, 0x20000000, 0x4000);
  final int sockCloexec = pick(0x80000, 0, 0x10000000, 0x10000000, 0x8000);
  final int solSocket = pick(1, 0xffff, 0xffff, 0xffff, 0xffff);
  final int soReuseaddr = pick(2, 4, 4, 4, 4);
  final int soError = pick(4, 0x1007, 0x1007, 0x1007, 0x1007);
  final int soOobinline = pick(10, 0x100, 0x100, 0x100, 0x100);
  final int msgNosignal = pick(0x4000, 0x80000, 0x20000, 0x400, 0x400);
  final int ipv6V6only = pick(26, 27, 27, 27, 27);

  // struct sockaddr: BSD begins it with a byte for the length, and the family is one byte.
  final boolean addressLengthByte = pick(0, 1, 1, 1, 1) == 1;

  // sys/stat.h: the offset of st_mode. On Linux only for C libraries without statx().
  final int statMode = pick(Machine.X86 ? 24 : 16, 4, 24, 8, 0);

  // sys/event.h: struct kevent. FreeBSD means 12 and later; NetBSD has filters from 0 up and four
  // bytes for each of filter and flags. The Linux column is libkqueue's.
  final int keventSize = pick(32, 32, 64, 40, 32);
  final int keventFlags = pick(10, 10, 10, 12, 10);
  final int keventFflags = pick(12, 12, 12, 16, 12);
  final int evfiltRead = pick(-1, -1, -1, 0, -1);
  final int evfiltWrite = pick(-2, -2, -2, 1, -2);

  // Where a C header gives a function another name than its own.
  final String strerrorName =
      name("__xpg_strerror_r", "strerror_r", "strerror_r", "strerror_r", "strerror_r");
  final String socketName = name("socket", "socket", "socket", "__socket30", "socket");
  final String selectName = name("select", "select", "select", "__select50", "select");
  final String keventName = name("kevent", "kevent", "kevent", "__kevent50", "kevent");
  final String fstatName =
      name("fstat", Machine.X86 ? "fstat$INODE64" : "fstat", "fstat", "__fstat50", "fstat");

  private final String osName;

  Posix(String osName) {
    this.osName = osName;
  }

  /** The system that {@code os.name} calls so, or null if it has no column here. */
  static @Nullable Posix named(String osName) {
    for (Posix system : values()) {
      if (system.osName.equals(osName)) {
        return system;
      }
    }
    return null;
  }

  /** The system this program runs on. */
  static Posix here() {
    String name = System.getProperty("os.name", "");
    Posix system = named(name);
    if (system == null) {
      throw new UnsupportedOperationException("nothing is known of " + name);
    }
    return system;
  }

  @SuppressWarnings("EnumOrdinal") // the columns stand in the order of the constants
  private int pick(int... columns) {
    return columns[ordinal()];
  }

  @SuppressWarnings("EnumOrdinal")
  private String name(String... columns) {
    return columns[ordinal()];
  }

  /** What the processor changes in the table. */
  private static final class Machine {
    private static final String NAME = System.getProperty("os.arch", "");
    static final boolean X86 = NAME.equals("amd64") || NAME.equals("x86_64");
    static final boolean SHUFFLED_OPEN_FLAGS = NAME.equals("aarch64") || NAME.equals("ppc64le");
  }
}
