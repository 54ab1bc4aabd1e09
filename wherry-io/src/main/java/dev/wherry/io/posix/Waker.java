package dev.wherry.io.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A descriptor that any thread can make readable, to end a poller's wait: an eventfd on Linux, a
 * pipe elsewhere. However often it is woken before it is drained, it makes one system call.
 */
final class Waker {

  private final Libc libc;
  private final int readEnd;
  private final int writeEnd;
  private final AtomicBoolean woken = new AtomicBoolean();
  private boolean closed;

  private Waker(Libc libc, int readEnd, int writeEnd) {
    this.libc = libc;
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
  }

  static Waker open(Libc libc) throws IOException {
    return Libc.MISSING.contains("eventfd") ? ofPipe(libc) : ofEventfd(libc);
  }

  static Waker ofEventfd(Libc libc) throws IOException {
    int fd = libc.eventfd();
    return new Waker(libc, fd, fd);
  }

  static Waker ofPipe(Libc libc) throws IOException {
    MemorySegment ends = libc.allocate(2 * JAVA_INT.byteSize());
    libc.pipe(ends);
    return new Waker(libc, ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
  }

  /** The descriptor to watch. */
  int fd() {
    return readEnd;
  }

  /** For any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      // The lock keeps the number from being closed, and used by a socket, before the write.
      synchronized (this) {
        if (!closed) {
          libc.wake(writeEnd);
        }
      }
    }
  }

  /** To be called when the descriptor is readable. */
  void drain() throws IOException {
    libc.drain(readEnd);
    // Only now: a wake before this needs no write, because the wait it is to end has ended.
    woken.set(false);
  }

  void close() {
    synchronized (this) {
      closed = true;
    }
    libc.closeQuietly(readEnd);
    if (writeEnd != readEnd) {
      libc.closeQuietly(writeEnd);
    }
  }
}
