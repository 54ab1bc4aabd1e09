package dev.wherry.control;

import dev.wherry.Reply;
import dev.wherry.data.PassivePool;
import dev.wherry.guard.Proxied;
import dev.wherry.guard.ProxyHeader;
import dev.wherry.io.EventLoop;
import dev.wherry.io.Socket;
import dev.wherry.io.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one event loop, and what they share. It belongs to the loop's thread but for
 * {@link #expect} and {@link #size}.
 */
public final class SessionLoop {

  private static final Logger log = LoggerFactory.getLogger(SessionLoop.class);

  private static final Reply SHUTDOWN = Reply.of(421, "The server is shutting down.");

  final Settings settings;
  final EventLoop loop;
  final PassivePool pool;
  private final Set<Session> sessions = new HashSet<>();
  private final AtomicInteger size = new AtomicInteger();
  private boolean shutDown;

  /** A loop without sessions. */
  public SessionLoop(Settings settings, EventLoop loop, PassivePool pool) {
    this.settings = settings;
    this.loop = loop;
    this.pool = pool;
  }

  /** The loop all of it runs on. */
  public EventLoop loop() {
    return loop;
  }

  /** How many sessions there are, with those expected. For any thread. */
  public int size() {
    return size.get();
  }

  /** Counts a session that will be started, so that the next one may go elsewhere. */
  public void expect() {
    size.incrementAndGet();
  }

  /**
   * Begins an expected session on a connection that has been accepted.
   *
   * @param secure whether it begins with TLS
   */
  public void start(Socket socket, boolean secure) {
    Stream control = loop.adopt(socket);
    try {
      InetAddress peer = control.remoteAddress().getAddress();
      if (Proxied.isFrom(settings.proxies(), peer)) {
        Proxied.read(control, new BehindProxy(peer, secure));
      } else {
        start(control, peer, null, secure);
      }
    } catch (IOException e) { // it has gone already
      log.debug("a client has gone before it was served", e);
      size.decrementAndGet();
      control.abort(e);
    }
  }

  private void start(
      Stream control, InetAddress client, @Nullable InetAddress server, boolean secure) {
    Reply refusal = settings.admission().enter(client);
    if (refusal != null) {
      size.decrementAndGet();
      log.info("turned away {}: {}", client.getHostAddress(), refusal);
      turnAway(control, refusal);
      return;
    }
    Session session = new Session(this, control, client, server);
    try {
      control.start(session);
      sessions.add(session);
      session.greet(secure);
    } catch (IOException e) {
      log.warn("cannot serve {}: {}", control, e.getMessage());
      session.discard();
      size.decrementAndGet();
      turnAway(control, Reply.of(421, "Too many connections, please try again later."));
    }
  }

  /** Goes on when a proxy has told whom it speaks for. */
  private final class BehindProxy implements Proxied.Ready {

    private final InetAddress proxy;
    private final boolean secure;

    BehindProxy(InetAddress proxy, boolean secure) {
      this.proxy = proxy;
      this.secure = secure;
    }

    @Override
    public void ready(Stream stream, ProxyHeader header) {
      start(stream, header.clientOr(proxy), header.serverOr(null), secure);
    }

    @Override
    public void failed() {
      size.decrementAndGet();
    }
  }

  /** Says why there will be no session, and closes. */
  public static void turnAway(Stream control, Reply why) {
    control.write(why.buffer());
    control.finish();
  }

  /** Ends every session with a word to its client. */
  public void shutDown() {
    shutDown = true;
    List<Session> all = new ArrayList<>(sessions);
    all.forEach(session -> session.end(SHUTDOWN));
  }

  /** Whether nothing that runs elsewhere will come back any more. */
  boolean isShutDown() {
    return shutDown;
  }

  void ended(Session session) {
    if (sessions.remove(session)) {
      size.decrementAndGet();
    }
  }
}
