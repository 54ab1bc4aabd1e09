package dev.wherry.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections, a bounded number per turn. It belongs to its loop's thread.
 *
 * <p>When there are no descriptors left it says so once in the log, sends the handler's farewell to
 * those who wait, as far as one spare descriptor allows, and tries again a little later.
 */
public final class Listener extends Channel {

  private static final Logger log = LoggerFactory.getLogger(Listener.class);

  private static final int ACCEPTS_PER_TURN = 64;
  private static final Duration REST = Duration.ofMillis(100);

  private final Handler handler;
  private @Nullable DatagramChannel spare;
  private boolean sparing;
  private boolean exhausted;
  private long acceptedAt = -1;

  private Listener(EventLoop loop, Socket socket, Handler handler) {
    super(loop, socket, 0);
    this.handler = handler;
  }

  static Listener open(EventLoop loop, InetSocketAddress address, int backlog, Handler handler)
      throws IOException {
    if (loop.isClosed()) {
      throw EventLoop.closedLoop();
    }
    Listener listener = new Listener(loop, loop.transport.listen(address, backlog), handler);
    try {
      listener.watch(Transport.READ);
    } catch (IOException e) {
      listener.close(e);
      throw e;
    }
    return listener;
  }

  /** The address listened on, with the port that the system chose if it was asked to. */
  public InetSocketAddress address() throws IOException {
    return socket.localAddress();
  }

  /** Accepts what has come in already, without waiting for the poller to tell. */
  public void acceptNow() {
    if (isOpen()) {
      acceptedAt = loop.turns();
      try {
        accept();
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }
  }

  /** Stops listening. Connections already accepted go on. */
  public void close() {
    close(null);
  }

  /**
   * What the poller found before {@link #acceptNow} was called in this turn is likely gone, and an
   * accept that finds nothing costs 4 µs; if there is more, the poller will say so again.
   */
  @Override
  void ready(int events) {
    if (acceptedAt != loop.turns()) {
      accept();
    } else {
      progressed();
    }
  }

  @Override
  void closed(@Nullable IOException cause) {
    releaseSpare();
  }

  private void accept() {
    try {
      for (int i = 0; i < ACCEPTS_PER_TURN && isOpen(); i++) {
        Socket accepted = loop.transport.accept(socket);
        if (accepted == null) {
          break;
        }
        progressed();
        if (!hand(accepted)) {
          break;
        }
      }
      exhausted = false;
    } catch (IOException e) {
      rest(e);
    }
  }

  /** What goes wrong with one connection must not keep the others out. */
  private boolean hand(Socket accepted) {
    try {
      return handler.accepted(accepted);
    } catch (RuntimeException | Error e) {
      log.error("error in the handler of a new connection", e);
      Channel failed = accepted.channel;
      if (failed != null && failed.loop == loop) {
        failed.close(new IOException("error in the handler", e));
      }
      return true;
    }
  }

  /** Out of descriptors: waiting connections would make the poller report them for ever. */
  private void rest(IOException cause) {
    if (!exhausted) {
      log.warn("cannot accept connections for now: {}", cause.getMessage());
    }
    turnAway();
    exhausted = true;
    if (watched() == 0) { // it rests already, and was asked to accept nevertheless
      return;
    }
    try {
      watch(0);
      loop.after(REST, this::goOn);
    } catch (IOException e) {
      close(e);
    }
  }

  private void goOn() {
    if (isOpen()) {
      takeSpare();
      try {
        watch(Transport.READ);
      } catch (IOException e) {
        close(e);
      }
    }
  }

  private void turnAway() {
    ByteBuffer farewell = farewell();
    for (int i = 0; i < ACCEPTS_PER_TURN && spare != null; i++) {
      releaseSpare();
      Socket waiting = null;
      try {
        waiting = loop.transport.accept(socket);
        if (waiting != null) {
          progressed();
          if (farewell.hasRemaining()) {
            waiting.write(farewell.duplicate());
          }
        }
      } catch (IOException e) {
        log.debug("a client could not be told why it was turned away", e);
      }
      if (waiting == null) {
        break;
      }
      loop.transport.close(waiting, 0);
      takeSpare();
    }
    takeSpare();
  }

  /** A handler that fails here must not close the door for good: its clients hear nothing. */
  private ByteBuffer farewell() {
    try {
      return handler.farewell();
    } catch (RuntimeException | Error e) {
      if (!exhausted) {
        log.error("error in the farewell to connections that cannot be served", e);
      }
      return ByteBuffer.allocate(0);
    }
  }

  /** Keeps a descriptor in hand that can be given up to accept, and answer, one more client. */
  public void holdSpare() {
    sparing = true;
    takeSpare();
  }

  private void takeSpare() {
    if (sparing && spare == null && isOpen()) {
      try {
        spare = DatagramChannel.open();
      } catch (IOException e) {
        log.debug("no spare descriptor to be had", e);
      }
    }
  }

  private void releaseSpare() {
    if (spare != null) {
      try {
        spare.close();
      } catch (IOException e) {
        log.debug("closing the spare descriptor", e);
      }
      spare = null;
    }
  }

  /** Hears of new connections, on the loop's thread. */
  public interface Handler {

    /**
     * A connection was made; it is the handler's now, to be given to {@link EventLoop#adopt}.
     *
     * @return whether more connections may be waiting
     */
    boolean accepted(Socket socket);

    /** What is sent to a client that cannot be served because there are no descriptors left. */
    default ByteBuffer farewell() {
      return ByteBuffer.allocate(0);
    }
  }
}
