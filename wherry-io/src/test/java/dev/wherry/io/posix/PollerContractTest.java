package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every promise in {@link Poller}'s comment, kept by each of the pollers that work here. */
@ParameterizedClass
@MethodSource("pollers")
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
class PollerContractTest {

  private static final int BOTH = READ | WRITE;
  private static final long FOR_EVER = -1;

  private final String name;
  private final RecordingLibc libc = new RecordingLibc();
  private final Descriptors descriptors = new Descriptors();
  private final Poller poller;

  PollerContractTest(String name) throws IOException {
    this.name = name;
    poller =
        switch (name) {
          case "epoll" -> new EpollPoller(libc);
          case "poll" -> new PollPoller(libc);
          case "select" -> new SelectPoller(libc);
          default -> new KqueuePoller(libc);
        };
    libc.take();
  }

  static Stream<String> pollers() {
    return Stream.of("epoll", "poll", "select", "kqueue").filter(PollerContractTest::works);
  }

  private static boolean works(String poller) {
    String reason = PosixTransport.unsupported(poller);
    if (reason != null) {
      System.out.println("left out of PollerContractTest: " + reason);
    }
    return reason == null;
  }

  @AfterEach
  void closeAll() {
    poller.close();
    descriptors.close();
  }

  @Test
  void nothingIsReportedWhileNothingHappens() throws IOException {
    int[] pair = descriptors.pair();
    poller.watch(pair[0], 0, READ);
    assertEquals(Map.of(), found(0));
  }

  @Test
  void bytesThatArriveMakeADescriptorReadable() throws IOException {
    int[] pair = descriptors.pair();
    poller.watch(pair[0], 0, READ);
    descriptors.send(pair[1], "hello");
    assertEquals(Map.of(pair[0], READ), found(FOR_EVER));
  }

  @Test
  void whatStaysReadyIsReportedAgain() throws IOException {
    int[] pair = descriptors.pair();
    poller.watch(pair[0], 0, READ);
    descriptors.send(pair[1], "hello");
    assertEquals(Map.of(pair[0], READ), found(FOR_EVER));
    assertEquals(Map.of(pair[0], READ), found(FOR_EVER));
    descriptors.empty(pair[0]);
    assertEquals(Map.of(), found(0));
  }

  @Test
  void anEmptySocketIsWritableUntilItIsFull() throws IOException {
    int[] pair = descriptors.pair();
    poller.watch(pair[0], 0, WRITE);
    assertEquals(Map.of(pair[0], WRITE), found(FOR_EVER));
    do { // what is on its way to the peer makes room again, in the kernel's good time
      descriptors.fill(pair[0]);
    } while (!found(0).isEmpty());
    while (found(0).isEmpty()) {
      descriptors.empty(pair[1]);
    }
  }

  @Test
  void bothAreReportedTogether() throws IOException {
    int[] pair = descriptors.pair();
    poller.watch(pair[0], 0, BOTH);
    descriptors.send(pair[1], "hello");
    assertEquals(Map.of(pair[0], BOTH), waitFor(pair[0], BOTH));
  }

  @Test
  void anyInterestCanFollowAnyOther() throws IOException {
    int[] pair = descriptors.pair();
    descriptors.send(pair[1], "hello"); // readable and writable from now on
    awaitReadable(pair[0]);
    for (int before = 0; before <= BOTH; before++) {
      for (int after = 0; after <= BOTH; after++) {
        poller.watch(pair[0], 0, before);
        poller.watch(pair[0], before, after);
        assertEquals(after == 0 ? Map.of() : Map.of(pair[0], after), found(0));
        poller.watch(pair[0], after, 0);
        assertEquals(Map.of(), found(0));
      }
    }
  }

  @Test
  void theEndOfThePeersOutputMakesADescriptorReadable() throws IOException {
    int[] pair = descriptors.pair();
    poller.watch(pair[0], 0, READ);
    libc.shutdownOutput(pair[1]);
    assertEquals(Map.of(pair[0], READ), found(FOR_EVER));
    assertEquals(-1, descriptors.receive(pair[0]));
  }

  @Test
  void aResetIsReportedWhateverIsWatched() throws IOException {
    for (int watched = READ; watched <= BOTH; watched++) {
      int[] pair = descriptors.pair();
      reset(pair);
      poller.watch(pair[0], 0, watched);
      // select() cannot say more than it was asked.
      int expected = name.equals("select") ? watched : BOTH;
      assertEquals(Map.of(pair[0], expected), waitFor(pair[0], expected));
      assertThrows(IOException.class, () -> descriptors.receive(pair[0]));
      poller.watch(pair[0], watched, 0);
    }
  }

  @Test
  void nothingIsHeardOfADescriptorWithoutInterestNotEvenAReset() throws IOException {
    int[] pair = descriptors.pair();
    poller.watch(pair[0], 0, BOTH);
    poller.watch(pair[0], BOTH, 0);
    reset(pair);
    assertEquals(Map.of(), found(0));
  }

  @Test
  void aChangeMakesOneCallAtMostAndNoChangeMakesNone() throws IOException {
    int most = name.equals("epoll") || name.equals("kqueue") ? 1 : 0;
    int[] pair = descriptors.pair();
    int now = 0;
    for (int next : new int[] {READ, BOTH, WRITE, READ, WRITE, 0, BOTH, 0}) {
      poller.watch(pair[0], now, next);
      assertEquals(most, libc.take(), () -> "calls for a change to " + next);
      poller.watch(pair[0], next, next);
      assertEquals(0, libc.take());
      now = next;
    }
  }

  @Test
  void aWaitMakesOneCallHoweverMuchIsWatched() throws IOException {
    for (int i = 0; i < 20; i++) {
      poller.watch(descriptors.pair()[0], 0, BOTH);
    }
    libc.take();
    assertEquals(20, found(FOR_EVER).size());
    assertEquals(1, libc.take());
  }

  @Test
  void aClosedDescriptorIsForgotten() throws IOException {
    int[] pair = descriptors.pair();
    int[] other = descriptors.pair();
    poller.watch(pair[0], 0, BOTH);
    poller.watch(other[0], 0, WRITE);
    close(pair[0], BOTH);
    libc.take();
    assertEquals(Map.of(other[0], WRITE), found(FOR_EVER));
    assertEquals(1, libc.take());
  }

  @Test
  void aNumberThatIsUsedAgainStartsUnwatched() throws IOException {
    int[] old = descriptors.pair();
    poller.watch(old[0], 0, BOTH);
    close(old[0], BOTH);
    int[] pair = descriptors.pairWithNumber(old[0]);
    assertEquals(Map.of(), found(0));
    poller.watch(pair[0], 0, READ);
    assertEquals(Map.of(), found(0));
    descriptors.send(pair[1], "hello");
    assertEquals(Map.of(pair[0], READ), found(FOR_EVER));
  }

  @Test
  void ofAThousandDescriptorsOnlyTheReadyAreReported() throws IOException {
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      pairs.add(descriptors.pair());
    }
    for (int[] pair : pairs) {
      poller.watch(pair[0], 0, READ);
      poller.watch(pair[1], 0, READ);
    }
    Map<Integer, Integer> expected = new TreeMap<>();
    for (int i = 0; i < 500; i += 100) {
      descriptors.send(pairs.get(i)[1], "hello");
      awaitReadable(pairs.get(i)[0]);
      expected.put(pairs.get(i)[0], READ);
    }
    assertEquals(expected, found(FOR_EVER));
    for (int i = 0; i < 500; i += 2) {
      poller.watch(pairs.get(i)[0], READ, 0);
    }
    assertEquals(Map.of(), found(0));
    expected.clear();
    for (int i = 0; i < 500; i++) {
      descriptors.send(pairs.get(i)[1], "hello");
      awaitReadable(pairs.get(i)[0]);
      if (i % 2 != 0) {
        expected.put(pairs.get(i)[0], READ);
      }
    }
    assertEquals(expected, found(FOR_EVER));
  }

  @Test
  void whenAThousandAreReadyNoneStarves() throws IOException {
    Set<Integer> ready = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      for (int fd : descriptors.pair()) {
        poller.watch(fd, 0, WRITE);
        ready.add(fd);
      }
    }
    Set<Integer> seen = new HashSet<>();
    while (seen.size() < ready.size()) {
      seen.addAll(found(FOR_EVER).keySet());
    }
    assertEquals(ready, seen);
  }

  @Test
  void aWaitWithoutLimitEndsWhenSomethingHappens() throws Exception {
    int[] pair = descriptors.pair();
    poller.watch(pair[0], 0, READ);
    Callable<Map<Integer, Integer>> waiting = () -> found(FOR_EVER);
    FutureTask<Map<Integer, Integer>> found = new FutureTask<>(waiting);
    Thread waiter = Thread.ofPlatform().start(found);
    descriptors.send(pair[1], "hello");
    assertEquals(Map.of(pair[0], READ), found.get());
    waiter.join();
  }

  @Test
  void timeoutsRoundUpToWhatTheSystemCounts() throws IOException {
    long tick =
        switch (name) {
          case "kqueue" -> 1;
          case "select" -> 1_000;
          default -> 1_000_000;
        };
    poller.watch(descriptors.pair()[0], 0, WRITE); // so that no wait takes time
    for (long nanos : new long[] {1, 999, 1_000, 1_001, 999_999, 1_000_000, 1_000_001}) {
      found(nanos);
      assertEquals(Math.ceilDiv(nanos, tick) * tick, libc.waitedNanos, nanos + " ns");
    }
    found(0);
    assertEquals(0, libc.waitedNanos);
    found(FOR_EVER);
    assertEquals(FOR_EVER, libc.waitedNanos);
    found(Long.MIN_VALUE);
    assertEquals(FOR_EVER, libc.waitedNanos);
  }

  @Test
  void aTimeoutOfCenturiesIsAcceptedAndStillLong() throws IOException {
    poller.watch(descriptors.pair()[0], 0, WRITE);
    assertEquals(1, found(Long.MAX_VALUE).size());
    long aDay = 86_400_000_000_000L;
    assertTrue(libc.waitedNanos > 20 * aDay, () -> libc.waitedNanos + " ns");
  }

  @Test
  void aWaitThatTimesOutFindsNothing() throws IOException {
    poller.watch(descriptors.pair()[0], 0, READ);
    assertEquals(Map.of(), found(1_000_000));
  }

  private void close(int fd, int watched) throws IOException {
    poller.closed(fd, watched);
    descriptors.close(fd);
  }

  /** Resets a connection: the far end closes with bytes unread. */
  private void reset(int[] pair) throws IOException {
    descriptors.send(pair[0], "never read");
    awaitReadable(pair[1]);
    descriptors.close(pair[1]);
  }

  /** What one wait finds. Where the two directions are found apart, they are put together. */
  private Map<Integer, Integer> found(long nanos) throws IOException {
    Map<Integer, Integer> found = new TreeMap<>();
    poller.await(nanos, (fd, events) -> found.merge(fd, events, (a, b) -> a | b));
    return found;
  }

  private Map<Integer, Integer> waitFor(int fd, int events) throws IOException {
    Map<Integer, Integer> found;
    do {
      found = found(FOR_EVER);
    } while (found.getOrDefault(fd, 0) != events);
    return found;
  }

  private static void awaitReadable(int fd) throws IOException {
    Libc libc = new Libc();
    PollPoller other = new PollPoller(libc);
    other.watch(fd, 0, READ);
    other.await(FOR_EVER, (_, _) -> {});
  }

  /** Remembers what the last wait was told. */
  private static final class RecordingLibc extends CountingLibc {

    long waitedNanos;

    @Override
    int epollWait(int epoll, MemorySegment events, int max, int millis) throws IOException {
      waitedNanos = nanos(millis);
      return super.epollWait(epoll, events, max, millis);
    }

    @Override
    int poll(MemorySegment fds, int count, int millis) throws IOException {
      waitedNanos = nanos(millis);
      return super.poll(fds, count, millis);
    }

    @Override
    int select(int count, MemorySegment read, MemorySegment write, MemorySegment timeout)
        throws IOException {
      waitedNanos = nanos(timeout, 1_000);
      return super.select(count, read, write, timeout);
    }

    @Override
    int kevent(
        int kqueue,
        MemorySegment changes,
        int changeCount,
        MemorySegment events,
        int max,
        MemorySegment timeout)
        throws IOException {
      waitedNanos = nanos(timeout, 1);
      return super.kevent(kqueue, changes, changeCount, events, max, timeout);
    }

    private static long nanos(int millis) {
      return millis < 0 ? FOR_EVER : millis * 1_000_000L;
    }

    private static long nanos(MemorySegment timeout, long fraction) {
      return timeout.equals(MemorySegment.NULL)
          ? FOR_EVER
          : timeout.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000
              + timeout.get(ValueLayout.JAVA_LONG, 8) * fraction;
    }
  }
}
