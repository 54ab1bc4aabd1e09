package dev.wherry.io.posix;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every C function this program calls, and nothing else: the place to audit. Eight lines for each,
 * because {@code invokeExact} declares {@code Throwable} and is checked only when it runs, which is
 * why {@code LibcTest} calls every method.
 *
 * <p>A method is its C function with errno looked at. A socket that would block moved 0 bytes; so
 * did one that a signal interrupted, as a wait then found nothing; other calls are made again;
 * every other failure is an {@link ErrnoException}. None is {@code Linker.Option.critical}: a
 * critical call that waits holds up every safepoint.
 *
 * <p>An instance belongs to one transport and to its thread; only {@link #wake} is for any thread.
 */
class Libc {

  /** The functions that were not found in this system's library, by the names C gives them. */
  static final Set<String> MISSING = new TreeSet<>();

  private static final Posix OS = Posix.here();

  /** What is not everywhere. */
  private static final String[] OPTIONAL = {
    "epoll_create1",
    "epoll_ctl",
    "epoll_wait",
    "poll",
    OS.selectName,
    "kqueue",
    OS.keventName,
    "eventfd",
    "accept4",
    "splice",
    "statx",
    "getdents64",
    "inotify_init1",
    "inotify_add_watch",
    "inotify_rm_watch",
    "fstatfs"
  };

  /** Whether {@link #sendFile} can be called: BSD's function of that name takes other arguments. */
  static final boolean SENDS_FILES = OS == Posix.LINUX;

  /** Whether {@link #spliceFrom} and {@link #spliceTo} can be called. */
  static final boolean SPLICES = OS == Posix.LINUX;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup STANDARD = LINKER.defaultLookup();
  private static final SymbolLookup KQUEUE_LIBRARY = kqueueLibrary();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);
  private static final Linker.Option VARIADIC_AFTER_ONE = Linker.Option.firstVariadicArg(1);

  /** What {@link #regularSize} says of a directory, a FIFO, a device. */
  static final long IRREGULAR = -1;

  /** What {@link #regularSize} says of a regular file where the system tells no more with it. */
  static final long UNTOLD = -2;

  private static final int EINTR = 4;
  private static final int F_SETFD = 2;
  private static final int F_SETFL = 4;
  private static final int FD_CLOEXEC = 1;
  private static final int F_FULLFSYNC = 51; // macOS
  private static final int F_SETPIPE_SZ = 1031; // Linux
  private static final int SOCK_STREAM = 1;
  private static final int SHUT_WR = 1;
  private static final int SEEK_END = 2;
  private static final int S_IFMT = 0xf000; // the same on every system, as the next one
  private static final int S_IFREG = 0x8000;
  private static final int EPOLL_CLOEXEC = 0x80000; // Linux, as the next six
  private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
  private static final int IN_CLOEXEC_NONBLOCK = 0x80800;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int STATX_BASIC_AND_BIRTH = 0xFFF;
  private static final int STATX_TYPE_AND_SIZE = 0x201;
  private static final int STATX_MODE = 28;
  private static final int STATX_LENGTH = 40;
  private static final int STATX_SIZE = 256;
  private static final long SYS_OPENAT2 = 437; // on every processor
  private static final long OPEN_HOW_SIZE = 24;
  private static final int AT_FDCWD = -100;

  static {
    for (String name : OPTIONAL) {
      boolean isKqueue = name.startsWith("k") || name.equals(OS.keventName);
      if ((isKqueue ? KQUEUE_LIBRARY : STANDARD).find(name).isEmpty()) {
        MISSING.add(name);
      }
    }
  }

  private static final boolean HAS_ACCEPT4 = !MISSING.contains("accept4");
  private static final boolean HAS_STATX = !MISSING.contains("statx");

  // Freed by the garbage collector: any thread may make a transport and another one run it, wake()
  // cannot meet freed memory, and calls need not count who uses the arena.
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment wakeErrno = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment wakeValue = arena.allocateFrom(JAVA_LONG, 1);
  private final MemorySegment value = arena.allocate(STATX_SIZE, Long.BYTES);
  private final MemorySegment how = arena.allocate(OPEN_HOW_SIZE, Long.BYTES);
  private final MemorySegment length = arena.allocate(JAVA_INT);
  private final MemorySegment empty = arena.allocate(1);

  /** Fails with a {@code LinkageError} if this JVM may not link native functions. */
  static void linkOne() {
    Objects.requireNonNull(Closing.CLOSE);
  }

  /** Links what sessions will need. Takes a tenth of a second, for which the first would wait. */
  static void linkForSessions() {
    Objects.requireNonNull(Opening.OPEN);
    Objects.requireNonNull(Directories.GETDENTS64);
    Objects.requireNonNull(Connections.SEND);
    Objects.requireNonNull(Files.PREAD);
    Objects.requireNonNull(SendingFiles.SENDFILE);
    Objects.requireNonNull(Splicing.SPLICE);
    Objects.requireNonNull(Waking.READ);
    Objects.requireNonNull(Accepting.ACCEPT4);
    Objects.requireNonNull(Notices.INOTIFY_INIT1);
  }

  /** Zeroed memory, aligned for anything, for as long as somebody refers to it. */
  MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, Long.BYTES);
  }

  int epollCreate() throws IOException {
    try {
      return result("epoll_create1", (int) Epoll.EPOLL_CREATE1.invokeExact(errno, EPOLL_CLOEXEC));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  void epollCtl(int epoll, int operation, int fd, MemorySegment event) throws IOException {
    try {
      result("epoll_ctl", (int) Epoll.EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  int epollWait(int epoll, MemorySegment events, int max, int millis) throws IOException {
    try {
      return found(
          "epoll_wait", (int) Epoll.EPOLL_WAIT.invokeExact(errno, epoll, events, max, millis));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  int poll(MemorySegment fds, int count, int millis) throws IOException {
    try {
      return found("poll", (int) Poll.POLL.invokeExact(errno, fds, count, millis));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** {@code timeout} may be NULL, and is overwritten. */
  int select(int count, MemorySegment read, MemorySegment write, MemorySegment timeout)
      throws IOException {
    try {
      MemorySegment none = MemorySegment.NULL;
      return found(
          "select", (int) Select.SELECT.invokeExact(errno, count, read, write, none, timeout));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  int kqueue() throws IOException {
    try {
      return result("kqueue", (int) Kqueue.KQUEUE.invokeExact(errno));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** {@code timeout} may be NULL. */
  int kevent(
      int kqueue,
      MemorySegment changes,
      int changeCount,
      MemorySegment events,
      int max,
      MemorySegment timeout)
      throws IOException {
    try {
      return found(
          "kevent",
          (int)
              Kqueue.KEVENT.invokeExact(errno, kqueue, changes, changeCount, events, max, timeout));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** {@code epoll_wait} and {@code poll} count milliseconds: rounded up, negative for ever. */
  static int millis(long nanos) {
    return nanos < 0 ? -1 : (int) Math.min(Math.ceilDiv(nanos, 1_000_000), Integer.MAX_VALUE);
  }

  int eventfd() throws IOException {
    try {
      return result("eventfd", (int) Events.EVENTFD.invokeExact(errno, 0, EFD_CLOEXEC_NONBLOCK));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Fills {@code fds} with the reading and the writing end. */
  void pipe(MemorySegment fds) throws IOException {
    try {
      result("pipe", (int) Pipes.PIPE.invokeExact(errno, fds));
      unblocked(fds.getAtIndex(JAVA_INT, 0));
      unblocked(fds.getAtIndex(JAVA_INT, 1));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** How many bytes a pipe holds from now on; without rights, at most what all of them may. */
  void pipeSize(int fd, int bytes) throws IOException {
    fcntl(fd, F_SETPIPE_SZ, bytes);
  }

  /** Writes eight bytes. A full pipe or a great count in the eventfd wake as well. */
  void wake(int fd) {
    try {
      var _ = (long) Waking.WRITE.invokeExact(wakeErrno, fd, wakeValue, (long) Long.BYTES);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** Reads what {@link #wake} wrote. */
  void drain(int fd) throws IOException {
    try {
      moved("read", (long) Waking.READ.invokeExact(errno, fd, value, value.byteSize()));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** A TCP socket that does not block. */
  int socket(int family) throws IOException {
    int flags = OS.sockNonblock | OS.sockCloexec;
    try {
      int fd =
          result(
              "socket", (int) Listening.SOCKET.invokeExact(errno, family, SOCK_STREAM | flags, 0));
      return flags != 0 ? fd : unblocked(fd);
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  void bind(int fd, MemorySegment address, int size) throws IOException {
    try {
      result("bind", (int) Listening.BIND.invokeExact(errno, fd, address, size));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  void listen(int fd, int backlog) throws IOException {
    try {
      result("listen", (int) Listening.LISTEN.invokeExact(errno, fd, backlog));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** A new descriptor that does not block and whose peer is in {@code address}, or -1 for none. */
  int accept(int fd, MemorySegment address) throws IOException {
    while (true) {
      int accepted = HAS_ACCEPT4 ? acceptUnblocked(fd, address) : acceptPlainly(fd, address);
      if (accepted >= 0) {
        // macOS hands out connections that were reset while they waited, without an address.
        if (length.get(JAVA_INT, 0) != 0) {
          return accepted;
        }
        close(accepted);
      } else if (errno() == OS.eagain) {
        return -1;
      } else if (errno() != EINTR && errno() != OS.econnaborted && errno() != OS.eproto) {
        throw error("accept");
      }
    }
  }

  private int acceptUnblocked(int fd, MemorySegment address) throws IOException {
    length.set(JAVA_INT, 0, (int) address.byteSize());
    int flags = OS.sockNonblock | OS.sockCloexec;
    try {
      int accepted = (int) Accepting.ACCEPT4.invokeExact(errno, fd, address, length, flags);
      called("accept4", accepted);
      return accepted;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  int acceptPlainly(int fd, MemorySegment address) throws IOException {
    length.set(JAVA_INT, 0, (int) address.byteSize());
    try {
      int accepted = (int) PlainAccepting.ACCEPT.invokeExact(errno, fd, address, length);
      called("accept", accepted);
      return accepted < 0 ? accepted : unblocked(accepted);
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Whether the connection is made already; it is under way otherwise. */
  boolean connect(int fd, MemorySegment address, int size) throws IOException {
    try {
      int n = (int) Connecting.CONNECT.invokeExact(errno, fd, address, size);
      called("connect", n);
      if (n < 0 && (errno() == OS.einprogress || errno() == EINTR)) {
        return false;
      }
      checked("connect", n);
      return true;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Takes the error that waits on the socket; fails with it if there is one. */
  void socketError(int fd) throws IOException {
    length.set(JAVA_INT, 0, Integer.BYTES);
    try {
      int n =
          (int)
              Connecting.GETSOCKOPT.invokeExact(errno, fd, OS.solSocket, OS.soError, value, length);
      result("getsockopt", n);
    } catch (Throwable t) {
      throw failure(t);
    }
    int error = value.get(JAVA_INT, 0);
    if (error != 0) {
      throw new ErrnoException("connect", error, text(error));
    }
  }

  void option(int fd, int level, int option, int setting) throws IOException {
    value.set(JAVA_INT, 0, setting);
    try {
      int size = Integer.BYTES;
      result(
          "setsockopt",
          (int) Listening.SETSOCKOPT.invokeExact(errno, fd, level, option, value, size));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Fills {@code address} with the own end's. */
  void localAddress(int fd, MemorySegment address) throws IOException {
    length.set(JAVA_INT, 0, (int) address.byteSize());
    try {
      result("getsockname", (int) Listening.GETSOCKNAME.invokeExact(errno, fd, address, length));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Fills {@code address} with the peer's; false if there is no peer. */
  boolean peerAddress(int fd, MemorySegment address) throws IOException {
    length.set(JAVA_INT, 0, (int) address.byteSize());
    try {
      int n = (int) Connecting.GETPEERNAME.invokeExact(errno, fd, address, length);
      called("getpeername", n);
      if (n < 0 && errno() == OS.enotconn) {
        return false;
      }
      checked("getpeername", n);
      return true;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** How many bytes came; 0 if none is there yet, -1 if there will be no more. */
  int receive(int fd, MemorySegment to, long count) throws IOException {
    try {
      long n = (long) Connections.RECV.invokeExact(errno, fd, to, count, 0);
      long moved = moved("recv", n);
      return n == 0 && count > 0 ? -1 : (int) moved;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  int send(int fd, MemorySegment from, long count) throws IOException {
    return send(fd, from, count, 0);
  }

  int send(int fd, MemorySegment from, long count, int flags) throws IOException {
    int all = flags | OS.msgNosignal;
    try {
      long n = (long) Connections.SEND.invokeExact(errno, fd, from, count, all);
      return (int) moved("send", n);
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** How many bytes went; 0 if the socket takes none, -1 if the file has none at that position. */
  long sendFile(int socket, int file, long position, long count) throws IOException {
    value.set(JAVA_LONG, 0, position);
    try {
      long n = (long) SendingFiles.SENDFILE.invokeExact(errno, socket, file, value, count);
      long moved = moved("sendfile", n);
      return n == 0 && count > 0 ? -1 : moved;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /**
   * Moves what has come in on a socket into a pipe that does not block.
   *
   * @return how many bytes; 0 if nothing has come, or nothing will, or the pipe is full
   */
  int spliceFrom(int socket, int pipe, long count) throws IOException {
    try {
      return (int)
          moved(
              "splice",
              (long) Splicing.SPLICE.invokeExact(errno, socket, NULL, pipe, NULL, count, 0));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Moves what is in a pipe into a file; how many bytes. */
  int spliceTo(int pipe, int file, long position, long count) throws IOException {
    value.set(JAVA_LONG, 0, position);
    try {
      long n;
      do {
        n = (long) Splicing.SPLICE.invokeExact(errno, pipe, NULL, file, value, count, 0);
      } while (interrupted("splice", n));
      checked("splice", n);
      return (int) n;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Does nothing if the peer is gone already. */
  void shutdownOutput(int fd) throws IOException {
    try {
      int n = (int) Connections.SHUTDOWN.invokeExact(errno, fd, SHUT_WR);
      called("shutdown", n);
      if (n < 0 && errno() != OS.enotconn) {
        throw error("shutdown");
      }
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Opens the file with the name at {@code path}, which ends with a zero byte. */
  int open(MemorySegment path, int flags, int mode) throws IOException {
    try {
      int fd;
      do {
        fd = (int) Opening.OPEN.invokeExact(errno, path, flags, mode);
      } while (interrupted("open", fd));
      checked("open", fd);
      return fd;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /**
   * Opens what {@code path}, which ends with a zero byte, names below an open directory. Linux 5.6.
   *
   * @param resolve how names are looked up, bits of {@code linux/openat2.h}
   */
  int openat2(int directory, MemorySegment path, long flags, long mode, long resolve)
      throws IOException {
    how.setAtIndex(JAVA_LONG, 0, flags);
    how.setAtIndex(JAVA_LONG, 1, mode);
    how.setAtIndex(JAVA_LONG, 2, resolve);
    try {
      long fd;
      do {
        fd =
            (long)
                Opening.OPENAT2.invokeExact(
                    errno, SYS_OPENAT2, directory, path, how, OPEN_HOW_SIZE);
      } while (interrupted("openat2", fd));
      checked("openat2", fd);
      return (int) fd;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  void rename(int from, MemorySegment name, int to, MemorySegment newName) throws IOException {
    try {
      result("renameat", (int) Directories.RENAMEAT.invokeExact(errno, from, name, to, newName));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Removes a directory's entry, which is no directory. */
  void unlink(int directory, MemorySegment name) throws IOException {
    try {
      result("unlinkat", (int) Directories.UNLINKAT.invokeExact(errno, directory, name, 0));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /**
   * Whether an open file is a regular one, and how large: {@link #IRREGULAR}, {@link #UNTOLD} where
   * that is a question of its own, or its size in bytes.
   */
  long regularSize(int fd) throws IOException {
    if (!HAS_STATX) {
      return isRegular(fstatMode(fd)) ? UNTOLD : IRREGULAR;
    }
    try {
      int wanted = STATX_TYPE_AND_SIZE;
      int n = (int) Opening.STATX.invokeExact(errno, fd, empty, AT_EMPTY_PATH, wanted, value);
      result("statx", n);
      return isRegular(value.get(JAVA_SHORT, STATX_MODE))
          ? value.get(JAVA_LONG, STATX_LENGTH)
          : IRREGULAR;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  private static boolean isRegular(int mode) {
    return (mode & S_IFMT) == S_IFREG;
  }

  /** Whether directories can be read with {@code getdents64} and {@code statx}. */
  static boolean readsDirectories() {
    return HAS_STATX && !MISSING.contains("getdents64");
  }

  /** Fills {@code records} with directory entries; zero bytes are the end. */
  long getdents64(int fd, MemorySegment records) throws IOException {
    try {
      long n = (long) Directories.GETDENTS64.invokeExact(errno, fd, records, records.byteSize());
      called("getdents64", n);
      checked("getdents64", n);
      return n;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Looks at an entry of an open directory, and not behind a link; false if it is gone. */
  boolean statx(int directory, MemorySegment name, MemorySegment entry) throws IOException {
    return statx(directory, name, AT_SYMLINK_NOFOLLOW, entry);
  }

  /** Looks at an open file. */
  void statx(int fd, MemorySegment entry) throws IOException {
    statx(fd, empty, AT_EMPTY_PATH, entry);
  }

  /** Looks at what a path leads to; false if there is nothing. */
  boolean statx(MemorySegment path, MemorySegment entry) throws IOException {
    return statx(AT_FDCWD, path, 0, entry);
  }

  private boolean statx(int directory, MemorySegment name, int flags, MemorySegment entry)
      throws IOException {
    try {
      int n =
          (int)
              Opening.STATX.invokeExact(
                  errno, directory, name, flags, STATX_BASIC_AND_BIRTH, entry);
      called("statx", n);
      if (n < 0 && errno() == DescriptorFile.ENOENT) {
        return false; // as it is for each new file: no exception is made for that
      }
      checked("statx", n);
      return true;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Whether directories can be watched. */
  static boolean watchesDirectories() {
    return !MISSING.contains("inotify_init1") && !MISSING.contains("fstatfs");
  }

  /** The type of the file system that an open file is of, as {@code statfs(2)} lists them. */
  long fileSystem(int fd) throws IOException {
    try {
      result("fstatfs", (int) Notices.FSTATFS.invokeExact(errno, fd, value));
      return value.get(JAVA_LONG, 0);
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** A descriptor that says what has happened to what it watches. It does not block. */
  int inotify() throws IOException {
    try {
      return result(
          "inotify_init1", (int) Notices.INOTIFY_INIT1.invokeExact(errno, IN_CLOEXEC_NONBLOCK));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** The number of the watch on what {@code path} leads to. */
  int inotifyAdd(int inotify, MemorySegment path, int events) throws IOException {
    try {
      return result(
          "inotify_add_watch",
          (int) Notices.INOTIFY_ADD_WATCH.invokeExact(errno, inotify, path, events));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Ends a watch, if there still is one of that number. */
  void inotifyRemove(int inotify, int watch) {
    try {
      called("inotify_rm_watch", (int) Notices.INOTIFY_RM_WATCH.invokeExact(errno, inotify, watch));
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** Reads what there is to read, perhaps nothing, from what does not block. */
  int read(int fd, MemorySegment to) throws IOException {
    try {
      return (int) moved("read", (long) Waking.READ.invokeExact(errno, fd, to, to.byteSize()));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  int fstatMode(int fd) throws IOException {
    try {
      result(OS.fstatName, (int) OldOpening.FSTAT.invokeExact(errno, fd, value));
      return value.get(JAVA_SHORT, OS.statMode);
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** An open file's size. */
  long size(int fd) throws IOException {
    try {
      long n = (long) Files.LSEEK.invokeExact(errno, fd, 0L, SEEK_END);
      called("lseek", n);
      checked("lseek", n);
      return n;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** How many bytes were read; 0 at the end of the file. */
  int read(int fd, MemorySegment to, long count, long position) throws IOException {
    try {
      long n;
      do {
        n = (long) Files.PREAD.invokeExact(errno, fd, to, count, position);
      } while (interrupted("pread", n));
      checked("pread", n);
      return (int) n;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  int write(int fd, MemorySegment from, long count, long position) throws IOException {
    try {
      long n;
      do {
        n = (long) Files.PWRITE.invokeExact(errno, fd, from, count, position);
      } while (interrupted("pwrite", n));
      checked("pwrite", n);
      return (int) n;
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  void truncate(int fd, long size) throws IOException {
    try {
      int n;
      do {
        n = (int) Files.FTRUNCATE.invokeExact(errno, fd, size);
      } while (interrupted("ftruncate", n));
      checked("ftruncate", n);
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** On macOS {@code fsync} stops at the drive's cache, and {@code F_FULLFSYNC} does not. */
  void force(int fd) throws IOException {
    if (OS == Posix.MACOS) {
      fcntl(fd, F_FULLFSYNC, 0);
      return;
    }
    try {
      int n;
      do {
        n = (int) Files.FSYNC.invokeExact(errno, fd);
      } while (interrupted("fsync", n));
      checked("fsync", n);
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Closes once, whatever is answered: the number is free again even if a signal came. */
  void close(int fd) throws IOException {
    try {
      int n = (int) Closing.CLOSE.invokeExact(errno, fd);
      called("close", n);
      if (n < 0 && errno() != EINTR && errno() != OS.einprogress) {
        throw error("close");
      }
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /** Closes what has nothing to lose: not a file that was written. */
  void closeQuietly(int fd) {
    try {
      close(fd);
    } catch (IOException e) {
      // The descriptor is free all the same.
    }
  }

  /** Makes a descriptor close with {@code exec} and never wait, where no flag did it at birth. */
  private int unblocked(int fd) throws IOException {
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, OS.nonblock);
    return fd;
  }

  private void fcntl(int fd, int command, int argument) throws IOException {
    try {
      result("fcntl", (int) Flags.FCNTL.invokeExact(errno, fd, command, argument));
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  private String text(int error) {
    MemorySegment text = allocate(256);
    try {
      var _ = (int) Errors.STRERROR_R.invokeExact(errno, error, text, text.byteSize());
      return text.getString(0);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** Every call but {@link #wake} passes here once with what it returned; tests count. */
  void called(String function, long result) {}

  private int result(String function, int result) throws ErrnoException {
    called(function, result);
    checked(function, result);
    return result;
  }

  private int found(String function, int result) throws ErrnoException {
    called(function, result);
    if (result < 0 && errno() == EINTR) {
      return 0;
    }
    checked(function, result);
    return result;
  }

  private boolean interrupted(String function, long result) {
    called(function, result);
    return result < 0 && errno() == EINTR;
  }

  private long moved(String function, long result) throws ErrnoException {
    called(function, result);
    if (result < 0 && (errno() == OS.eagain || errno() == EINTR)) {
      return 0;
    }
    checked(function, result);
    return result;
  }

  private void checked(String function, long result) throws ErrnoException {
    if (result < 0) {
      throw error(function);
    }
  }

  private ErrnoException error(String function) {
    int error = errno();
    return new ErrnoException(function, error, text(error));
  }

  private int errno() {
    return errno.get(JAVA_INT, 0);
  }

  private static IOException failure(Throwable t) {
    return switch (t) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IOException(t);
    };
  }

  /** Where kqueue is to be found: libkqueue has it for Linux, and a test may name that. */
  private static SymbolLookup kqueueLibrary() {
    String name = System.getProperty("dev.wherry.kqueue.library");
    if (name == null) {
      return STANDARD;
    }
    try {
      return SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException e) {
      return function -> Optional.empty();
    }
  }

  private static MethodHandle bindKevent() {
    MemoryLayout count = OS == Posix.NETBSD ? JAVA_LONG : JAVA_INT;
    FunctionDescriptor type =
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, count, ADDRESS, count, ADDRESS);
    FunctionDescriptor used =
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    return asUsed(bind(KQUEUE_LIBRARY, OS.keventName, type), used);
  }

  private static MethodHandle bindPoll() {
    MemoryLayout count = OS == Posix.LINUX ? JAVA_LONG : JAVA_INT;
    return asUsed(
        bind("poll", JAVA_INT, ADDRESS, count, JAVA_INT),
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  }

  private static MethodHandle asUsed(MethodHandle function, FunctionDescriptor type) {
    return function.asType(type.toMethodType().insertParameterTypes(0, MemorySegment.class));
  }

  private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... parameters) {
    return bind(STANDARD, name, FunctionDescriptor.of(result, parameters));
  }

  private static MethodHandle bind(
      SymbolLookup library, String name, FunctionDescriptor type, Linker.Option... options) {
    Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = ERRNO;
    return library
        .find(name)
        .map(address -> LINKER.downcallHandle(address, type, all))
        .orElseGet(() -> missing(name, type.toMethodType()));
  }

  /** Stands for a function that this system lacks, so that the others can be used. */
  private static MethodHandle missing(String name, MethodType type) {
    MethodHandle thrower =
        MethodHandles.throwException(type.returnType(), IOException.class)
            .bindTo(new IOException("this system has no " + name));
    return MethodHandles.dropArguments(
        thrower, 0, type.insertParameterTypes(0, MemorySegment.class).parameterArray());
  }

  // Linking a function takes ten milliseconds in a JVM that has just started: what is not used
  // together is not linked together.

  private static final class Epoll {
    static final MethodHandle EPOLL_CREATE1 = bind("epoll_create1", JAVA_INT, JAVA_INT);
    static final MethodHandle EPOLL_CTL =
        bind("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle EPOLL_WAIT =
        bind("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  }

  private static final class Poll {
    // nfds_t is long on Linux and int elsewhere, the counts of kevent are size_t on NetBSD.
    static final MethodHandle POLL = bindPoll();
  }

  private static final class Select {
    static final MethodHandle SELECT =
        bind(OS.selectName, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  }

  private static final class Kqueue {
    static final MethodHandle KQUEUE =
        bind(KQUEUE_LIBRARY, "kqueue", FunctionDescriptor.of(JAVA_INT));
    static final MethodHandle KEVENT = bindKevent();
  }

  private static final class Events {
    static final MethodHandle EVENTFD = bind("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  private static final class Pipes {
    static final MethodHandle PIPE = bind("pipe", JAVA_INT, ADDRESS);
  }

  private static final class Listening {
    static final MethodHandle SOCKET = bind(OS.socketName, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle BIND = bind("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle LISTEN = bind("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle SETSOCKOPT =
        bind("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle GETSOCKNAME =
        bind("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  }

  private static final class Accepting {
    static final MethodHandle ACCEPT4 =
        bind("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  }

  private static final class PlainAccepting {
    static final MethodHandle ACCEPT = bind("accept", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  }

  private static final class Connecting {
    static final MethodHandle CONNECT = bind("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle GETSOCKOPT =
        bind("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle GETPEERNAME =
        bind("getpeername", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  }

  private static final class Connections {
    static final MethodHandle RECV =
        bind("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle SEND =
        bind("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle SHUTDOWN = bind("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  private static final class SendingFiles {
    static final MethodHandle SENDFILE =
        bind("sendfile", JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);
  }

  private static final class Splicing {
    static final MethodHandle SPLICE =
        bind("splice", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  }

  private static final class Opening {
    static final MethodHandle OPEN =
        bind(
            STANDARD,
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            VARIADIC);
    // The C library has no function for it.
    static final MethodHandle OPENAT2 =
        bind(
            STANDARD,
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
            VARIADIC_AFTER_ONE);
    static final MethodHandle STATX =
        bind("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  }

  private static final class OldOpening {
    static final MethodHandle FSTAT = bind(OS.fstatName, JAVA_INT, JAVA_INT, ADDRESS);
  }

  private static final class Directories {
    static final MethodHandle RENAMEAT =
        bind("renameat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    static final MethodHandle UNLINKAT = bind("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle GETDENTS64 =
        bind("getdents64", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  }

  private static final class Notices {
    static final MethodHandle FSTATFS = bind("fstatfs", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle INOTIFY_INIT1 = bind("inotify_init1", JAVA_INT, JAVA_INT);
    static final MethodHandle INOTIFY_ADD_WATCH =
        bind("inotify_add_watch", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle INOTIFY_RM_WATCH =
        bind("inotify_rm_watch", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  private static final class Files {
    static final MethodHandle LSEEK = bind("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    static final MethodHandle PREAD =
        bind("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    static final MethodHandle PWRITE =
        bind("pwrite", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    static final MethodHandle FTRUNCATE = bind("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    static final MethodHandle FSYNC = bind("fsync", JAVA_INT, JAVA_INT);
  }

  private static final class Waking {
    static final MethodHandle READ = bind("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    static final MethodHandle WRITE = bind("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  }

  private static final class Closing {
    static final MethodHandle CLOSE = bind("close", JAVA_INT, JAVA_INT);
  }

  private static final class Flags {
    static final MethodHandle FCNTL =
        bind(
            STANDARD,
            "fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            VARIADIC);
  }

  private static final class Errors {
    static final MethodHandle STRERROR_R =
        bind(OS.strerrorName, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);
  }
}
