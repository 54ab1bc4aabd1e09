package dev.wherry.data;

import dev.wherry.data.ClientPorts.Claim;
import dev.wherry.guard.Proxied;
import dev.wherry.io.Listener;
import dev.wherry.io.Socket;
import dev.wherry.io.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One passive port, and who waits for a connection on it: one claim per client address. */
final class PassiveListener implements Listener.Handler {

  private static final Logger log = LoggerFactory.getLogger(PassiveListener.class);

  final int port;
  private final PassivePool pool;
  private final Listener listener;
  private final Map<InetAddress, Claim> waiting = new HashMap<>();

  PassiveListener(PassivePool pool, int port) throws IOException {
    this.pool = pool;
    this.port = port;
    this.listener = pool.loop.listen(pool.on(port), PassivePool.backlog(), this);
  }

  void expect(InetAddress client, Claim claim) {
    waiting.put(client, claim);
  }

  void forget(InetAddress client) {
    waiting.remove(client);
  }

  /** Takes the connections that have come in but have not been reported yet. */
  void acceptNow() {
    listener.acceptNow();
  }

  /**
   * One at a time: the poller tells if there are more, and an accept that finds nothing costs 4 µs.
   */
  @Override
  public boolean accepted(Socket socket) {
    InetAddress from;
    try {
      from = socket.remoteAddress().getAddress();
    } catch (IOException e) {
      log.debug("a data connection was gone before it was accepted", e);
      pool.loop.adopt(socket).abort(null);
      return false;
    }
    if (Proxied.isFrom(pool.rules.proxies(), from)) {
      Proxied.read(
          pool.loop.adopt(socket), (stream, header) -> take(stream, header.clientOr(from)));
      return false;
    }
    take(pool.loop.adopt(socket), from);
    return false;
  }

  private void take(Stream data, InetAddress from) {
    Claim claim = waiting.remove(from);
    if (claim == null && pool.rules.serverToServer() && waiting.size() == 1) {
      claim = waiting.values().iterator().next();
      waiting.clear();
    }
    if (claim == null) {
      pool.refuse(data, from, port);
    } else {
      claim.connected(data);
    }
  }
}
