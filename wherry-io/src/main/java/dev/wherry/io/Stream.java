package dev.wherry.io;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
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

  /** How much of a file is sent before other channels have their turn. */
  private static final long FILE_PIECE = 4 * 1024 * 1024;

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Handler handler = Handler.NONE;
  private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>(0);
  private int queued;
  private @Nullable OpenFile file;
  private long filePosition;
  private long fileLeft;
  private long sent;
  private long received;
  private Throttle sending = Throttle.NONE;
  private Throttle receiving = Throttle.NONE;
  private boolean sendingRests;
  private boolean readingRests;
  private boolean reading;
  private boolean held;
  private boolean shutdown;
  private boolean finishing;
  private boolean lingering;
  private boolean ended;

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
    reading = true;
  }

  /** Sets how fast this stream sends and receives from now on; as fast as it goes by default. */
  public void throttle(Throttle sending, Throttle receiving) {
    this.sending = sending;
    this.receiving = receiving;
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
    return sent;
  }

  /** How many bytes have been read. */
  public long received() {
    return received;
  }

  /** How many bytes {@link #write} has kept because the peer does not take them. */
  public int queued() {
    return queued;
  }

  /**
   * Writes {@code bytes}, which belong to the stream until they are gone; after {@link #finish} it
   * does nothing. If it fails, the handler hears {@link Handler#closed} before this returns.
   *
   * @return true if nothing is kept; otherwise {@link Handler#drained} is called later
   */
  public boolean write(ByteBuffer bytes) {
    if (file != null) {
      throw new IllegalStateException("write while a file is being sent");
    }
    if (!isOpen() || finishing) {
      return false;
    }
    boolean waits = isSending();
    if (!bytes.hasRemaining()) {
      return !waits;
    }
    queue.add(bytes);
    queued += bytes.remaining();
    return !waits && flushGuarded();
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
    if (this.file != null) {
      throw new IllegalStateException("a file is being sent already");
    }
    if (!isOpen() || finishing) {
      return false;
    }
    boolean waits = isSending();
    if (count <= 0) {
      return !waits;
    }
    this.file = file;
    filePosition = position;
    fileLeft = count;
    return !waits && flushGuarded();
  }

  /** Stops reading; the peer is slowed down when the kernel's buffer is full. */
  public void pause() {
    if (!lingering) {
      reading = false;
      updateGuarded();
    }
  }

  /** Reads, or reads again after {@link #pause}. */
  public void resume() {
    if (!reading && !lingering && !ended) {
      reading = true;
      updateGuarded();
    }
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
    if (finishing || !isOpen()) {
      return;
    }
    finishing = true;
    if (!isSending()) {
      flushGuarded();
    } else if (!held) {
      expectProgress();
    }
  }

  /** Closes at once; the handler hears {@code cause}. */
  public void abort(@Nullable IOException cause) {
    close(cause);
  }

  @Override
  void ready(int events) throws IOException {
    if ((events & Transport.WRITE) != 0) {
      if (!isSending()) {
        update(); // it was its connector that wanted to know
      } else if (flush() && isOpen() && !finishing) {
        handler.drained(this);
      }
    }
    if ((events & Transport.READ) != 0 && reading && isOpen()) {
      fill();
    }
  }

  @Override
  void closed(@Nullable IOException cause) {
    queue.clear();
    queued = 0;
    file = null;
    handler.closed(this, cause);
  }

  private boolean isSending() {
    return !queue.isEmpty() || file != null;
  }

  private void fill() throws IOException {
    ByteBuffer buffer = loop.buffer();
    long allowance = receiving.allowance(buffer.remaining());
    if (allowance == 0) {
      restReading();
      return;
    }
    int n = socket.read(buffer.limit((int) allowance));
    if (n == Socket.WOULD_BLOCK) {
      return;
    }
    progressed();
    if (n == Socket.END) {
      ended();
      return;
    }
    received += n;
    receiving.moved(n);
    if (lingering) {
      return;
    }
    held = true;
    try {
      handler.received(this, buffer.flip());
    } finally {
      held = false;
    }
    settle();
  }

  private void ended() throws IOException {
    reading = false;
    ended = true;
    if (lingering) {
      close(null);
      return;
    }
    held = true;
    try {
      handler.ended(this);
    } finally {
      held = false;
    }
    settle();
  }

  /** Does together what a handler asked for while it heard of something. */
  private void settle() throws IOException {
    if (!isOpen()) {
      return;
    }
    boolean kept = isSending();
    if (!kept && !shutdown && !finishing) {
      update();
    } else if (!flush()) {
      if (finishing) {
        expectProgress();
      }
    } else if (kept && isOpen() && !finishing) {
      handler.drained(this);
    }
  }

  /** Nobody else watches over a stream that is finishing: its user is done with it. */
  private void expectProgress() {
    long before = sent;
    loop.after(
        PATIENCE,
        () -> {
          if (isOpen() && !lingering) {
            if (sent == before) {
              close(new SocketTimeoutException("the peer does not take the rest"));
            } else {
              expectProgress();
            }
          }
        });
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
    watch(
        (reading && !readingRests ? Transport.READ : 0)
            | (isSending() && !sendingRests ? Transport.WRITE : 0));
  }

  /** Reads nothing until the throttle allows it again. */
  private void restReading() throws IOException {
    progressed();
    readingRests = true;
    update();
    loop.after(
        Duration.ofNanos(receiving.pause()),
        () -> {
          readingRests = false;
          updateGuarded();
        });
  }

  /** Sends nothing until the throttle allows it again. */
  private boolean restSending() {
    progressed();
    if (!sendingRests) {
      sendingRests = true;
      loop.after(
          Duration.ofNanos(sending.pause()),
          () -> {
            sendingRests = false;
            if (isOpen()) {
              dispatch(Transport.WRITE);
            }
          });
    }
    return false;
  }

  /** Writes what it can; true if nothing is left. */
  private boolean flush() throws IOException {
    boolean all = flushQueue() && flushFile();
    if (all && finishing) {
      closeInOrder();
    } else if (all && shutdown) {
      shutdown = false;
      socket.shutdownOutput();
      update();
    } else {
      update();
    }
    return all;
  }

  private boolean flushQueue() throws IOException {
    while (!queue.isEmpty()) {
      ByteBuffer head = queue.getFirst();
      boolean gathered = queue.size() > 1;
      ByteBuffer piece = gathered ? gather() : head;
      int all = piece.limit();
      long allowance = sending.allowance(piece.remaining());
      if (allowance == 0) {
        return restSending();
      }
      int n = socket.write(piece.limit(piece.position() + (int) allowance));
      piece.limit(all);
      if (n == Socket.WOULD_BLOCK) {
        return false;
      }
      progressed();
      sent += n;
      sending.moved(n);
      queued -= n;
      if (gathered) {
        consume(n);
      } else if (!head.hasRemaining()) {
        queue.removeFirst();
      }
    }
    return true;
  }

  /** Several small replies in one segment, and in one system call. */
  private ByteBuffer gather() {
    ByteBuffer all = loop.scratch();
    for (ByteBuffer bytes : queue) {
      int n = Math.min(all.remaining(), bytes.remaining());
      all.put(all.position(), bytes, bytes.position(), n).position(all.position() + n);
      if (!all.hasRemaining()) {
        break;
      }
    }
    return all.flip();
  }

  private void consume(int written) {
    int left = written;
    while (left > 0) {
      ByteBuffer head = queue.getFirst();
      int n = Math.min(left, head.remaining());
      head.position(head.position() + n);
      left -= n;
      if (!head.hasRemaining()) {
        queue.removeFirst();
      }
    }
  }

  private boolean flushFile() throws IOException {
    OpenFile outgoing = file;
    if (outgoing == null) {
      return true;
    }
    long most = Math.min(fileLeft, FILE_PIECE);
    while (most > 0) {
      long allowance = sending.allowance(most);
      if (allowance == 0) {
        return restSending();
      }
      long n =
          socket.sends(outgoing)
              ? socket.sendFile(outgoing, filePosition, allowance)
              : copyFile(outgoing, allowance);
      if (n == Socket.END) {
        throw new EOFException("the file became shorter while it was sent");
      }
      if (n == Socket.WOULD_BLOCK) {
        return false;
      }
      progressed();
      filePosition += n;
      fileLeft -= n;
      sent += n;
      most -= n;
      sending.moved(n);
    }
    if (fileLeft == 0) {
      file = null;
    }
    return file == null;
  }

  private long copyFile(OpenFile from, long most) throws IOException {
    ByteBuffer buffer = loop.scratch();
    buffer.limit((int) Math.min(buffer.capacity(), most));
    if (from.read(buffer, filePosition) < 0) {
      return Socket.END;
    }
    return socket.write(buffer.flip());
  }

  /**
   * Closing a socket whose input has not been read resets the connection, and the reset can destroy
   * what the peer has not read yet: then the output ends first, and the input is read to its end.
   */
  private void closeInOrder() throws IOException {
    if (lingering) {
      return;
    }
    if (ended || socket.read(loop.scratch()) <= 0) {
      close(null);
      return;
    }
    lingering = true;
    reading = true;
    socket.shutdownOutput();
    update();
    loop.after(LINGER, () -> close(null));
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

  /** Hears of a stream's events, on the loop's thread. */
  public interface Handler {

    /** Hears nothing: what a stream has until it is given a handler. */
    Handler NONE = new Handler() {};

    /** Bytes came in. The buffer is the loop's: take what is needed before returning. */
    default void received(Stream stream, ByteBuffer bytes) throws IOException {}

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
