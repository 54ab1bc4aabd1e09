package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is peculiar to {@code poll}: a table that is handed over at each wait. */
class PollPollerTest {

  @Test
  void theKernelIsHandedOnlyWhatWantsSomething() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    Libc libc =
        new Libc() {
          @Override
          int poll(MemorySegment fds, int count, int millis) throws IOException {
            lengths.add(count);
            return super.poll(fds, count, millis);
          }
        };
    try (Descriptors descriptors = new Descriptors()) {
      PollPoller poller = new PollPoller(libc);
      List<Integer> fds = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        fds.add(descriptors.pair()[0]);
        poller.watch(fds.get(i), 0, READ);
      }
      poller.await(0, (_, _) -> {});
      for (int i = 0; i < 99; i++) {
        poller.watch(fds.get(i), READ, 0);
      }
      poller.await(0, (_, _) -> {});
      poller.watch(fds.get(99), READ, WRITE);
      poller.await(0, (_, _) -> {});
      poller.closed(fds.get(99), WRITE);
      poller.await(0, (_, _) -> {});
      assertEquals(List.of(100, 1, 1, 0), lengths);
    }
  }
}
