package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** {@code epoll(7)}, for Linux: the kernel keeps the table, and a wait costs what is ready. */
final class EpollPoller implements Poller {

  private static final int CTL_ADD = 1;
  private static final int CTL_DEL = 2;
  private static final int CTL_MOD = 3;
  private static final int IN = 0x001;
  private static final int OUT = 0x004;
  private static final int ERR = 0x008;
  private static final int HUP = 0x010;

  // The kernel packs struct epoll_event on x86-64 and on no other architecture.
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
  private static final long DATA = PACKED ? 4 : 8;
  private static final long SIZE = PACKED ? 12 : 16;
  private static final int BATCH = 512;

  private final Libc libc;
  private final int epoll;
  private final MemorySegment change;
  private final MemorySegment events;

  EpollPoller(Libc libc) throws IOException {
    this.libc = libc;
    this.epoll = libc.epollCreate();
    this.change = libc.allocate(SIZE);
    this.events = libc.allocate(SIZE * BATCH);
  }

  @Override
  public void watch(int fd, int before, int after) throws IOException {
    if (before == after) {
      return;
    }
    int operation = before == 0 ? CTL_ADD : after == 0 ? CTL_DEL : CTL_MOD;
    change.set(JAVA_INT, 0, ((after & READ) != 0 ? IN : 0) | ((after & WRITE) != 0 ? OUT : 0));
    change.set(JAVA_INT, DATA, fd);
    libc.epollCtl(epoll, operation, fd, change);
  }

  @Override
  public void await(long nanos, Found found) throws IOException {
    int count = libc.epollWait(epoll, events, BATCH, Libc.millis(nanos));
    for (int i = 0; i < count; i++) {
      int bits = events.get(JAVA_INT, i * SIZE);
      int failed = (bits & (ERR | HUP)) != 0 ? READ | WRITE : 0;
      int ready = ((bits & IN) != 0 ? READ : 0) | ((bits & OUT) != 0 ? WRITE : 0);
      found.add(events.get(JAVA_INT, i * SIZE + DATA), failed | ready);
    }
  }

  @Override
  public void close() {
    libc.closeQuietly(epoll);
  }
}
