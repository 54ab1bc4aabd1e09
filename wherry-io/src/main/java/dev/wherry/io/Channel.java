package dev.wherry.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket registered with an event loop. It belongs to the loop's thread.
 *
 * <p>Whatever goes wrong in one channel, in the system or in its handler, closes that channel and
 * nothing else.
 */
public abstract class Channel {

  private static final Logger log = LoggerFactory.getLogger(Channel.class);

  /** How many turns running a channel may be ready without getting anything done. */
  static final int SPINS = 1_000;

  final EventLoop loop;
  final Socket socket;
  @Nullable Channel previous;
  @Nullable Channel next;
  private int watched;
  private int spins;
  private boolean open = true;

  Channel(EventLoop loop, Socket socket, int watched) {
    this.loop = loop;
    this.socket = socket;
    this.watched = watched;
    socket.channel = this;
    loop.opened(this);
  }

  /** The loop whose thread this channel belongs to. */
  public final EventLoop loop() {
    return loop;
  }

  /** Whether it has not been closed. */
  public final boolean isOpen() {
    return open;
  }

  /** What is being watched on the socket. */
  final int watched() {
    return watched;
  }

  /** Something was read, written or accepted: this channel is not spinning. */
  void progressed() {
    spins = 0;
  }

  final void watch(int events) throws IOException {
    if (events != watched) {
      loop.transport.watch(socket, watched, events);
      watched = events;
    }
  }

  final void dispatch(int events) {
    if (++spins > SPINS) {
      log.warn("{} was ready {} times without any progress: closed", this, SPINS);
      close(new IOException("ready without progress"));
      return;
    }
    try {
      ready(events);
    } catch (IOException e) {
      close(e);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** Closes after a failure that is not the network's. */
  final void failed(Throwable e) {
    log.error("closing {} after an error in its handler", this, e);
    close(new IOException("error in the handler", e));
  }

  /** Closes at once; the descriptor is released at the end of the loop's turn. */
  final void close(@Nullable IOException cause) {
    if (open) {
      open = false;
      loop.closed(this);
      try {
        closed(cause);
      } catch (RuntimeException | Error e) {
        log.error("error in the handler of {} while it was closed", this, e);
      }
    }
  }

  /** Gives the socket to another channel of the same loop, which goes on watching it. */
  final void leave() {
    open = false;
    loop.left(this);
  }

  /** The socket is ready for {@code events}, which were watched, or has failed. */
  abstract void ready(int events) throws IOException;

  /** Hears once that the channel is closed; the cause is null if it ended in order. */
  abstract void closed(@Nullable IOException cause);

  @Override
  public String toString() {
    try {
      return getClass().getSimpleName() + " " + socket.remoteAddress();
    } catch (IOException e) {
      return getClass().getSimpleName() + " without a peer";
    }
  }
}
