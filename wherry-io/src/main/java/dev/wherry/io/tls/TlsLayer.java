package dev.wherry.io.tls;

import dev.wherry.io.Layer;
import dev.wherry.io.OpenFile;
import dev.wherry.io.Timers;
import dev.wherry.io.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS (RFC 8446, RFC 5246) between a stream and its socket.
 *
 * <pre>
 *            begin()
 *               |
 *               v          a task for other threads
 *     +---- HANDSHAKE ------------------------------> TASK
 *     |      |     ^                                    |
 *     |      |     +------------------------------------+
 *     |      |  both sides have finished, and the listener agrees
 *     |      v
 *     |    OPEN --------- end(): close_notify goes out ------> ENDED
 *     |      |                                                   |
 *     |      |  the input ends without close_notify, or          |  the peer's end comes,
 *     |      |  a record does not fit                            |  or the stream's patience ends
 *     v      v                                                   v
 *    the stream is closed with a cause                  the stream is closed in order
 *
 *    watched:  HANDSHAKE  READ; or WRITE alone while the peer does not take our part
 *              TASK       nothing
 *              OPEN       what the stream wants, and WRITE while something is kept
 *              ENDED      the same
 * </pre>
 *
 * <p>So whatever is being waited for is what the poller is asked for, and a peer that is silent,
 * half-open or slow costs no turn of the loop. The handshake has a time limit; afterwards it is the
 * stream's user who watches over the time.
 *
 * <p>Records are decoded from and coded into buffers that all layers of a loop share. A layer has a
 * buffer of its own only while a record has come in part, or while the socket does not take what
 * was coded, which then is 64 KiB at most.
 *
 * <p>It belongs to the loop's thread. Only the engine's tasks may run elsewhere, and nobody touches
 * the engine meanwhile.
 */
public final class TlsLayer extends Layer {

  /** As much as goes out in one write: four records, which have 64 KiB when they are coded. */
  private static final int PIECE = 64 * 1024 - 4 * 40;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private enum State {
    HANDSHAKE,
    TASK,
    OPEN,
    ENDED
  }

  private final SSLEngine engine;
  private final Options options;
  private final Listener listener;
  private final Unread unread = new Unread();
  private final Unsent unsent = new Unsent();
  private State state = State.HANDSHAKE;
  private boolean peerEnded;
  private boolean over;
  private boolean gone;
  private Timers.@Nullable Timer limit;

  /**
   * How a layer behaves.
   *
   * @param handshake how long the handshake may take
   * @param endsUnsaid whether the end of the input without close_notify is as good as one with it
   * @param listens whether nothing is sent behind the handshake until the peer's end has come: a
   *     client that only writes, and closes with our session tickets unread, resets the connection
   *     and loses the end of what it has written
   * @param tasks runs what takes the engine long, which is public-key cryptography; null for the
   *     loop itself
   */
  public record Options(
      Duration handshake, boolean endsUnsaid, boolean listens, @Nullable Executor tasks) {}

  /** Hears that the handshake is done, before the first byte passes. */
  @FunctionalInterface
  public interface Listener {

    /**
     * Looks at what has been agreed on.
     *
     * @throws IOException if that is not good enough; then the stream is closed
     */
    void established(SSLEngine engine) throws IOException;
  }

  /**
   * A layer for one stream.
   *
   * @param engine which has its mode and its parameters, and has not been used
   */
  public TlsLayer(SSLEngine engine, Options options, Listener listener) {
    this.engine = engine;
    this.options = options;
    this.listener = listener;
  }

  @Override
  protected void begin() throws IOException {
    Duration longest = options.handshake();
    limit =
        loop()
            .after(
                longest,
                () ->
                    fail(
                        new SocketTimeoutException(
                            "no TLS handshake within " + longest.toMillis() + " ms")));
    engine.beginHandshake();
  }

  @Override
  protected boolean isOpen() {
    return state == State.OPEN || state == State.ENDED;
  }

  @Override
  protected int watches(int wanted) {
    return switch (state) {
      case TASK -> 0;
      case HANDSHAKE -> hasOutput() ? Transport.WRITE : Transport.READ;
      case OPEN, ENDED -> wanted | (hasOutput() ? Transport.WRITE : 0);
    };
  }

  @Override
  protected boolean hasInput() {
    return isOpen() && (peerEnded || unread.holdsRecord());
  }

  @Override
  protected boolean hasOutput() {
    return unsent.waits();
  }

  @Override
  protected boolean hasEnded() {
    return peerEnded;
  }

  @Override
  protected boolean isOver() {
    return over;
  }

  @Override
  protected @Nullable ByteBuffer rest() {
    return unread.takeAll();
  }

  @Override
  protected void closed() {
    stopLimit();
    unread.clear();
    unsent.clear();
    gone = true;
    if (state != State.TASK) {
      free();
    }
  }

  /**
   * Conscrypt's engine has a pipe and memory of its own, which otherwise wait for the garbage
   * collector. The JDK's has nothing, and would forget a session whose peer has not said its end.
   */
  private void free() {
    if (engine.getClass().getName().startsWith("sun.")) {
      return;
    }
    engine.closeOutbound();
    try {
      engine.closeInbound();
    } catch (SSLException _) {
      // the end of the input was not said
    }
    try {
      ByteBuffer unsaid = outgoing();
      while (!engine.isOutboundDone() && engine.wrap(NOTHING, unsaid).bytesProduced() > 0) {
        unsaid.clear(); // it stays open for what nobody will hear
      }
    } catch (SSLException _) {
      // there is nothing more to be said
    }
  }

  private void stopLimit() {
    if (limit != null) {
      limit.cancel();
      limit = null;
    }
  }

  @Override
  protected void advance() throws IOException {
    try {
      while (flush() && state == State.HANDSHAKE && step()) {
        // one more message
      }
    } catch (SSLException e) {
      sendAlert();
      throw e;
    }
  }

  /** Takes the handshake one step further; false if that has to wait. */
  private boolean step() throws IOException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> say();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> hear();
      case FINISHED, NOT_HANDSHAKING -> establish();
    };
  }

  private boolean say() throws IOException {
    ByteBuffer out = outgoing();
    SSLEngineResult result = engine.wrap(NOTHING, out);
    if (result.getStatus() == Status.CLOSED) {
      throw new SSLException("the peer has ended the handshake");
    }
    // In TLS 1.3 both have finished before, and these are tickets.
    unsent.hold(
        options.listens()
            && result.getHandshakeStatus() == HandshakeStatus.FINISHED
            && engine.getSession().getProtocol().equals("TLSv1.3"));
    send(out.flip());
    return true;
  }

  private boolean hear() throws IOException {
    ByteBuffer in = incoming();
    if (unread.take(below(), in)) {
      progressed();
    }
    boolean heard = false;
    while (in.hasRemaining() && wantsInput()) {
      SSLEngineResult result = engine.unwrap(in, scratch());
      if (result.getStatus() == Status.CLOSED) {
        throw new SSLException("the peer has ended the handshake");
      }
      if (result.bytesConsumed() == 0) {
        break;
      }
      heard = true;
    }
    unread.keep(in);
    if (unread.hasEnded() && wantsInput()) {
      throw new EOFException("the peer has gone during the TLS handshake");
    }
    return heard && !wantsInput();
  }

  private boolean wantsInput() {
    HandshakeStatus status = engine.getHandshakeStatus();
    return status == HandshakeStatus.NEED_UNWRAP || status == HandshakeStatus.NEED_UNWRAP_AGAIN;
  }

  /** Runs the engine's tasks, here or elsewhere; true if that is done. */
  private boolean runTasks() {
    Executor elsewhere = options.tasks();
    if (elsewhere == null) {
      runAll();
      return true;
    }
    state = State.TASK;
    elsewhere.execute(() -> {
      runAll();
      loop().execute(this::tasksDone);
    });
    return false;
  }

  private void runAll() {
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      task.run();
    }
  }

  private void tasksDone() {
    state = State.HANDSHAKE;
    if (gone) {
      free();
    }
    progressed();
    goOn();
  }

  private boolean establish() throws IOException {
    state = State.OPEN;
    stopLimit();
    listener.established(engine);
    return false;
  }

  private void sendAlert() {
    try {
      ByteBuffer out = outgoing();
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && engine.wrap(NOTHING, out).bytesProduced() > 0) {
        // the alert
      }
      send(out.flip());
    } catch (IOException _) {
      // the peer will not hear what was wrong
    }
  }

  @Override
  public int read(ByteBuffer plain) throws IOException {
    if (!isOpen()) {
      return WOULD_BLOCK;
    }
    if (peerEnded) {
      return END;
    }
    ByteBuffer in = incoming();
    if (unread.take(below(), in)) {
      progressed();
    }
    int start = plain.position();
    try {
      if (state == State.ENDED && in.hasRemaining() && !Unread.isRecord(in.get(in.position()))) {
        over = true; // it goes on in clear, without a word of farewell
      } else {
        decode(in, plain);
      }
    } catch (SSLException e) {
      sendAlert();
      throw e;
    } finally {
      unread.keep(in);
    }
    int n = plain.position() - start;
    if (n > 0) {
      return n;
    }
    if (peerEnded) {
      over = state == State.ENDED;
      return END;
    }
    if (unread.hasEnded() && !over) {
      if (options.endsUnsaid()) {
        return END;
      }
      throw new EOFException("the connection ended without close_notify");
    }
    return WOULD_BLOCK;
  }

  private void decode(ByteBuffer in, ByteBuffer plain) throws IOException {
    while (in.hasRemaining()) {
      SSLEngineResult result = engine.unwrap(in, plain);
      if (result.getStatus() == Status.CLOSED || engine.isInboundDone()) {
        peerEnded = true;
        return;
      }
      HandshakeStatus status = result.getHandshakeStatus();
      boolean awaitsTheEnd = state == State.ENDED && status == HandshakeStatus.NEED_UNWRAP;
      if (status != HandshakeStatus.NOT_HANDSHAKING && !awaitsTheEnd) {
        answer();
      } else if (result.bytesConsumed() == 0) {
        return; // a part of a record, or no room for one more
      }
    }
  }

  /** TLS 1.3 can change its keys at any time; handshakes that begin anew are refused. */
  private void answer() throws IOException {
    if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
      throw new SSLException("TLS is not negotiated twice here");
    }
    runAll();
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        && engine.wrap(NOTHING, out).bytesProduced() > 0) {
      send(out.flip());
      out.clear();
    }
  }

  @Override
  public int write(ByteBuffer plain) throws IOException {
    if (!isOpen() || !flush()) {
      return WOULD_BLOCK;
    }
    unsent.hold(false);
    int start = plain.position();
    int limitBefore = plain.limit();
    plain.limit(Math.min(limitBefore, start + PIECE));
    ByteBuffer out = outgoing();
    try {
      while (plain.hasRemaining()) {
        SSLEngineResult result = engine.wrap(plain, out);
        if (result.getStatus() != Status.OK) {
          throw new SSLException("the TLS session has ended");
        }
      }
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && engine.wrap(NOTHING, out).bytesProduced() > 0) {
        // a new key, or one more ticket
      }
    } finally {
      plain.limit(limitBefore);
    }
    int n = plain.position() - start;
    send(out.flip());
    return n;
  }

  @Override
  public boolean sends(OpenFile file) {
    return true;
  }

  @Override
  public long sendFile(OpenFile file, long position, long count) throws IOException {
    if (!isOpen() || !flush()) {
      return WOULD_BLOCK;
    }
    ByteBuffer piece = scratch();
    piece.limit((int) Math.min(PIECE, count));
    if (file.read(piece, position) < 0) {
      return END;
    }
    return write(piece.flip());
  }

  private void send(ByteBuffer coded) throws IOException {
    if (unsent.send(coded, below())) {
      progressed();
    }
  }

  @Override
  protected boolean flush() throws IOException {
    if (unsent.flush(below())) {
      progressed();
    }
    return !unsent.waits();
  }

  @Override
  protected void end() throws IOException {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    unsent.hold(false);
    engine.closeOutbound();
    ByteBuffer out = outgoing();
    while (!engine.isOutboundDone() && engine.wrap(NOTHING, out).bytesProduced() > 0) {
      // close_notify, and what was to be said before
    }
    send(out.flip());
  }
}
