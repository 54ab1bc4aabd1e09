package dev.wherry;

import dev.wherry.control.Encryption;
import dev.wherry.control.PublicAddresses;
import dev.wherry.control.SessionLoop;
import dev.wherry.control.Settings;
import dev.wherry.data.PassivePool;
import dev.wherry.guard.Offenders;
import dev.wherry.io.EventLoop;
import dev.wherry.io.Listener;
import dev.wherry.io.Socket;
import dev.wherry.io.Stream;
import dev.wherry.io.TransportType;
import dev.wherry.users.RememberedPasswords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An FTP server that listens and serves until it is closed.
 *
 * <pre>{@code
 * try (FtpServer server = FtpServer.builder().port(2121).user("anna", "secret", home, READ_WRITE).start()) {
 *   System.out.println("ftp://" + server.address());
 *   server.awaitClosed();
 * }
 * }</pre>
 *
 * <p>Its methods may be called by any thread, {@link #runOnce} by one and the same.
 */
public final class FtpServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FtpServer.class);

  private static final int BACKLOG = 65_535;
  private static final Duration SETTLED = Duration.ofSeconds(1);
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);
  private static final Reply FULL = Reply.of(421, "Too many sessions, please try again later.");

  private final Settings settings;
  private final ExecutorService threads;
  private final TransportType transport;
  private final List<SessionLoop> loops = new ArrayList<>();
  private final List<Thread> runners = new ArrayList<>();
  private final InetSocketAddress address;
  private final @Nullable InetSocketAddress implicitAddress;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  FtpServer(
      Settings settings,
      ExecutorService threads,
      TransportType transport,
      int loopCount,
      @Nullable InetAddress host,
      int port,
      int implicitPort,
      PassivePorts ports) {
    this.settings = settings;
    this.threads = threads;
    this.transport = transport;
    PassivePool.Rules rules =
        new PassivePool.Rules(
            settings.proxies(),
            settings.serverToServer(),
            stranger -> settings.offenders().add(stranger, Offenders.SMALL));
    int opening = port;
    try {
      for (int i = 0; i < loopCount; i++) {
        EventLoop loop = EventLoop.open(transport);
        PassivePool pool =
            new PassivePool(
                loop, host, ports.share(i, loopCount), rules, settings.limits().dataConnection());
        loops.add(new SessionLoop(settings, loop, pool));
      }
      Listener listener = open(host, port, false);
      listener.holdSpare();
      address = listener.address();
      opening = implicitPort;
      implicitAddress = implicitPort < 0 ? null : open(host, implicitPort, true).address();
      watchNames();
      watchCertificates();
    } catch (IOException e) {
      loops.forEach(loop -> loop.loop().close());
      threads.close();
      throw new FtpException(cannotListen(opening, e), e);
    }
  }

  private Listener open(@Nullable InetAddress host, int port, boolean secure) throws IOException {
    InetSocketAddress wanted =
        host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    return loops.getFirst().loop().listen(wanted, BACKLOG, new Door(secure));
  }

  /** What the first session would wait for; its greeting must not wait for this. */
  private void prepare() {
    try {
      Thread.sleep(SETTLED);
    } catch (InterruptedException _) {
      return; // it is closed already
    }
    transport.prepare();
    if (settings.remembered() != null) {
      RememberedPasswords.prepare();
    }
  }

  private void watchNames() {
    PublicAddresses addresses = settings.addresses();
    if (addresses.hasNames()) {
      loop().every(addresses.period(), () -> threads.execute(addresses::refresh));
    }
  }

  private void watchCertificates() {
    Encryption encryption = settings.encryption();
    if (encryption != null) {
      loop().every(encryption.reload(), () -> threads.execute(encryption::refresh));
    }
  }

  /** The options of a server to be. */
  public static FtpServerBuilder builder() {
    return new FtpServerBuilder();
  }

  /** Where the server listens; the wildcard address if it listens on every interface. */
  public InetSocketAddress address() {
    return address;
  }

  /** The port the server listens on. */
  public int port() {
    return address.getPort();
  }

  /** Where the server listens for TLS from the first byte on; null if it does not. */
  public @Nullable InetSocketAddress implicitAddress() {
    return implicitAddress;
  }

  /** The sockets and the poller in use. */
  public TransportType transport() {
    return transport;
  }

  /** How many event loops serve the clients. */
  public int loops() {
    return loops.size();
  }

  /** The first of the event loops, for timers and tasks of the caller's own. */
  public EventLoop loop() {
    return loops.getFirst().loop();
  }

  /** How many clients are connected now. */
  public int sessions() {
    return loops.stream().mapToInt(SessionLoop::size).sum();
  }

  /** How many turns the event loops have made: what does not move is asleep. */
  public long turns() {
    return loops.stream().mapToLong(loop -> loop.loop().turns()).sum();
  }

  /**
   * Serves who is there, on the caller's thread, for a server made by {@link
   * FtpServerBuilder#bind}.
   *
   * @param timeout how long to wait for something to do; zero does not wait
   * @return false when the server has been closed
   * @throws IllegalStateException if the server runs on threads of its own
   */
  public boolean runOnce(Duration timeout) {
    if (!runners.isEmpty()) {
      throw new IllegalStateException("this server runs on threads of its own");
    }
    boolean goesOn = loops.getFirst().loop().runOnce(timeout);
    if (!goesOn) {
      release();
    }
    return goesOn;
  }

  /** Waits until the server has been closed. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /**
   * Says 421 to every client, closes everything and returns when all of it is closed, and those who
   * listen have heard of it, or have not returned for ten seconds. Called from within an event loop
   * it returns at once and the loop closes after its turn; so it does for a server that another
   * thread drives by {@link #runOnce}, with the next call of that.
   */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      stop(loops.getFirst());
    }
    if (runners.isEmpty()) {
      closeHere();
      return;
    }
    if (loops.stream().anyMatch(loop -> loop.loop().isInLoop())) {
      return;
    }
    boolean interrupted = false;
    for (Thread runner : runners) {
      while (runner.isAlive()) {
        try {
          runner.join();
        } catch (InterruptedException e) { // closing is not left half done
          interrupted = true;
        }
      }
      loops.subList(1, loops.size()).forEach(this::stop); // if the first one could not say so
    }
    release();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The loop with the door goes first: behind that nobody is sent to the others any more. */
  private void stop(SessionLoop loop) {
    loop.loop()
        .execute(() -> {
          loop.shutDown();
          loop.loop().stop();
          if (loop.equals(loops.getFirst())) {
            loops.subList(1, loops.size()).forEach(this::stop);
          }
        });
  }

  /** A server without threads is closed by its one thread, if that is the caller's. */
  private void closeHere() {
    while (loops.getFirst().loop().mayTurn() && runOnce(Duration.ZERO)) {
      // what was sent to the loop runs, then the loop stops
    }
  }

  void runOnThreads() {
    for (int i = 0; i < loops.size(); i++) {
      runners.add(new Thread(loops.get(i).loop(), "wherry-" + i));
    }
    runners.forEach(Thread::start);
    threads.execute(this::prepare);
  }

  private void release() {
    if (!settings.notices().finish(LAST_WORDS)) {
      log.warn("a listener has not returned for {} and is left behind", LAST_WORDS);
    }
    threads.shutdownNow();
    settings.listings().close();
    closed.countDown();
  }

  private String cannotListen(int port, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    String hint =
        port > 0 && port < 1024 && reason.contains("ermission denied")
            ? " (ports below 1024 need root or CAP_NET_BIND_SERVICE)"
            : "";
    return reason.startsWith("cannot listen")
        ? reason + hint
        : "cannot listen on port " + port + ": " + reason + hint;
  }

  private SessionLoop leastBusy() {
    SessionLoop least = loops.getFirst();
    for (SessionLoop loop : loops) {
      if (loop.size() < least.size()) {
        least = loop;
      }
    }
    return least;
  }

  /** Where clients come in; on the first loop, whose sessions may be another's. */
  private final class Door implements Listener.Handler {

    private final boolean secure;

    Door(boolean secure) {
      this.secure = secure;
    }

    @Override
    public boolean accepted(Socket socket) {
      if (sessions() >= settings.limits().sessions()) {
        Stream control = loops.getFirst().loop().adopt(socket);
        if (secure) {
          control.abort(null); // nobody would understand a reply in clear
        } else {
          SessionLoop.turnAway(control, FULL);
        }
        return true;
      }
      SessionLoop loop = leastBusy();
      loop.expect();
      if (loop.loop().isInLoop()) {
        loop.start(socket, secure);
      } else {
        loop.loop().execute(() -> loop.start(socket, secure));
      }
      return true;
    }

    @Override
    public ByteBuffer farewell() {
      return secure ? ByteBuffer.allocate(0) : FULL.buffer();
    }
  }
}
