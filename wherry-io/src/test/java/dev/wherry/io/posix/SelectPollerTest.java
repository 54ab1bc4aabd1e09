package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is peculiar to {@code select}: sets with a size, and a limit. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
class SelectPollerTest {

  @Test
  void aDescriptorAboveTheLimitIsRefusedByName() throws IOException {
    SelectPoller poller = new SelectPoller(new Libc(), 1024);
    IOException e = assertThrows(IOException.class, () -> poller.watch(1024, 0, READ));
    assertEquals(
        "select() takes descriptors below 1024 only, and this one is 1024", e.getMessage());
  }

  @Test
  void whatWasWatchedGoesOnAfterARefusal() throws IOException {
    try (Descriptors descriptors = new Descriptors()) {
      SelectPoller poller = new SelectPoller(new Libc(), 1024);
      int[] pair = descriptors.pair();
      poller.watch(pair[0], 0, WRITE);
      assertThrows(IOException.class, () -> poller.watch(5000, 0, READ));
      TreeMap<Integer, Integer> found = new TreeMap<>();
      poller.await(-1, found::put);
      assertEquals(pair[0], found.firstKey());
    }
  }

  @Test
  void growingSetsKeepWhatIsWatched() throws IOException {
    try (Descriptors descriptors = new Descriptors()) {
      SelectPoller poller = new SelectPoller(new Libc(), 65_536);
      int[] pair = descriptors.pair();
      int fd = pair[0];
      poller.watch(fd, 0, READ | WRITE);
      poller.watch(5000, 0, READ);
      poller.watch(65_535, 0, READ);
      poller.closed(5000, READ);
      poller.closed(65_535, READ);
      TreeMap<Integer, Integer> found = new TreeMap<>();
      poller.await(-1, found::put);
      assertEquals(Map.of(fd, WRITE), found);
      descriptors.send(pair[1], "hello");
      while (!Map.of(fd, READ | WRITE).equals(found)) {
        poller.await(-1, found::put);
      }
    }
  }

  @Test
  void theKernelLooksNoFurtherThanTheHighestDescriptorWatched() throws IOException {
    try (Descriptors descriptors = new Descriptors()) {
      int[] lengths = new int[1];
      Libc libc =
          new Libc() {
            @Override
            int select(int count, MemorySegment read, MemorySegment write, MemorySegment timeout)
                throws IOException {
              lengths[0] = count;
              return super.select(count, read, write, timeout);
            }
          };
      SelectPoller poller = new SelectPoller(libc, 1024);
      int fd = descriptors.pair()[0];
      poller.watch(fd, 0, READ);
      poller.watch(1023, 0, READ);
      poller.closed(1023, READ);
      poller.await(0, (_, _) -> {});
      assertEquals((fd / 64 + 1) * 64, lengths[0]);
      poller.watch(fd, READ, 0);
      poller.await(0, (_, _) -> {});
      assertEquals(0, lengths[0]);
    }
  }
}
