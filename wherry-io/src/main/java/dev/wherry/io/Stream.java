package dev.wherry.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection on an event loop. It belongs to the loop's thread.
 *
 * <p>Nothing here blocks. {@link #write} and {@link #sendFile} keep what the kernel does not take
 * at once, and {@link Handler#drained} says when all of it is gone: a writer that waits for it
 * never holds more than one piece in memory. {@link #pause} is the same promise the other way.
 *
 * <p>What a handler writes while it hears {@link Handler#received} or {@link Handler#ended} goes
 * out together when it returns, in as few segments as it fits.
 */
public final class Stream extends Channel {

  private Handler handler = Handler.NONE;
  private final Output output = new Output(this);
  private final Wire wire = new Wire(this);
  private final Input input = new Input(this, wire);
  private final Ending ending = new Ending(this, wire, output);
  private boolean owed;
  private boolean held;
  private boolean shutdown;

  Stream(EventLoop loop, Socket socket, int watched) {
    super(loop, socket, watched);
  }

  /** Sets who hears of this stream's events. Nothing is read before {@link #resume}. */
  public void handler(Handler handler) {
    this.handler = handler;
  }

  /**
   * Sets who hears of this stream's events, and begins to read.
   *
   * @throws IOException if the poller has no room for it; the stream can still be written to
   */
  public void start(Handler handler) throws IOException {
    watch(Transport.READ | (isSending() ? Transport.WRITE : 0));
    this.handler = handler;
    input.wanted(true);
  }

  /** Sets how fast this stream sends and receives from now on; as fast as it goes by default. */
  public void throttle(Throttle sending, Throttle receiving) {
    output.throttle(sending);
    input.throttle(receiving);
  }

  /** The own end's address. */
  public InetSocketAddress localAddress() throws IOException {
    return socket.localAddress();
  }

  /** The peer's address. */
  public InetSocketAddress remoteAddress() throws IOException {
    return socket.remoteAddress();
  }

  /** How many bytes have been handed to the kernel. */
  public long sent() {
    return output.sent();
  }

  /** How many bytes have been read. */
  public long received() {
    return input.received();
  }

  /** How many bytes {@link #write} has kept because the peer does not take them. */
  public int queued() {
    return output.queued();
  }

  /**
   * Writes {@code bytes}, which belong to the stream until they are gone; after {@link #finish} it
   * does nothing. If it fails, the handler hears {@link Handler#closed} before this returns.
   *
   * @return true if nothing is kept; otherwise {@link Handler#drained} is called later
   */
  public boolean write(ByteBuffer bytes) {
    if (output.hasFile()) {
      throw new IllegalStateException("write while a file is being sent");
    }
    if (!isOpen() || ending.isDue()) {
      return false;
    }
    boolean waits = isSending();
    if (bytes.hasRemaining()) {
      output.add(bytes);
    }
    return sendsAll(waits);
  }

  /**
   * Sends {@code count} bytes of {@code file} from {@code position} after what was written before.
   * The file stays the caller's to close, after the stream has drained or closed. After {@link
   * #finish} it does nothing.
   *
   * @return true if all of it has been handed to the kernel; otherwise {@link Handler#drained} is
   *     called later
   */
  public boolean sendFile(OpenFile file, long position, long count) {
    if (output.hasFile()) {
      throw new IllegalStateException("a file is being sent already");
    }
    if (!isOpen() || ending.isDue()) {
      return false;
    }
    boolean waits = isSending();
    if (count > 0) {
      output.add(file, position, count);
    }
    return sendsAll(waits);
  }

  /** Whoever hears that something was kept will hear that it is gone. */
  private boolean sendsAll(boolean waits) {
    boolean all = !waits && (output.isEmpty() || flushGuarded());
    owed |= !all;
    return all;
  }

  /**
   * Puts a layer between the handler and the socket, below everything that is written and read from
   * now on. What was written before goes out as it is, and until it has, nothing is read. Once, and
   * not again before {@link #unsecure} is done.
   */
  public void secure(Layer above) {
    if (output.hasFile()) {
      throw new IllegalStateException("secure while a file is being sent");
    }
    boolean isFree = output.isEmpty();
    wire.cover(above, output);
    if (isFree) {
      flushGuarded();
    } else {
      updateGuarded();
    }
  }

  /**
   * Has the layer take its leave of the peer, after what was written, and takes it away. What is
   * written from now on goes out in clear.
   */
  public void unsecure() {
    wire.uncover(output);
    if (!held) {
      flushGuarded();
    }
  }

  /** Whether there is a layer. */
  public boolean isSecure() {
    return wire.isCovered() || wire.isComing();
  }

  /**
   * Has the handler hear {@link Handler#piped} of what comes in by the hundred kilobytes, where the
   * system can do that, and {@link Handler#received} of everything else as ever.
   */
  public void takePipes() {
    input.takePipes();
  }

  /** Stops reading; the peer is slowed down when the kernel's buffer is full. */
  public void pause() {
    if (!ending.isLingering()) {
      input.wanted(false);
      updateGuarded();
    }
  }

  /** Reads, or reads again after {@link #pause}. */
  public void resume() {
    if (!input.isWanted() && !ending.isLingering() && !input.hasEnded()) {
      input.wanted(true);
      updateGuarded();
      if (wire.hasInput()) {
        loop.execute(this::readAgain);
      }
    }
  }

  /**
   * Says that {@link #finish} will follow what is written next, at once when that has been handed
   * to the kernel: then the end shares a segment with the last of it.
   */
  public void announceEnd() {
    output.ending();
  }

  /** Sends the end of the output after what was written; reading goes on. */
  public void shutdownOutput() {
    shutdown = true;
    if (!isSending()) {
      flushGuarded();
    }
  }

  /**
   * Closes in order, after what was written has been sent; in any case when the peer has taken
   * nothing of it for 30 seconds.
   */
  public void finish() {
    if (ending.isDue() || !isOpen()) {
      return;
    }
    ending.due();
    if (!isSending()) {
      flushGuarded();
    } else if (!held) {
      ending.expectProgress();
    }
  }

  /** Closes at once; the handler hears {@code cause}. */
  public void abort(@Nullable IOException cause) {
    close(cause);
  }

  @Override
  void progressed() {
    super.progressed();
    ending.progressed();
  }

  @Override
  void ready(int events) throws IOException {
    int due = wire.advance(events);
    if (!isOpen()) {
      return;
    }
    if ((due & Transport.WRITE) != 0) {
      flushAndTell();
    } else if (wire.isCovered()) {
      update();
    }
    if ((due & Transport.READ) == 0 || !isOpen()) {
      return;
    }
    if (ending.isLingering()) {
      ending.drain();
    } else if (input.mayRead()) {
      read();
    }
  }

  @Override
  void closed(@Nullable IOException cause) {
    output.clear();
    wire.closed();
    handler.closed(this, cause);
  }

  /** Also while a layer has not come so far that it lets anything through. */
  private boolean isSending() {
    return !output.isEmpty() || wire.isComing() || wire.hasOutput();
  }

  /** Whether there is something that could be sent now, if the socket takes it. */
  private boolean wantsToSend() {
    return output.isResting() ? wire.hasOutput() : isSending();
  }

  private boolean flushAndTell() throws IOException {
    boolean all = flush();
    if (all && owed && isOpen() && !ending.isDue()) {
      owed = false;
      handler.drained(this);
    }
    return all;
  }

  private void readAgain() {
    if (isOpen() && input.isWanted()) {
      dispatch(Transport.READ);
    }
  }

  /** What kept it from reading is over. */
  void goOnReading() {
    updateGuarded();
    if (wire.hasInput()) {
      readAgain();
    }
  }

  private void read() throws IOException {
    Pipe pipe = input.pipe();
    if (pipe != null) {
      progressed();
      input.moved(pipe.remaining());
      tell(() -> handler.piped(this, pipe));
      return;
    }
    do {
      ByteBuffer buffer = loop.buffer();
      int n = input.read(buffer);
      if (wire.isOver()) {
        uncover();
        return;
      }
      if (n == Socket.WOULD_BLOCK) {
        if (wire.isCovered()) {
          flush(); // it may have had something to answer
        }
        return;
      }
      progressed();
      if (n == Socket.END) {
        ended();
        return;
      }
      input.moved(n);
      buffer.flip();
      tell(() -> handler.received(this, buffer));
    } while (wire.hasInput() && isOpen() && input.isWanted());
  }

  private void tell(Event event) throws IOException {
    held = true;
    try {
      event.tell();
    } finally {
      held = false;
    }
    settle();
  }

  /** Goes on without the layer, which has taken its leave, and with what it read too much. */
  private void uncover() throws IOException {
    ByteBuffer rest = wire.takeRest();
    if (rest == null) {
      settle();
    } else {
      input.moved(rest.remaining());
      tell(() -> handler.received(this, rest));
    }
  }

  private void ended() throws IOException {
    input.end();
    tell(() -> handler.ended(this));
  }

  /** Does together what a handler asked for while it heard of something. */
  private void settle() throws IOException {
    if (!isOpen()) {
      return;
    }
    if (!isSending() && !wire.isLeaving() && !shutdown && !ending.isDue()) {
      update();
    } else if (!flushAndTell() && ending.isDue()) {
      ending.expectProgress();
    }
  }

  private boolean flushGuarded() {
    if (held || !isOpen()) {
      return false;
    }
    try {
      return flush();
    } catch (IOException e) {
      close(e);
      return false;
    }
  }

  private void updateGuarded() {
    if (isOpen() && !held) {
      try {
        update();
      } catch (IOException e) {
        close(e);
      }
    }
  }

  private void update() throws IOException {
    if (ending.isLingering()) {
      watch(Transport.READ);
      return;
    }
    int reads = input.isDue() ? Transport.READ : 0;
    watch(wire.watches(wantsToSend() ? reads | Transport.WRITE : reads));
  }

  /** Writes what it can; true if nothing is left. */
  private boolean flush() throws IOException {
    boolean all = wire.flush(output);
    if (all && ending.isDue()) {
      if (!ending.close(input.hasEnded())) {
        update();
      }
    } else if (all && shutdown) {
      shutdown = false;
      wire.top().shutdownOutput();
      update();
    } else {
      update();
    }
    return all;
  }

  /**
   * All is sent, and what is left to do is to wait for the peer to say so: that is no business of
   * the handler's, and its client may wait for the reply before it ends its half.
   */
  void leaveBehind() {
    Handler done = handler;
    handler = Handler.NONE;
    done.closed(this, null);
  }

  /** The peer's address and port, for a log. */
  @Override
  public String toString() {
    try {
      InetSocketAddress peer = socket.remoteAddress();
      return peer.getAddress().getHostAddress() + ":" + peer.getPort();
    } catch (IOException _) {
      return "(not connected)";
    }
  }

  private interface Event {
    void tell() throws IOException;
  }

  /** Hears of a stream's events, on the loop's thread. */
  public interface Handler {

    /** Hears nothing: what a stream has until it is given a handler. */
    Handler NONE = new Handler() {};

    /** Bytes came in. The buffer is the loop's: take what is needed before returning. */
    default void received(Stream stream, ByteBuffer bytes) throws IOException {}

    /** Bytes came in, for a file, after {@link Stream#takePipes}. */
    default void piped(Stream stream, Pipe bytes) throws IOException {}

    /** The peer sends no more. What was written still goes out; by default, then it is closed. */
    default void ended(Stream stream) throws IOException {
      stream.finish();
    }

    /** All that was kept has been handed to the kernel. Never called from within a write. */
    default void drained(Stream stream) throws IOException {}

    /** The stream is closed; {@code cause} is null if it ended in order. Called once. */
    default void closed(Stream stream, @Nullable IOException cause) {}
  }
}
