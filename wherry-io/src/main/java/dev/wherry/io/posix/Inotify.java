package dev.wherry.io.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.wherry.io.DirectoryCursor;
import dev.wherry.io.DirectoryWatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A {@link DirectoryWatch} of Linux. */
public final class Inotify implements DirectoryWatch {

  // sys/inotify.h: all that is done to a directory and its entries but to read them.
  private static final int IN_MODIFY = 0x2;
  private static final int IN_ATTRIB = 0x4;
  private static final int IN_CLOSE_WRITE = 0x8;
  private static final int IN_MOVE = 0xC0;
  private static final int IN_CREATE = 0x100;
  private static final int IN_DELETE = 0x200;
  private static final int IN_DELETE_SELF = 0x400;
  private static final int IN_MOVE_SELF = 0x800;
  private static final int IN_Q_OVERFLOW = 0x4000;
  private static final int IN_ONLYDIR = 0x1000000;

  /** After the first event there are no more, so that a busy directory costs one. */
  private static final int IN_ONESHOT = 0x80000000;

  private static final int EVENTS =
      IN_MODIFY
          | IN_ATTRIB
          | IN_CLOSE_WRITE
          | IN_MOVE
          | IN_CREATE
          | IN_DELETE
          | IN_DELETE_SELF
          | IN_MOVE_SELF
          | IN_ONLYDIR
          | IN_ONESHOT;

  // struct inotify_event: watch, mask, cookie, length, name
  private static final int MASK = 4;
  private static final int LENGTH = 12;
  private static final int NAME = 16;
  private static final int BUFFER = 16 * 1024;

  /** Nobody else changes these: ext4, XFS, Btrfs, F2FS, bcachefs, ZFS, tmpfs, overlayfs. */
  private static final Set<Long> LOCAL =
      Set.of(
          0xEF53L,
          0x58465342L,
          0x9123683EL,
          0xF2F52010L,
          0xCA451A4EL,
          0x2FC12FC1L,
          0x01021994L,
          0x794C7630L);

  private final Libc libc = new Libc();
  private final MemorySegment path = libc.allocate(DescriptorFile.LONGEST_NAME);
  private final MemorySegment events = libc.allocate(BUFFER);
  private int fd;

  /** {@link DirectoryWatch#open}. */
  public Inotify() throws IOException {
    fd = libc.inotify();
  }

  /** {@link DirectoryWatch#unsupported}. */
  public static @Nullable String unsupported() {
    String reason = NativeAccess.unsupported("a directory's watch");
    return reason != null || (Libc.watchesDirectories() && Libc.readsDirectories())
        ? reason
        : "this system has no inotify";
  }

  @Override
  public int watch(DirectoryCursor directory) throws IOException {
    if (!(directory instanceof StatxCursor cursor)
        || !LOCAL.contains(libc.fileSystem(cursor.fd()))) {
      return NONE;
    }
    try {
      return libc.inotifyAdd(fd, DescriptorFile.name(cursor.path(), path), EVENTS);
    } catch (ErrnoException _) {
      return NONE; // no more of them for this user, or the directory has gone
    }
  }

  @Override
  public void forget(int watch) {
    libc.inotifyRemove(fd, watch);
  }

  @Override
  public boolean changes(IntConsumer changed) throws IOException {
    boolean isWhole = true;
    int n;
    while ((n = libc.read(fd, events)) > 0) {
      for (int at = 0; at < n; at += NAME + events.get(JAVA_INT, at + LENGTH)) {
        if ((events.get(JAVA_INT, at + MASK) & IN_Q_OVERFLOW) != 0) {
          isWhole = false;
        } else {
          changed.accept(events.get(JAVA_INT, at));
        }
      }
    }
    return isWhole;
  }

  @Override
  public void close() {
    if (fd >= 0) {
      libc.closeQuietly(fd);
      fd = -1;
    }
  }
}
