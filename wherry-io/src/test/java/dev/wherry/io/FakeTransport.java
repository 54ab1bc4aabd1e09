package dev.wherry.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A system in memory, in the place of the real one: its sockets do what the test says, every call
 * is written down, and a call that {@link Transport} and {@link Socket} do not allow is a
 * violation, which {@link #assertKept} reports. Time passes while somebody waits, and not
 * otherwise.
 */
final class FakeTransport implements Transport {

  final FakeClock clock = new FakeClock(0);

  /** What happened, in order; tests add what their handlers hear. */
  final List<String> calls = new ArrayList<>();

  final AtomicInteger wakeups = new AtomicInteger();

  /** Runs in the middle of the next wait. */
  Runnable meanwhile = () -> {};

  /** The next socket to be connected; null to refuse at once. */
  @Nullable FakeSocket connecting;

  /** What every wait fails with. */
  @Nullable IOException failure;

  /** What every attempt to watch a socket fails with. */
  @Nullable IOException full;

  boolean closed;

  private final TreeMap<Integer, FakeSocket> open = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private boolean woken;

  /** A loop on this transport. */
  EventLoop loop() {
    return new EventLoop(TransportType.NIO, this, clock);
  }

  /** A new socket with the lowest number that is free. */
  FakeSocket socket() {
    int number = 0;
    while (open.containsKey(number)) {
      number++;
    }
    FakeSocket socket = new FakeSocket(this, number);
    open.put(number, socket);
    return socket;
  }

  /** How many of the calls begin so. */
  int count(String prefix) {
    return (int) calls.stream().filter(call -> call.startsWith(prefix)).count();
  }

  /** The calls since this was asked last, but for waiting and reading the clock. */
  List<String> take() {
    List<String> taken = calls.stream().filter(call -> !call.startsWith("await")).toList();
    calls.clear();
    return taken;
  }

  /** No call was made that is not allowed. */
  void assertKept() {
    assertEquals(List.of(), violations);
  }

  void check(boolean kept, String violation) {
    if (!kept) {
      violations.add(violation);
      throw new AssertionError(violation);
    }
  }

  void called(String name, FakeSocket socket) {
    calls.add(name + " " + socket.number);
    check(socket.equals(open.get(socket.number)), name + " of a closed socket");
    check(!closed, name + " after the transport was closed");
  }

  @Override
  public Socket listen(InetSocketAddress address, int backlog) {
    return socket();
  }

  @Override
  public @Nullable Socket accept(Socket listener) throws IOException {
    FakeSocket from = (FakeSocket) listener;
    called("accept", from);
    Object next = from.waiting.poll();
    if (next instanceof IOException e) {
      throw e;
    }
    return (FakeSocket) next;
  }

  @Override
  public Socket connect(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    if (connecting == null) {
      throw new IOException("refused at once");
    }
    return connecting;
  }

  @Override
  public void adopt(Socket socket) {
    check(((FakeSocket) socket).watched == 0, "adopt of a watched socket");
  }

  @Override
  public void watch(Socket socket, int before, int after) throws IOException {
    FakeSocket changed = (FakeSocket) socket;
    called("watch", changed);
    calls.set(calls.size() - 1, "watch " + changed.number + " for " + name(after));
    check(before == changed.watched, "the wrong interest before");
    check(before != after, "a change to the same interest");
    if (full != null && after != 0) {
      throw full;
    }
    changed.watched = after;
  }

  private static String name(int events) {
    return switch (events) {
      case 0 -> "nothing";
      case READ -> "READ";
      case WRITE -> "WRITE";
      default -> "READ and WRITE";
    };
  }

  @Override
  public void close(Socket socket, int watched) {
    FakeSocket closing = (FakeSocket) socket;
    called("close", closing);
    check(watched == closing.watched, "the wrong interest on close");
    open.remove(closing.number);
  }

  @Override
  public void await(long nanos, Ready ready) throws IOException {
    calls.add("await " + nanos);
    check(!closed, "await after the transport was closed");
    if (failure != null) {
      throw failure;
    }
    Runnable happening = meanwhile;
    meanwhile = () -> {};
    happening.run();
    for (FakeSocket socket : open.values()) {
      int events = socket.ready() & (socket.lies != 0 ? ~0 : socket.watched);
      if (events != 0 && socket.watched != 0) {
        ready.add(socket, events);
      }
    }
    if (ready.size() == 0 && !woken && nanos != 0) {
      check(nanos > 0, "a wait without an end");
      clock.now += nanos;
    }
    woken = false;
  }

  @Override
  public void wakeup() {
    wakeups.incrementAndGet();
    woken = true;
  }

  @Override
  public OpenFile open(Path path, Set<? extends OpenOption> options) throws IOException {
    return ChannelFile.open(path, options);
  }

  @Override
  public void close() {
    check(!closed, "closed twice");
    check(open.isEmpty(), "closed before its sockets " + open.keySet());
    calls.add("close transport");
    closed = true;
  }
}
