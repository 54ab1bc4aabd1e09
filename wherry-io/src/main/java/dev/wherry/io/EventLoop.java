package dev.wherry.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for sockets and timers and runs what they wake.
 *
 * <p>Each turn does five things in this order: wait for the poller, dispatch the ready channels,
 * run the timers that are due, run the tasks sent by other threads, release what was closed.
 * Releasing comes last, so no descriptor number is used again while a batch of events may still
 * name it.
 *
 * <p>Everything a loop owns belongs to the thread that runs it: a thread of its own ({@link #run})
 * or a caller's, turn by turn ({@link #runOnce}). {@link #execute} and {@link #stop} are for any
 * thread.
 */
public final class EventLoop implements Runnable, Executor, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

  private static final int BUFFER = 256 * 1024;
  private static final int OUTGOING = 128 * 1024;
  private static final long STALL = Duration.ofMillis(50).toNanos();

  final Transport transport;
  private final TransportType type;
  private final LongSupplier clock;
  private final Timers timers;
  private final Ready ready = new Ready();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final ArrayDeque<Channel> closed = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(BUFFER);
  private @Nullable ByteBuffer incoming;
  private @Nullable ByteBuffer outgoing;
  private @Nullable Channel first;
  private volatile @Nullable Thread thread;
  private volatile boolean stopped;
  private boolean turning;
  private boolean ended;
  private volatile int channels;
  private volatile long turns;
  private volatile long stalls;

  EventLoop(TransportType type, Transport transport, LongSupplier clock) {
    this.type = type;
    this.transport = transport;
    this.clock = clock;
    this.timers = new Timers(clock);
  }

  /**
   * A loop that nobody runs yet.
   *
   * @throws IOException if the transport cannot be had here; {@link TransportType#unsupported} says
   *     so beforehand
   */
  public static EventLoop open(TransportType type) throws IOException {
    return new EventLoop(type, type.open(), System::nanoTime);
  }

  /** What this loop's sockets and poller are. */
  public TransportType type() {
    return type;
  }

  /** Turns until {@link #stop} is called, then closes. */
  @Override
  public void run() {
    try {
      while (!stopped) {
        turn(-1);
      }
    } finally { // also when the transport fails
      close();
    }
  }

  /**
   * Makes one turn on the caller's thread, which must be the same every time.
   *
   * @param timeout how long to wait for something to do; zero does not wait
   * @return false when the loop has been stopped and closed
   */
  public boolean runOnce(Duration timeout) {
    if (stopped) {
      close();
      return false;
    }
    turn(Timers.nanos(timeout));
    return true;
  }

  /**
   * Has {@code task} run on the loop's thread, in order of arrival. For any thread. What is sent
   * before {@link #close} is called still runs; what is sent after it is dropped.
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!isInLoop() && awake.compareAndSet(false, true)) {
      transport.wakeup();
    }
  }

  /** Whether the caller runs on this loop's thread. */
  public boolean isInLoop() {
    return Thread.currentThread() == thread;
  }

  /**
   * Whether the caller may make a turn now: nobody has run this loop yet, or the caller has, and is
   * not called by it.
   */
  public boolean mayTurn() {
    Thread owner = thread;
    return owner == null || (owner.equals(Thread.currentThread()) && !turning);
  }

  /** Runs {@code task} once on this loop, when {@code delay} has passed. On the loop's thread. */
  public Timers.Timer after(Duration delay, Runnable task) {
    return timers.after(delay, guarded(task));
  }

  /** Runs {@code task} every {@code period} on this loop. On the loop's thread. */
  public Timers.Timer every(Duration period, Runnable task) {
    return timers.every(period, guarded(task));
  }

  /** A timer of this loop that starts with {@code restart()}. On the loop's thread. */
  public Timers.Timer timer(Duration delay, Runnable task) {
    return timers.timer(delay, guarded(task));
  }

  /** Accepts connections on this loop. On the loop's thread, or before it runs. */
  public Listener listen(InetSocketAddress address, int backlog, Listener.Handler handler)
      throws IOException {
    return Listener.open(this, address, backlog, handler);
  }

  /**
   * Makes a connection from this loop. On the loop's thread.
   *
   * @param local the address to connect from, or null for any
   * @return the attempt, or null if it failed at once, which the handler has heard then
   */
  public @Nullable Connector connect(
      InetSocketAddress remote,
      @Nullable InetSocketAddress local,
      Duration limit,
      Connector.Handler handler) {
    return Connector.open(this, remote, local, limit, handler);
  }

  /**
   * Makes a stream of a socket accepted on this or another loop, a closed one if the loop has been
   * closed. On this loop's thread.
   */
  public Stream adopt(Socket socket) {
    transport.adopt(socket);
    Stream stream = new Stream(this, socket, 0);
    if (ended) {
      stream.abort(closedLoop());
      releaseClosed();
    }
    return stream;
  }

  /** Opens a file for this loop's streams, see {@link Transport#open}. On the loop's thread. */
  public OpenFile open(Path path, Set<? extends OpenOption> options) throws IOException {
    return transport.open(path, options);
  }

  /** Opens a directory the fast way if there is one, see {@link Transport#list}. */
  public @Nullable DirectoryCursor list(Path directory) throws IOException {
    return transport.list(directory);
  }

  /** Opens a file below a held directory the fast way, see {@link Transport#open}. */
  public @Nullable OpenFile open(Anchor from, byte[] name, Set<? extends OpenOption> options)
      throws IOException {
    return transport.open(from, name, options);
  }

  /** Opens a directory below a held one the fast way, see {@link Transport#list}. */
  public @Nullable DirectoryCursor list(Anchor from, byte[] relative) throws IOException {
    return transport.list(from, relative);
  }

  /** How many sockets are open. For any thread. */
  public int channels() {
    return channels;
  }

  /** How many turns have been made. For any thread. */
  public long turns() {
    return turns;
  }

  /** How many turns kept the others waiting for more than 50 ms. For any thread. */
  public long stalls() {
    return stalls;
  }

  /** Makes {@link #run} return, after {@link #close}. For any thread. */
  public void stop() {
    stopped = true;
    transport.wakeup();
  }

  /**
   * Closes every channel, which is told that it did not end in order, and the transport. On the
   * loop's thread, or when nobody runs it.
   */
  @Override
  public void close() {
    stopped = true;
    if (ended) {
      return;
    }
    ended = true;
    thread = Thread.currentThread();
    runTasks();
    closeChannels();
    runTasks();
    closeChannels();
    releaseClosed();
    transport.close();
  }

  /** Whether it has been closed, or is being closed: then nothing more is opened. */
  boolean isClosed() {
    return ended;
  }

  private void closeChannels() {
    while (first != null) {
      first.close(closedLoop());
    }
  }

  static IOException closedLoop() {
    return new IOException("the loop was closed");
  }

  /** Space for what one read brings; its content is gone after the callback. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  /** Space for what one write takes; separate, because a handler writes while it reads. */
  ByteBuffer scratch() {
    return scratch.clear();
  }

  /** Space for what one read brings to a layer: never more than {@link #buffer} has room for. */
  ByteBuffer incoming() {
    if (incoming == null) {
      incoming = ByteBuffer.allocate(BUFFER);
    }
    return incoming.clear();
  }

  /** Space for what a layer writes. On the heap, as it is coded there twice as fast. */
  ByteBuffer outgoing() {
    if (outgoing == null) {
      outgoing = ByteBuffer.allocate(OUTGOING);
    }
    return outgoing.clear();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others only read
  private void turn(long most) {
    thread = Thread.currentThread();
    turning = true;
    turns++;
    boolean interrupted = Thread.interrupted(); // or no wait would last, and files be closed
    try {
      transport.await(patience(most), ready);
    } catch (IOException e) {
      turning = false;
      throw new IllegalStateException("the " + type + " transport failed", e);
    }
    interrupted |= Thread.interrupted();
    long began = clock.getAsLong();
    int found = ready.size();
    awake.set(false);
    dispatch();
    timers.runDue();
    runTasks();
    releaseClosed();
    turning = false;
    if (interrupted) { // it is the caller's business, and not the loop's
      Thread.currentThread().interrupt();
    }
    long took = clock.getAsLong() - began;
    if (took > STALL) {
      stalls++;
      log.debug("a turn with {} ready channels took {} ms", found, took / 1_000_000);
    }
  }

  private long patience(long most) {
    if (!tasks.isEmpty() || !closed.isEmpty()) { // a caller may close between his turns
      return 0;
    }
    long next = timers.untilNext();
    return next < 0 ? most : most < 0 ? next : Math.min(next, most);
  }

  private void dispatch() {
    for (int i = 0; i < ready.size(); i++) {
      Channel channel = ready.socket(i).channel;
      if (channel != null && channel.isOpen()) {
        channel.dispatch(ready.events(i));
      }
    }
    ready.clear();
  }

  /** Runs what has been sent so far: tasks that send tasks cannot keep the sockets waiting. */
  private void runTasks() {
    for (int left = tasks.size(); left > 0; left--) {
      runGuarded(tasks.remove());
    }
  }

  private void releaseClosed() {
    for (Channel channel; (channel = closed.poll()) != null; ) {
      transport.close(channel.socket, channel.watched());
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> runGuarded(task);
  }

  private static void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) { // one bad task must not stop the loop
      log.error("error in a task or timer of the loop", e);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others only read
  void opened(Channel channel) {
    channels++;
    channel.next = first;
    if (first != null) {
      first.previous = channel;
    }
    first = channel;
  }

  void closed(Channel channel) {
    left(channel);
    closed.add(channel);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others only read
  void left(Channel channel) {
    channels--;
    if (channel.previous != null) {
      channel.previous.next = channel.next;
    } else {
      first = channel.next;
    }
    if (channel.next != null) {
      channel.next.previous = channel.previous;
    }
    channel.previous = null;
    channel.next = null;
  }
}
