package dev.wherry.data;

import dev.wherry.io.Stream;
import dev.wherry.io.Timers;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The passive ports as the sessions of one client address see them: which are free for it, which
 * rest, and who waits for one.
 *
 * <p>A port whose PASV was abandoned rests for a while before the same address gets it again: a
 * connection that was on its way would reach the wrong session, and a file the wrong content.
 */
public final class ClientPorts {

  private static final Duration REST = Duration.ofSeconds(10);

  final InetAddress address;
  int sessions;
  private final PassivePool pool;
  private final ArrayDeque<PassiveListener> free = new ArrayDeque<>();
  private final ArrayDeque<Claim> queue = new ArrayDeque<>();
  private int seen;
  private int resting;

  ClientPorts(PassivePool pool, InetAddress address) {
    this.pool = pool;
    this.address = address;
  }

  /** Asks for a port. {@code claimant} may hear of it before this returns. */
  public Claim claim(Claimant claimant) {
    Claim claim = new Claim(claimant);
    PassiveListener port = find();
    if (port != null) {
      claim.grant(port);
    } else if (pool.listeners.isEmpty() || pool.isShort()) {
      claimant.refused(); // nothing will be given back that is of use
    } else {
      claim.await();
    }
    return claim;
  }

  /** One session less shares these ports. */
  public void leave() {
    sessions--;
    forgetIfUnused();
  }

  private @Nullable PassiveListener find() {
    PassiveListener port = free.poll();
    if (port != null) {
      return port;
    }
    if (seen == pool.listeners.size() && pool.grow() == null) {
      return null;
    }
    return pool.listeners.get(seen++);
  }

  private void giveBack(PassiveListener port) {
    Claim next = queue.poll();
    if (next != null) {
      next.grant(port);
    } else {
      free.add(port);
    }
  }

  private void rest(PassiveListener port) {
    resting++;
    pool.loop.after(
        REST,
        () -> {
          resting--;
          giveBack(port);
          forgetIfUnused();
        });
  }

  private void forgetIfUnused() {
    if (sessions == 0 && resting == 0) {
      pool.forget(this);
    }
  }

  /** Hears what became of a claim, on the loop's thread. */
  public interface Claimant {

    /** The port is the claimant's until its connection comes or the claim is released. */
    void granted(int port);

    /** No port was to be had. */
    void refused();

    /** The client has connected. */
    void connected(Stream data);
  }

  /** One session's hold on a port, from PASV until the data connection stands. */
  public final class Claim {

    private final Claimant claimant;
    private @Nullable PassiveListener port;
    private Timers.@Nullable Timer limit;

    private Claim(Claimant claimant) {
      this.claimant = claimant;
    }

    /** Looks whether the client has connected already. */
    public void acceptNow() {
      if (port != null) {
        port.acceptNow();
      }
    }

    /** Gives the claim up if the client has not connected. */
    public void release() {
      PassiveListener abandoned = port;
      if (abandoned != null) {
        port = null;
        abandoned.forget(address);
        abandoned.acceptNow(); // a connection that is waiting belongs to nobody any more
        rest(abandoned);
      } else if (queue.remove(this)) {
        stopWaiting();
      }
    }

    void connected(Stream data) {
      PassiveListener used = port;
      port = null;
      if (used != null) {
        giveBack(used);
      }
      claimant.connected(data);
    }

    private void grant(PassiveListener granted) {
      stopWaiting();
      port = granted;
      granted.expect(address, this);
      claimant.granted(granted.port);
    }

    private void await() {
      queue.add(this);
      limit =
          pool.loop.after(
              pool.patience,
              () -> {
                queue.remove(this);
                claimant.refused();
              });
    }

    private void stopWaiting() {
      if (limit != null) {
        limit.cancel();
        limit = null;
      }
    }
  }
}
