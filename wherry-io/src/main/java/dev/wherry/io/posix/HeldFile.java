package dev.wherry.io.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.wherry.io.Anchor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An {@link Anchor} of Linux: a descriptor that only names a file ({@code O_PATH}). */
public final class HeldFile implements Anchor {

  // linux/openat2.h. BENEATH rules out the magic links of /proc as well.
  private static final long RESOLVE_NO_MAGICLINKS = 0x02;
  private static final long RESOLVE_NO_SYMLINKS = 0x04;
  private static final long RESOLVE_BENEATH = 0x08;

  private static final int O_PATH = 0x200000;
  private static final int EXDEV = 18;

  // struct statx
  private static final long MODE = 28;
  private static final long INODE = 32;
  private static final long DEVICE = 136; // two numbers of four bytes
  private static final int STATX = 256;

  /** While somebody renames directories the kernel may give up a look-up through "..". */
  private static final int ATTEMPTS = 100;

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final ThreadLocal<Calls> CALLS = ThreadLocal.withInitial(Calls::new);

  private final Links links;
  private volatile int fd;
  private volatile @Nullable Identity identity;

  private HeldFile(int fd, Links links) {
    this.fd = fd;
    this.links = links;
  }

  /** {@link Anchor#unsupported}. */
  public static @Nullable String unsupported() {
    return Support.REFUSAL;
  }

  /** {@link Anchor#hold}. */
  public static HeldFile hold(Path directory, Links links) throws IOException {
    Calls calls = CALLS.get();
    try {
      int flags = O_PATH | Posix.here().cloexec;
      return new HeldFile(calls.libc.open(calls.name(directory), flags, 0), links);
    } catch (ErrnoException e) {
      throw DescriptorFile.translated(e, directory);
    }
  }

  @Override
  public Path path() {
    return path(fd);
  }

  static Path path(int fd) {
    return DESCRIPTORS.resolve(Integer.toString(fd));
  }

  @Override
  public HeldFile find(byte[] relative, boolean throughLinks) throws IOException {
    Calls calls = CALLS.get();
    MemorySegment path = calls.name(relative);
    return new HeldFile(open(calls.libc, path, O_PATH, 0, throughLinks, relative), links);
  }

  /**
   * Opens what lies below.
   *
   * @param path the name with a zero byte behind it
   */
  int open(Libc libc, MemorySegment path, int flags, int mode, boolean throughLinks, byte[] name)
      throws IOException {
    Links followed = throughLinks ? links : Links.NONE;
    long resolve = resolve(followed);
    int left = ATTEMPTS;
    while (true) {
      try {
        return libc.openat2(fd, path, flags | Posix.here().cloexec, mode, resolve);
      } catch (ErrnoException e) {
        boolean isOutside =
            e.errno() == EXDEV || (followed == Links.NONE && e.errno() == Posix.here().eloop);
        if (isOutside) {
          throw new OutsideException(text(name));
        }
        if (e.errno() != Posix.here().eagain || --left == 0) {
          throw DescriptorFile.translated(e, text(name));
        }
      }
    }
  }

  private static long resolve(Links followed) {
    return switch (followed) {
      case NONE -> RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
      case BELOW -> RESOLVE_BENEATH;
      case ALL -> RESOLVE_NO_MAGICLINKS;
    };
  }

  @Override
  public int mode(byte[] name) throws IOException {
    Calls calls = CALLS.get();
    try {
      boolean isThere = calls.libc.statx(fd, calls.name(name), calls.entry);
      return isThere ? Short.toUnsignedInt(calls.entry.get(JAVA_SHORT, MODE)) : 0;
    } catch (ErrnoException e) {
      throw DescriptorFile.translated(e, text(name));
    }
  }

  @Override
  public boolean isAt(Path directory) throws IOException {
    Calls calls = CALLS.get();
    try {
      Identity own = identity;
      if (own == null) {
        calls.libc.statx(fd, calls.entry);
        own = Identity.in(calls.entry);
        identity = own;
      }
      return calls.libc.statx(calls.name(directory), calls.entry)
          && own.equals(Identity.in(calls.entry));
    } catch (ErrnoException e) {
      throw DescriptorFile.translated(e, directory);
    }
  }

  @Override
  public void rename(byte[] name, Anchor directory, byte[] newName) throws IOException {
    Calls calls = CALLS.get();
    try {
      int to = ((HeldFile) directory).fd;
      calls.libc.rename(fd, calls.name(name), to, calls.secondName(newName));
    } catch (ErrnoException e) {
      throw DescriptorFile.translated(e, text(newName));
    }
  }

  @Override
  public void delete(byte[] name) throws IOException {
    Calls calls = CALLS.get();
    try {
      calls.libc.unlink(fd, calls.name(name));
    } catch (ErrnoException e) {
      throw DescriptorFile.translated(e, text(name));
    }
  }

  @Override
  public synchronized void close() {
    if (fd >= 0) {
      CALLS.get().libc.closeQuietly(fd);
      fd = -1;
    }
  }

  /** A path for an exception. */
  static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Puts a path and a zero byte into memory; nothing longer than the kernel takes gets there. */
  static MemorySegment put(byte[] name, MemorySegment to) throws FileSystemException {
    if (name.length >= DescriptorFile.LONGEST_NAME) {
      throw new FileSystemException(text(name), null, "file name too long");
    }
    if (name.length == 0) { // the directory itself
      to.set(JAVA_BYTE, 0, (byte) '.');
      to.set(JAVA_BYTE, 1, (byte) 0);
      return to;
    }
    MemorySegment.copy(name, 0, to, JAVA_BYTE, 0, name.length);
    to.set(JAVA_BYTE, name.length, (byte) 0);
    return to;
  }

  /** Which file it is: what a descriptor holds stays the same one, so it is asked for once. */
  private record Identity(long inode, long device) {

    static Identity in(MemorySegment entry) {
      return new Identity(entry.get(JAVA_LONG, INODE), entry.get(JAVA_LONG, DEVICE));
    }
  }

  /** One for each thread: errno, and what a call needs of memory. */
  private static final class Calls {

    final Libc libc = new Libc();
    final MemorySegment entry = libc.allocate(STATX);
    private final MemorySegment name = libc.allocate(DescriptorFile.LONGEST_NAME);
    private final MemorySegment secondName = libc.allocate(DescriptorFile.LONGEST_NAME);

    MemorySegment name(Path path) throws IOException {
      return DescriptorFile.name(path, name);
    }

    MemorySegment name(byte[] bytes) throws FileSystemException {
      return put(bytes, name);
    }

    MemorySegment secondName(byte[] bytes) throws FileSystemException {
      return put(bytes, secondName);
    }
  }

  /** Found out once, by trying. */
  private static final class Support {

    static final @Nullable String REFUSAL = refusal();

    private static @Nullable String refusal() {
      if (!System.getProperty("os.name", "").equals("Linux")) {
        return "only Linux has openat2";
      }
      String reason = NativeAccess.unsupported("a held directory");
      if (reason != null) {
        return reason;
      }
      try (HeldFile root = hold(Path.of("/"), Links.BELOW);
          HeldFile found = root.find(new byte[0], true)) {
        return Files.isSameFile(Path.of("/"), found.path())
            ? null
            : "/proc is not what it should be";
      } catch (IOException e) {
        return "this system refuses openat2, or has no /proc (" + e.getMessage() + ")";
      }
    }
  }
}
