package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Both kinds of waker: the pipe works on Linux too, though it is not used there. */
@ParameterizedClass
@MethodSource("kinds")
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
class WakerTest {

  private final CountingLibc libc = new CountingLibc();
  private final PollPoller poller = new PollPoller(libc);
  private final Waker waker;

  WakerTest(String kind) throws IOException {
    waker = kind.equals("pipe") ? Waker.ofPipe(libc) : Waker.ofEventfd(libc);
    poller.watch(waker.fd(), 0, READ);
  }

  static Stream<String> kinds() {
    return Stream.of("pipe", "eventfd").filter(kind -> !Libc.MISSING.contains(kind));
  }

  @AfterEach
  void close() {
    waker.close();
  }

  @Test
  void itIsQuietUntilItIsWoken() throws IOException {
    assertEquals(0, found(0));
    waker.wake();
    assertEquals(1, found(-1));
  }

  @Test
  void onceDrainedItIsQuietAgainHoweverOftenItWasWoken() throws IOException {
    for (int i = 0; i < 100_000; i++) { // more than a pipe holds
      waker.wake();
    }
    waker.drain();
    assertEquals(0, found(0));
    waker.wake();
    assertEquals(1, found(-1));
  }

  @Test
  void drainingNothingDoesNotWait() throws IOException {
    waker.drain();
    assertEquals(0, found(0));
  }

  @Test
  void noWakeOfManyThreadsIsLost() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int j = 0; j < 10_000; j++) {
                  waker.wake();
                }
              }));
    }
    while (threads.stream().anyMatch(Thread::isAlive)) {
      if (found(0) > 0) {
        waker.drain();
      }
    }
    waker.drain();
    waker.wake();
    assertEquals(1, found(-1));
  }

  @Test
  void afterItIsClosedAWakeTouchesNoDescriptor() throws IOException {
    try (Descriptors descriptors = new Descriptors()) {
      Waker closed = Waker.open(libc);
      int number = closed.fd();
      closed.close();
      int[] pair = descriptors.pairWithNumber(number);
      closed.wake();
      assertEquals(0, descriptors.receive(pair[1]));
    }
  }

  private int found(long nanos) throws IOException {
    List<Integer> found = new ArrayList<>();
    poller.await(nanos, (fd, _) -> found.add(fd));
    return found.size();
  }
}
