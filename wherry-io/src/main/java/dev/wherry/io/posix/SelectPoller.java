package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * {@code select(2)}, for every POSIX system. The kernel looks at every descriptor up to the highest
 * one watched.
 *
 * <p>It knows no descriptor at or above its limit. {@code FD_SETSIZE}, 1,024 nearly everywhere, is
 * only the size of C's {@code fd_set}: Linux takes sets of any size, and its C libraries pass them
 * on, so there the sets grow up to a limit of our own, 65,536. macOS refuses more than {@code
 * FD_SETSIZE} unless a variant of the function is linked; the BSDs take more, which nobody has
 * tried here. Elsewhere than on Linux the limit is therefore 1,024. The system property {@code
 * dev.wherry.select.limit} sets another one, for who knows better and for tests.
 *
 * <p>An error shows as every event that is watched on the descriptor, not as others too: {@code
 * select} does not tell an error from readiness.
 */
final class SelectPoller implements Poller {

  private static final String LIMIT = "dev.wherry.select.limit";
  private static final long MAX_SECONDS = 100_000_000; // three years; macOS takes no more
  private static final long WORD = JAVA_LONG.byteSize();

  private final Libc libc;
  private final int limit;
  private final MemorySegment timeval;
  private MemorySegment reads;
  private MemorySegment writes;
  private MemorySegment readyReads;
  private MemorySegment readyWrites;

  /** How many words of the sets are in use: up to the highest descriptor watched. */
  private int words;

  SelectPoller(Libc libc) {
    this(libc, Integer.getInteger(LIMIT, Posix.here() == Posix.LINUX ? 65_536 : 1024));
  }

  /**
   * @param limit the lowest descriptor that is refused, a multiple of 64
   */
  SelectPoller(Libc libc, int limit) {
    this.libc = libc;
    this.limit = limit;
    this.timeval = libc.allocate(2 * WORD);
    long size = Math.min(limit, 1024) / Byte.SIZE;
    this.reads = libc.allocate(size);
    this.writes = libc.allocate(size);
    this.readyReads = libc.allocate(size);
    this.readyWrites = libc.allocate(size);
  }

  @Override
  public void watch(int fd, int before, int after) throws IOException {
    if (fd >= limit) {
      throw new IOException(
          "select() takes descriptors below " + limit + " only, and this one is " + fd);
    }
    int word = fd / Long.SIZE;
    if (word * WORD >= reads.byteSize()) {
      grow(Math.min(limit / Byte.SIZE, Math.max((word + 1) * WORD, reads.byteSize() * 2)));
    }
    set(reads, word, fd, (after & READ) != 0);
    set(writes, word, fd, (after & WRITE) != 0);
    words = Math.max(words, word + 1);
    while (words > 0 && (wordOf(reads, words - 1) | wordOf(writes, words - 1)) == 0) {
      words--;
    }
  }

  private void grow(long size) {
    reads = libc.allocate(size).copyFrom(reads);
    writes = libc.allocate(size).copyFrom(writes);
    readyReads = libc.allocate(size);
    readyWrites = libc.allocate(size);
  }

  @Override
  public void closed(int fd, int before) {
    if (before != 0) {
      try {
        watch(fd, before, 0);
      } catch (IOException e) {
        throw new IllegalStateException(e); // it was watched, so it was below the limit
      }
    }
  }

  @Override
  public void await(long nanos, Found found) throws IOException {
    MemorySegment.copy(reads, 0, readyReads, 0, words * WORD);
    MemorySegment.copy(writes, 0, readyWrites, 0, words * WORD);
    int count = libc.select(words * Long.SIZE, readyReads, readyWrites, timeout(nanos));
    for (int word = 0; word < words && count > 0; word++) {
      long read = wordOf(readyReads, word);
      long write = wordOf(readyWrites, word);
      for (long rest = read | write; rest != 0; rest &= rest - 1) {
        int bit = Long.numberOfTrailingZeros(rest);
        int events = ((read >>> bit & 1) != 0 ? READ : 0) | ((write >>> bit & 1) != 0 ? WRITE : 0);
        count -= Integer.bitCount(events);
        found.add(word * Long.SIZE + bit, events);
      }
    }
  }

  /** Rounded up to microseconds. */
  private MemorySegment timeout(long nanos) {
    if (nanos < 0) {
      return MemorySegment.NULL;
    }
    long micros = Math.min(Math.ceilDiv(nanos, 1000), MAX_SECONDS * 1_000_000);
    timeval.set(JAVA_LONG, 0, micros / 1_000_000);
    timeval.set(JAVA_LONG, WORD, micros % 1_000_000);
    return timeval;
  }

  private static void set(MemorySegment set, int word, int fd, boolean on) {
    long bit = 1L << fd;
    long old = wordOf(set, word);
    set.setAtIndex(JAVA_LONG, word, on ? old | bit : old & ~bit);
  }

  private static long wordOf(MemorySegment set, int word) {
    return set.getAtIndex(JAVA_LONG, word);
  }

  @Override
  public void close() {}
}
