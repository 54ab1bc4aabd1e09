package dev.wherry.io.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.wherry.io.OpenFile;
import dev.wherry.io.Pipe;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/** A regular file of the default file system, which sockets can send with {@code sendfile(2)}. */
final class DescriptorFile implements OpenFile {

  // errno.h, the same on every system
  static final int ENOENT = 2;
  private static final int ENXIO = 6;
  private static final int EACCES = 13;
  private static final int EEXIST = 17;
  private static final int ENOTDIR = 20;
  private static final int EISDIR = 21;

  // fcntl.h, the same on every system
  private static final int O_RDONLY = 0;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int NEW_MODE = 0666;

  static final int LONGEST_NAME = 4096; // with the zero byte, as Linux has it
  private static final int CLOSED = -1;
  private static final Posix OS = Posix.here();

  private final Libc libc;
  private final Scratch scratch;
  private final long openedSize;
  private int fd;

  private DescriptorFile(Libc libc, Scratch scratch, int fd, long openedSize) {
    this.libc = libc;
    this.scratch = scratch;
    this.fd = fd;
    this.openedSize = openedSize;
  }

  /** Opens a file as {@link dev.wherry.io.Transport#open} says. */
  static DescriptorFile open(
      Libc libc, Scratch scratch, Path path, Set<? extends OpenOption> options) throws IOException {
    try {
      int fd = libc.open(name(path, scratch.segment()), flags(options), NEW_MODE);
      return of(libc, scratch, fd, path.toString());
    } catch (ErrnoException e) {
      throw translated(e, path);
    }
  }

  /** Opens a file as {@link dev.wherry.io.Transport#open(Anchor, byte[], Set)} says. */
  static DescriptorFile open(
      Libc libc, Scratch scratch, HeldFile from, byte[] name, Set<? extends OpenOption> options)
      throws IOException {
    MemorySegment path = HeldFile.put(name, scratch.segment());
    int flags = flags(options);
    int mode = (flags & OS.creat) == 0 ? 0 : NEW_MODE;
    int fd = from.open(libc, path, flags, mode, true, name);
    return (flags & OS.excl) != 0
        ? new DescriptorFile(libc, scratch, fd, 0) // just made, so it is a regular one
        : of(libc, scratch, fd, HeldFile.text(name));
  }

  private static DescriptorFile of(Libc libc, Scratch scratch, int fd, String name)
      throws IOException {
    long size = Libc.IRREGULAR;
    try {
      size = libc.regularSize(fd);
    } finally {
      if (size == Libc.IRREGULAR) {
        libc.closeQuietly(fd);
      }
    }
    if (size == Libc.IRREGULAR) {
      throw irregular(name);
    }
    return new DescriptorFile(libc, scratch, fd, size);
  }

  /**
   * {@code O_NONBLOCK} does nothing to a regular file, and does not wait for a FIFO's writer. Not a
   * switch over constants of two enums: the JDK looks for the classes of those that it has not met
   * yet at each call, 4 µs for each upload.
   */
  @SuppressWarnings("IfChainToSwitch")
  private static int flags(Set<? extends OpenOption> options) {
    boolean reads = false;
    boolean writes = false;
    int flags = OS.cloexec | OS.noctty | OS.nonblock;
    int onlyForWriting = 0;
    for (OpenOption option : options) {
      if (option == READ) {
        reads = true;
      } else if (option == WRITE) {
        writes = true;
      } else if (option == CREATE) {
        onlyForWriting |= OS.creat;
      } else if (option == CREATE_NEW) {
        onlyForWriting |= OS.creat | OS.excl;
      } else if (option == TRUNCATE_EXISTING) {
        onlyForWriting |= OS.trunc;
      } else if (option == NOFOLLOW_LINKS) {
        flags |= OS.nofollow;
      } else {
        throw new UnsupportedOperationException(option + " is not supported");
      }
    }
    return writes ? flags | onlyForWriting | (reads ? O_RDWR : O_WRONLY) : flags | O_RDONLY;
  }

  /** The path's bytes and a zero byte. */
  static MemorySegment name(Path path, MemorySegment to) throws IOException {
    String text = (path.isAbsolute() ? path : path.toAbsolutePath()).toString();
    String name = isAscii(text) ? text : rawName(path);
    if (name.length() >= LONGEST_NAME) {
      throw new FileSystemException(path.toString(), null, "file name too long");
    }
    to.setString(0, name, ISO_8859_1);
    return to;
  }

  /**
   * A byte for each character. Java decodes names as the locale says, which loses those in another
   * encoding; the path's URI has every byte, and a slash too many if there is a directory.
   */
  private static String rawName(Path path) {
    String raw = path.toUri().getRawPath();
    int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
    StringBuilder name = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        name.append((char) Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static FileSystemException irregular(String name) {
    return new FileSystemException(name, null, "not a regular file");
  }

  static FileSystemException translated(ErrnoException e, Path path) {
    return translated(e, path.toString());
  }

  static FileSystemException translated(ErrnoException e, String name) {
    int errno = e.errno();
    FileSystemException translated =
        switch (errno) {
          case ENOENT -> new NoSuchFileException(name);
          case EACCES -> new AccessDeniedException(name);
          case EEXIST -> new FileAlreadyExistsException(name);
          case ENOTDIR -> new NotDirectoryException(name);
          case EISDIR, ENXIO -> irregular(name); // a directory, a FIFO or a socket
          default ->
              errno == OS.eloop || errno == OS.enofollow
                  ? new FileSystemLoopException(name)
                  : errno == OS.eopnotsupp
                      ? irregular(name) // how BSD says that it is a socket
                      : new FileSystemException(name, null, e.text());
        };
    translated.initCause(e);
    return translated;
  }

  int fd() {
    return fd;
  }

  @Override
  public long size() throws IOException {
    return libc.size(fd);
  }

  @Override
  public long openedSize() throws IOException {
    return openedSize == Libc.UNTOLD ? size() : openedSize;
  }

  @Override
  public int read(ByteBuffer buffer, long position) throws IOException {
    int n = libc.read(fd, scratch.toFill(buffer), scratch.count(buffer), position);
    scratch.filled(buffer, n);
    return n == 0 ? -1 : n;
  }

  @Override
  public void write(ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int n = libc.write(fd, scratch.toSend(buffer), scratch.count(buffer), at);
      buffer.position(buffer.position() + n);
      at += n;
    }
  }

  @Override
  public boolean takesPipes() {
    return Libc.SPLICES;
  }

  @Override
  public void write(Pipe pipe, long position) throws IOException {
    ((SplicePipe) pipe).writeTo(fd, position);
  }

  @Override
  public void truncate(long size) throws IOException {
    if (size < libc.size(fd)) {
      libc.truncate(fd, size);
    }
  }

  @Override
  public void force() throws IOException {
    libc.force(fd);
  }

  /** Fails if the system could not write what it had promised to, as a full NFS server does. */
  @Override
  public void close() throws IOException {
    if (fd != CLOSED) {
      int closing = fd;
      fd = CLOSED;
      libc.close(closing);
    }
  }
}
