package dev.wherry.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection that is being made, with a time limit. It belongs to its loop's thread. */
public final class Connector extends Channel {

  private final Handler handler;
  private final Timers.Timer limit;

  private Connector(EventLoop loop, Socket socket, Duration limit, Handler handler) {
    super(loop, socket, 0);
    this.handler = handler;
    this.limit =
        loop.after(
            limit,
            () ->
                close(new SocketTimeoutException("no answer within " + limit.toSeconds() + " s")));
  }

  /** Begins to connect; null if it failed at once, which the handler has heard then. */
  static @Nullable Connector open(
      EventLoop loop,
      InetSocketAddress remote,
      @Nullable InetSocketAddress local,
      Duration limit,
      Handler handler) {
    Socket socket;
    try {
      if (loop.isClosed()) {
        throw EventLoop.closedLoop();
      }
      socket = loop.transport.connect(remote, local);
    } catch (IOException e) {
      handler.failed(e);
      return null;
    }
    Connector connector = new Connector(loop, socket, limit, handler);
    try {
      connector.watch(Transport.WRITE);
      return connector;
    } catch (IOException e) {
      connector.close(e);
      return null;
    }
  }

  /** Gives up; the handler hears nothing of it any more. */
  public void cancel() {
    close(null);
  }

  @Override
  void ready(int events) throws IOException {
    if (!socket.finishConnect()) {
      return;
    }
    limit.cancel();
    leave();
    Stream stream = new Stream(loop, socket, watched());
    stream.progressed();
    try {
      handler.connected(stream);
    } catch (RuntimeException | Error e) { // the stream's now, this channel has left
      stream.failed(e);
    }
  }

  @Override
  void closed(@Nullable IOException cause) {
    limit.cancel();
    if (cause != null) { // null is for a cancelled one
      handler.failed(cause);
    }
  }

  /** Hears once how the attempt ended, on the loop's thread. */
  public interface Handler {

    /** The connection stands. */
    void connected(Stream stream);

    /** The connection was not made. */
    void failed(IOException cause);
  }
}
