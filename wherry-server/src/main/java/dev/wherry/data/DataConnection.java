package dev.wherry.data;

import dev.wherry.data.ClientPorts.Claim;
import dev.wherry.io.Connector;
import dev.wherry.io.EventLoop;
import dev.wherry.io.Stream;
import dev.wherry.io.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a session's next data connection is made: prepared by PASV or PORT and their relatives, taken
 * by a transfer. A new preparation drops the one before. It belongs to the loop's thread.
 */
public final class DataConnection {

  private final EventLoop loop;
  private final PassivePool pool;
  private final InetAddress client;
  private final Duration patience;
  private @Nullable ClientPorts ports;
  private @Nullable Claim claim;
  private @Nullable Stream connected;
  private @Nullable InetSocketAddress target;
  private @Nullable InetAddress source;
  private @Nullable Connector connector;
  private @Nullable Waiting waiting;
  private Timers.@Nullable Timer limit;

  /**
   * Data connections of a client.
   *
   * @param patience how long a transfer waits for its connection
   */
  public DataConnection(EventLoop loop, PassivePool pool, InetAddress client, Duration patience) {
    this.loop = loop;
    this.pool = pool;
    this.client = client;
    this.patience = patience;
  }

  /**
   * Prepares a passive connection: the client connects to a port of ours.
   *
   * @param answer hears the port, or 0 if none is to be had; perhaps at once, perhaps later
   */
  public void passive(IntConsumer answer) {
    drop();
    if (ports == null) {
      ports = pool.enter(client);
    }
    Passive passive = new Passive(answer);
    Claim made = ports.claim(passive);
    if (!passive.isOver) {
      claim = made;
    }
  }

  /**
   * Prepares an active connection: the transfer will connect to the client.
   *
   * @param from the address to connect from, that of the control connection
   */
  public void active(InetSocketAddress to, InetAddress from) {
    drop();
    target = to;
    source = from;
  }

  /** Whether there is something for a transfer to take. */
  public boolean isPrepared() {
    return connected != null || claim != null || target != null;
  }

  /** The connection, if the client has made it already; then it is the caller's. */
  public @Nullable Stream take() {
    if (connected == null && claim != null) {
      claim.acceptNow();
    }
    Stream taken = connected;
    connected = null;
    return taken;
  }

  /** Waits for the connection that has been prepared, or makes it. */
  public void open(Waiting taker) {
    waiting = taker;
    if (target != null) {
      InetSocketAddress to = target;
      InetSocketAddress from = source == null ? null : new InetSocketAddress(source, 0);
      target = null;
      connector = loop.connect(to, from, patience, new Active());
    } else {
      limit().restart();
    }
  }

  /** Gives up whatever has been prepared or is being waited for; the waiter hears nothing. */
  public void drop() {
    waiting = null;
    target = null;
    stopLimit();
    if (claim != null) {
      Claim released = claim;
      claim = null;
      released.release();
    }
    if (connector != null) {
      connector.cancel();
      connector = null;
    }
    if (connected != null) {
      connected.abort(null);
      connected = null;
    }
  }

  /** Drops everything for good. */
  public void close() {
    drop();
    if (limit != null) {
      limit.cancel();
    }
    if (ports != null) {
      ports.leave();
      ports = null;
    }
  }

  private void made(Stream stream) {
    claim = null;
    connector = null;
    stopLimit();
    Waiting taker = waiting;
    waiting = null;
    if (taker != null) {
      taker.opened(stream);
    } else {
      connected = stream;
    }
  }

  private void failed(IOException cause) {
    Waiting taker = waiting;
    drop();
    if (taker != null) {
      taker.failed(cause);
    }
  }

  private Timers.Timer limit() {
    if (limit == null) {
      limit =
          loop.timer(
              patience,
              () -> failed(new SocketTimeoutException("the client made no data connection")));
    }
    return limit;
  }

  private void stopLimit() {
    if (limit != null) {
      limit.stop();
    }
  }

  /** Hears once of the connection it waits for. */
  public interface Waiting {

    /** It stands, and is the waiter's. */
    void opened(Stream stream);

    /** It was not made. */
    void failed(IOException cause);
  }

  private final class Passive implements ClientPorts.Claimant {

    private final IntConsumer answer;
    private boolean isOver;

    Passive(IntConsumer answer) {
      this.answer = answer;
    }

    @Override
    public void granted(int port) {
      answer.accept(port);
    }

    @Override
    public void refused() {
      isOver = true;
      claim = null;
      answer.accept(0);
    }

    @Override
    public void connected(Stream data) {
      isOver = true;
      made(data);
    }
  }

  private final class Active implements Connector.Handler {

    @Override
    public void connected(Stream stream) {
      made(stream);
    }

    @Override
    public void failed(IOException cause) {
      connector = null;
      DataConnection.this.failed(cause);
    }
  }
}
