package dev.wherry.data;

import dev.wherry.AddressRange;
import dev.wherry.io.EventLoop;
import dev.wherry.io.Stream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passive ports of one event loop: listeners that are opened when they are first needed and
 * then stay open, shared by all sessions of the loop.
 *
 * <p>A port is lent to one session per client address at a time, so what arrives on it is known by
 * the address it comes from; a connection from an address that waits for nothing is closed at once.
 * No socket is made, bound or closed per transfer, and a handful of ports serves any number of
 * addresses. A loop's range is its own, so nothing here is shared between threads.
 */
public final class PassivePool {

  private static final Logger log = LoggerFactory.getLogger(PassivePool.class);

  private static final int BACKLOG = 1_024;
  private static final long FULL_FOR = Duration.ofSeconds(1).toNanos();

  final EventLoop loop;
  final Duration patience;
  final Rules rules;
  final List<PassiveListener> listeners = new ArrayList<>();
  private final Map<InetAddress, ClientPorts> clients = new HashMap<>();
  private final @Nullable InetAddress address;
  private final int[] ports;
  private final boolean[] open;
  private int cursor;
  private boolean full;
  private boolean isShort;
  private long fullSince;

  /**
   * A pool without any open port.
   *
   * @param address where to listen, or null for every address
   * @param ports the ports this pool may use, at least one
   * @param rules whose connections are taken
   * @param patience how long a claim waits for a port when all of them are taken
   */
  public PassivePool(
      EventLoop loop, @Nullable InetAddress address, int[] ports, Rules rules, Duration patience) {
    this.loop = loop;
    this.address = address;
    this.ports = ports.clone();
    this.open = new boolean[ports.length];
    this.patience = patience;
    this.rules = rules;
    this.cursor = ThreadLocalRandom.current().nextInt(ports.length); // RFC 2577, section 8
  }

  /** The ports as sessions from {@code client} share them; to be given back by {@code leave}. */
  public ClientPorts enter(InetAddress client) {
    ClientPorts shared = clients.computeIfAbsent(client, address -> new ClientPorts(this, address));
    shared.sessions++;
    return shared;
  }

  void forget(ClientPorts client) {
    clients.remove(client.address);
  }

  /** Opens one more port, or returns null if the range has no more. */
  @Nullable PassiveListener grow() {
    if (full && System.nanoTime() - fullSince < FULL_FOR) {
      return null;
    }
    for (int tried = 0; tried < ports.length; tried++) {
      int i = cursor;
      cursor = (cursor + 1) % ports.length;
      if (!open[i]) {
        try {
          PassiveListener listener = new PassiveListener(this, ports[i]);
          open[i] = true;
          isShort = false;
          listeners.add(listener);
          return listener;
        } catch (BindException e) { // another program has this port
          log.debug("passive port {} cannot be used: {}", ports[i], e.getMessage());
        } catch (IOException e) { // the next port would fare no better
          if (!isShort) {
            log.info("no passive port can be opened: {}", e.getMessage());
          }
          isShort = true;
          return null;
        }
      }
    }
    isShort = false;
    full = true;
    fullSince = System.nanoTime();
    return null;
  }

  /** Whether the range has more ports, and the system could not open one just now. */
  boolean isShort() {
    return isShort;
  }

  InetSocketAddress on(int port) {
    return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
  }

  static int backlog() {
    return BACKLOG;
  }

  /** Closes a connection nobody waits for (RFC 2577, section 4, and 8). */
  void refuse(Stream stranger, InetAddress from, int port) {
    log.info("closed a data connection from {} to port {}: nobody waits for it", from, port);
    stranger.abort(null);
    rules.strangers().accept(from);
  }

  /**
   * Whose data connections are taken.
   *
   * @param proxies whose PROXY headers are believed
   * @param serverToServer whether another server may connect in the client's place, where nobody
   *     else waits on the port
   * @param strangers hears of connections nobody waits for
   */
  public record Rules(
      List<AddressRange> proxies, boolean serverToServer, Consumer<InetAddress> strangers) {}
}
