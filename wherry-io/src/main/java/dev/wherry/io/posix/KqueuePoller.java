package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * {@code kqueue(2)}, for macOS and the BSDs: the kernel keeps the table, and a wait costs what is
 * ready.
 *
 * <p>Reading and writing are filters of their own. A descriptor that is ready for both is found
 * twice, and a change of both is two entries in one call.
 */
final class KqueuePoller implements Poller {

  private static final int ADD = 0x0001;
  private static final int DELETE = 0x0002;
  private static final int ERROR = 0x4000;
  private static final int EOF = 0x8000;
  private static final long FILTER = 8;
  private static final int BATCH = 512;
  private static final long MAX_SECONDS = 100_000_000; // three years; macOS takes no more

  private final Libc libc;
  private final Posix system = Posix.here();
  private final int kqueue;
  private final MemorySegment changes;
  private final MemorySegment events;
  private final MemorySegment timespec;

  KqueuePoller(Libc libc) throws IOException {
    this.libc = libc;
    this.kqueue = libc.kqueue();
    this.changes = libc.allocate(2L * system.keventSize);
    this.events = libc.allocate((long) BATCH * system.keventSize);
    this.timespec = libc.allocate(2 * JAVA_LONG.byteSize());
  }

  @Override
  public void watch(int fd, int before, int after) throws IOException {
    int count = encode(system, changes, fd, before, after);
    if (count > 0) {
      libc.kevent(kqueue, changes, count, MemorySegment.NULL, 0, timeout(0));
    }
  }

  @Override
  public void await(long nanos, Found found) throws IOException {
    int count = libc.kevent(kqueue, MemorySegment.NULL, 0, events, BATCH, timeout(nanos));
    for (int i = 0; i < count; i++) {
      found.add(fd(system, events, i), events(system, events, i));
    }
  }

  private MemorySegment timeout(long nanos) {
    if (nanos < 0) {
      return MemorySegment.NULL;
    }
    long seconds = nanos / 1_000_000_000;
    timespec.set(JAVA_LONG, 0, Math.min(seconds, MAX_SECONDS));
    timespec.set(JAVA_LONG, JAVA_LONG.byteSize(), nanos % 1_000_000_000);
    return timespec;
  }

  /** Writes what leads from {@code before} to {@code after}, and returns how many entries. */
  static int encode(Posix system, MemorySegment changes, int fd, int before, int after) {
    int changed = before ^ after;
    int count = 0;
    if ((changed & READ) != 0) {
      int flags = (after & READ) != 0 ? ADD : DELETE;
      encode(system, changes, count++, fd, system.evfiltRead, flags);
    }
    if ((changed & WRITE) != 0) {
      int flags = (after & WRITE) != 0 ? ADD : DELETE;
      encode(system, changes, count++, fd, system.evfiltWrite, flags);
    }
    return count;
  }

  private static void encode(
      Posix system, MemorySegment changes, int index, int fd, int filter, int flags) {
    long entry = (long) index * system.keventSize;
    changes.asSlice(entry, system.keventSize).fill((byte) 0);
    changes.set(JAVA_LONG, entry, fd);
    if (isWide(system)) {
      changes.set(JAVA_INT, entry + FILTER, filter);
      changes.set(JAVA_INT, entry + system.keventFlags, flags);
    } else {
      changes.set(JAVA_SHORT, entry + FILTER, (short) filter);
      changes.set(JAVA_SHORT, entry + system.keventFlags, (short) flags);
    }
  }

  static int fd(Posix system, MemorySegment events, int index) {
    return (int) events.get(JAVA_LONG, (long) index * system.keventSize);
  }

  /**
   * A peer that has sent its end is readable; one that will not read any more, or an error (which
   * stands in {@code fflags}), is everything.
   */
  static int events(Posix system, MemorySegment events, int index) {
    long entry = (long) index * system.keventSize;
    boolean wide = isWide(system);
    int filter =
        wide ? events.get(JAVA_INT, entry + FILTER) : events.get(JAVA_SHORT, entry + FILTER);
    long flagsAt = entry + system.keventFlags;
    int flags = wide ? events.get(JAVA_INT, flagsAt) : events.get(JAVA_SHORT, flagsAt);
    int error = events.get(JAVA_INT, entry + system.keventFflags);
    boolean writing = filter == system.evfiltWrite;
    boolean failed = (flags & ERROR) != 0 || ((flags & EOF) != 0 && (writing || error != 0));
    return failed ? READ | WRITE : writing ? WRITE : READ;
  }

  private static boolean isWide(Posix system) {
    return system.keventFlags == FILTER + Integer.BYTES;
  }

  @Override
  public void close() {
    libc.closeQuietly(kqueue);
  }
}
