package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@code poll(2)}, for every POSIX system. The kernel is handed the table at each wait and looks at
 * all of it, so a wait costs what is watched; changing what is watched costs no call.
 */
final class PollPoller implements Poller {

  // The same on every system.
  private static final int IN = 0x01;
  private static final int OUT = 0x04;
  private static final int ERR = 0x08;
  private static final int HUP = 0x10;
  private static final int NVAL = 0x20;

  // struct pollfd
  private static final long FD = 0;
  private static final long EVENTS = 4;
  private static final long REVENTS = 6;
  private static final long SIZE = 8;

  private final Libc libc;
  private MemorySegment table;
  private int used;

  /** One more than the slot of each descriptor; zero for those that are not watched. */
  private int[] places = new int[64];

  PollPoller(Libc libc) {
    this.libc = libc;
    this.table = libc.allocate(64 * SIZE);
  }

  @Override
  public void watch(int fd, int before, int after) {
    if (before == after) {
      return;
    }
    if (before == 0) {
      append(fd);
    }
    if (after == 0) {
      remove(fd);
    } else {
      int bits = ((after & READ) != 0 ? IN : 0) | ((after & WRITE) != 0 ? OUT : 0);
      table.set(JAVA_SHORT, (places[fd] - 1) * SIZE + EVENTS, (short) bits);
    }
  }

  private void append(int fd) {
    if (fd >= places.length) {
      places = Arrays.copyOf(places, Math.max(fd + 1, places.length * 2));
    }
    if (used * SIZE == table.byteSize()) {
      table = libc.allocate(table.byteSize() * 2).copyFrom(table);
    }
    table.set(JAVA_INT, used * SIZE + FD, fd);
    places[fd] = ++used;
  }

  /** Keeps the table dense: the last entry moves into the slot that becomes free. */
  private void remove(int fd) {
    long last = --used * SIZE;
    MemorySegment.copy(table, last, table, (places[fd] - 1) * SIZE, SIZE);
    places[table.get(JAVA_INT, last + FD)] = places[fd];
    places[fd] = 0;
  }

  @Override
  public void closed(int fd, int before) {
    watch(fd, before, 0);
  }

  @Override
  public void await(long nanos, Found found) throws IOException {
    int count = libc.poll(table, used, Libc.millis(nanos));
    for (long slot = 0; count > 0; slot += SIZE) {
      int bits = table.get(JAVA_SHORT, slot + REVENTS);
      if (bits != 0) {
        count--;
        int failed = (bits & (ERR | HUP | NVAL)) != 0 ? READ | WRITE : 0;
        int ready = ((bits & IN) != 0 ? READ : 0) | ((bits & OUT) != 0 ? WRITE : 0);
        found.add(table.get(JAVA_INT, slot + FD), failed | ready);
      }
    }
  }

  @Override
  public void close() {}
}
