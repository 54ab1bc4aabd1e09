package dev.wherry;

import dev.wherry.control.Encryption;
import dev.wherry.control.Notices;
import dev.wherry.control.PublicAddresses;
import dev.wherry.control.Roster;
import dev.wherry.control.Settings;
import dev.wherry.control.Traffic;
import dev.wherry.data.ListingCache;
import dev.wherry.files.FallbackNames;
import dev.wherry.files.Homes;
import dev.wherry.files.Quotas;
import dev.wherry.guard.Admission;
import dev.wherry.guard.Offenders;
import dev.wherry.io.TransportType;
import dev.wherry.users.InMemoryUsers;
import dev.wherry.users.InMemoryUsers.Account;
import dev.wherry.users.RememberedPasswords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of a server. Every one has a default but the users: there must be one at least. Not
 * thread-safe; usable for one server.
 */
public final class FtpServerBuilder {

  private static final Logger log = LoggerFactory.getLogger(FtpServerBuilder.class);

  /**
   * The clear passwords given here are in the memory of this process anyway, so their hashes need
   * not cost what a stored one should.
   */
  private static final int ITERATIONS = 20_000;

  private static final int NO_PORT = -1;
  private static final int REMEMBERED = 10_000;

  private final List<Account> accounts = new ArrayList<>();
  private final Map<String, Users> hosts = new HashMap<>();
  private final List<Consumer<? super Event>> listeners = new ArrayList<>();
  private @Nullable Users users;
  private String host = "";
  private int port = 2121;
  private PassivePorts passivePorts = PassivePorts.STANDARD;
  private final List<PublicAddress> publicAddresses = new ArrayList<>();
  private Duration lookUpPeriod = Duration.ofMinutes(1);
  private Duration rememberPasswords = Duration.ofMinutes(5);
  private Defence defence = Defence.STANDARD;
  private List<AddressRange> allowed = List.of();
  private List<AddressRange> denied = List.of();
  private List<AddressRange> proxies = List.of();
  private boolean serverToServer;
  private int loops = Runtime.getRuntime().availableProcessors();
  private @Nullable TransportType transport;
  private Limits limits = Limits.STANDARD;
  private Uploads uploads = Uploads.ATOMIC;
  private Symlinks symlinks = Symlinks.INSIDE;
  private Duration listingAge = Duration.ofSeconds(1);
  private boolean modeZ;
  private boolean textAsIs;
  private @Nullable FallbackNames fallback;
  private @Nullable Tls tls;
  private int implicitPort = NO_PORT;
  private String greeting = "Wherry is ready.";

  FtpServerBuilder() {}

  /** The address or the name of the interface to listen on; every interface by default. */
  public FtpServerBuilder host(String host) {
    this.host = host;
    return this;
  }

  /** The port of the control connections, 2121 by default; 0 lets the system choose one. */
  public FtpServerBuilder port(int port) {
    this.port = checked(port);
    return this;
  }

  private static int checked(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
    return port;
  }

  /** Lets somebody log in with a password; the home is what the user sees as {@code /}. */
  public FtpServerBuilder user(String name, String password, Path home, Permissions permissions) {
    return user(new User(name, home, permissions), password);
  }

  /** Lets a user log in with a password. */
  public FtpServerBuilder user(User user, String password) {
    accounts.add(new Account(user, password));
    return this;
  }

  /** Lets anybody log in as {@code anonymous} or {@code ftp}, with any password. */
  public FtpServerBuilder anonymous(Path home, Permissions permissions) {
    return anonymous(new User("anonymous", home, permissions));
  }

  /** Lets anybody log in as {@code anonymous} or {@code ftp}, whatever the user's own name is. */
  public FtpServerBuilder anonymous(User user) {
    for (String name : List.of("anonymous", "ftp")) {
      accounts.add(new Account(user.named(name), null));
    }
    return this;
  }

  /** Asks {@code users} who may log in, instead of a list of users given here. */
  public FtpServerBuilder users(Users users) {
    this.users = users;
    return this;
  }

  /**
   * Has {@code listener} hear what happens: logins, transfers, changes of files. It is called on
   * virtual threads, so it may block; for one session in order and one event at a time, for several
   * sessions at once. The client hears the reply to what it did when all listeners have returned:
   * who has heard that an upload is complete may rely on what a listener does with it. One that
   * throws is logged, and the client hears nothing of it. Several are called in the order in which
   * they were added.
   */
  public FtpServerBuilder onEvent(Consumer<? super Event> listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Adds a virtual host, which clients choose with HOST before they log in (RFC 7151). Those who do
   * not are with the users of the server itself; those who name a host that is not there hear 504.
   */
  public FtpServerBuilder virtualHost(String name, Users users) {
    hosts.put(name.toLowerCase(Locale.ROOT), users);
    return this;
  }

  /** The ports for passive data connections, 61000 to 65535 by default. */
  public FtpServerBuilder passivePorts(int lowest, int highest) {
    return passivePorts(new PassivePorts(lowest, highest));
  }

  /** The ports for passive data connections, and the numbers by which clients know them. */
  public FtpServerBuilder passivePorts(PassivePorts ports) {
    this.passivePorts = ports;
    return this;
  }

  /**
   * The IPv4 address, or a name that has one, under which clients reach this server: what PASV
   * tells them. By default that is the address each client has connected to. A name is looked up
   * again every minute.
   */
  public FtpServerBuilder publicAddress(String hostOrAddress) {
    return publicAddress(PublicAddress.of(hostOrAddress));
  }

  /** One more rule of what PASV tells; the first that fits a client decides. */
  public FtpServerBuilder publicAddress(PublicAddress rule) {
    publicAddresses.add(rule);
    return this;
  }

  /**
   * How often the names of public addresses are looked up again; the JDK itself remembers an
   * address for half a minute, so that much less gains nothing outside of tests.
   */
  FtpServerBuilder lookUpPeriod(Duration period) {
    this.lookUpPeriod = period;
    return this;
  }

  /**
   * How long a password that was right is known again without the work of its hash, 5 minutes by
   * default; zero to check every login anew. What is kept is a digest under a random key.
   */
  public FtpServerBuilder rememberPasswords(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("rememberPasswords cannot be negative: " + time);
    }
    this.rememberPasswords = time;
    return this;
  }

  /** What is done about clients that guess passwords, {@link Defence#STANDARD} by default. */
  public FtpServerBuilder defence(Defence defence) {
    this.defence = defence;
    return this;
  }

  /** Serves clients from these addresses only; by default from all. */
  public FtpServerBuilder allow(AddressRange... ranges) {
    this.allowed = List.of(ranges);
    return this;
  }

  /** Turns clients from these addresses away, also those that are {@linkplain #allow allowed}. */
  public FtpServerBuilder deny(AddressRange... ranges) {
    this.denied = List.of(ranges);
    return this;
  }

  /**
   * Proxies that begin every connection, of data too, with a PROXY header (version 1 or 2), and are
   * believed; from them nothing is taken without one. None by default.
   */
  public FtpServerBuilder trustedProxies(AddressRange... ranges) {
    this.proxies = List.of(ranges);
    return this;
  }

  /**
   * Whether data connections may go to, and come from, another host than the client's, so that two
   * servers can exchange files (FXP); false by default, as anybody who may log in can then have
   * this server connect to ports of others (RFC 2577, section 3).
   */
  public FtpServerBuilder serverToServer(boolean allowed) {
    this.serverToServer = allowed;
    return this;
  }

  /** How many threads serve clients: one per core by default, never more than passive ports. */
  public FtpServerBuilder loops(int loops) {
    if (loops < 1) {
      throw new IllegalArgumentException("loops must be at least 1, not " + loops);
    }
    this.loops = loops;
    return this;
  }

  /** The sockets and the poller, {@link TransportType#best} by default. */
  public FtpServerBuilder transport(TransportType transport) {
    this.transport = transport;
    return this;
  }

  /** How much the server bears, {@link Limits#STANDARD} by default. */
  public FtpServerBuilder limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  /** What the disk shows of an upload while it lasts, {@link Uploads#ATOMIC} by default. */
  public FtpServerBuilder uploads(Uploads uploads) {
    this.uploads = uploads;
    return this;
  }

  /**
   * Where symbolic links lead for users who do not {@linkplain User#symlinks() say it themselves},
   * {@link Symlinks#INSIDE} by default.
   */
  public FtpServerBuilder symlinks(Symlinks symlinks) {
    this.symlinks = symlinks;
    return this;
  }

  /**
   * Whether transfers may be compressed (MODE Z, draft-preston-ftpext-deflate), false by default:
   * it costs much more CPU than it saves on most networks, and lftp, which uses it wherever it is
   * offered, sleeps for seconds before each empty file.
   */
  public FtpServerBuilder modeZ(boolean offered) {
    this.modeZ = offered;
    return this;
  }

  /**
   * How old a listing may be that is sent again, one second by default; zero makes each anew. A
   * change of the directory or of its files ends it at once; but not one that the system does not
   * tell of ({@link dev.wherry.io.DirectoryWatch}), such as one by a hard link made meanwhile.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public FtpServerBuilder listingAge(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("listingAge cannot be negative: " + age);
    }
    this.listingAge = age;
    return this;
  }

  /**
   * Whether TYPE A leaves all bytes as they are, false by default. RFC 959 wants line ends changed,
   * but some clients forget TYPE I and spoil what is no text.
   */
  public FtpServerBuilder textAsIs(boolean asIs) {
    this.textAsIs = asIs;
    return this;
  }

  /**
   * What names are that are not UTF-8 (RFC 2640), {@code windows-1252} for example: both what old
   * clients say and what stands on the disk. Clients see them in UTF-8, and reach them by it, and
   * what is new gets a name in UTF-8. By default such names are bytes without a meaning, which are
   * listed and reached as they are.
   *
   * @throws IllegalArgumentException if ASCII is not the same in {@code charset}
   */
  public FtpServerBuilder fallbackCharset(Charset charset) {
    this.fallback = new FallbackNames(charset);
    return this;
  }

  /** TLS for those who ask for it with AUTH; there is none by default. */
  public FtpServerBuilder tls(Tls tls) {
    this.tls = tls;
    return this;
  }

  /**
   * A second port on which everything is encrypted from the first byte on, usually 990; 0 lets the
   * system choose one. None by default. Needs {@link #tls}.
   */
  public FtpServerBuilder implicitTls(int port) {
    this.implicitPort = checked(port);
    return this;
  }

  /** The text of the first reply a client gets. */
  public FtpServerBuilder greeting(String greeting) {
    this.greeting = greeting;
    return this;
  }

  /**
   * Listens, and serves clients on threads of its own.
   *
   * @throws FtpException if it cannot listen
   * @throws IllegalArgumentException if the options do not fit together
   */
  public FtpServer start() {
    FtpServer server = build();
    server.runOnThreads();
    return server;
  }

  /**
   * Listens, but leaves the work to the caller's thread: {@link FtpServer#runOnce} does it. There
   * is one loop then, whatever {@link #loops} says.
   *
   * @throws FtpException if it cannot listen
   * @throws IllegalArgumentException if the options do not fit together
   */
  public FtpServer bind() {
    loops = 1;
    return build();
  }

  private FtpServer build() {
    TransportType chosen = choose();
    if (users == null && accounts.isEmpty()) {
      throw new IllegalArgumentException(
          "nobody could log in: name a user(), anonymous() or users()");
    }
    if (users != null && !accounts.isEmpty()) {
      throw new IllegalArgumentException("users() does not go with user() and anonymous()");
    }
    Users whoever = users == null ? new InMemoryUsers(accounts, ITERATIONS) : users;
    InetAddress address = host.isEmpty() ? null : lookUp("host", host);
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("wherry-file-", 0).factory());
    Offenders offenders = new Offenders(defence, System::nanoTime);
    Settings settings =
        new Settings(
            whoever,
            Map.copyOf(hosts),
            new Homes(symlinks),
            new Roster(),
            rememberPasswords.isZero()
                ? null
                : new RememberedPasswords(rememberPasswords, REMEMBERED, System::nanoTime),
            limits,
            uploads,
            modeZ,
            textAsIs,
            fallback,
            encryption(),
            Reply.of(220, greeting),
            new PublicAddresses(publicAddresses, lookUpPeriod),
            passivePorts,
            new Admission(allowed, denied, offenders, limits),
            offenders,
            new Traffic(limits),
            new Quotas(),
            new ListingCache(listingAge),
            proxies,
            serverToServer,
            new Notices(listeners, threads),
            threads,
            new Semaphore(
                Stream.concat(Stream.of(whoever), hosts.values().stream())
                    .mapToInt(Users::parallelism)
                    .max()
                    .orElseThrow()));
    return new FtpServer(
        settings,
        threads,
        chosen,
        Math.min(loops, passivePorts.size()),
        address,
        port,
        implicitPort,
        passivePorts);
  }

  private @Nullable Encryption encryption() {
    if (tls == null) {
      if (implicitPort != NO_PORT) {
        throw new IllegalArgumentException("implicitTls() needs tls()");
      }
      return null;
    }
    try {
      return new Encryption(tls);
    } catch (IOException e) {
      throw new FtpException(String.valueOf(e.getMessage()), e);
    }
  }

  private TransportType choose() {
    if (transport == null) {
      TransportType best = TransportType.best();
      String instead = TransportType.EPOLL.unsupported();
      log.info("using {}, the best transport here{}", best, instead == null ? "" : ": " + instead);
      return best;
    }
    String unsupported = transport.unsupported();
    if (unsupported != null) {
      throw new IllegalArgumentException(
          "transport " + transport + " cannot be used: " + unsupported);
    }
    log.info("using {}, as configured", transport);
    return transport;
  }

  private static InetAddress lookUp(String option, String name) {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          option + " must be an address or a known name, which '" + name + "' is not", e);
    }
  }
}
