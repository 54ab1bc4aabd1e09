package dev.wherry.cli;

import dev.wherry.AddressRange;
import dev.wherry.Bandwidth;
import dev.wherry.Defence;
import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Limits;
import dev.wherry.PassivePorts;
import dev.wherry.PublicAddress;
import dev.wherry.Symlinks;
import dev.wherry.Uploads;
import dev.wherry.io.TransportType;
import dev.wherry.yaml.InvalidFileException;
import dev.wherry.yaml.Problem;
import dev.wherry.yaml.Problems;
import dev.wherry.yaml.Section;
import dev.wherry.yaml.Values;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** A server as a file describes it: {@code wherry.yaml}. Every key has its default. */
final class ServerFile {

  private static final int MOST = Integer.MAX_VALUE;

  private final Path file;
  private final Path base;
  private final Section top;
  private final TlsOptions tls;
  private final List<Problem> elsewhere = new ArrayList<>();
  private final Map<String, UserSources> hosts = new LinkedHashMap<>();

  String host = "";
  int port = 2121;
  Optional<Integer> loops = Optional.empty();
  Optional<TransportType> poller = Optional.empty();
  String greeting = "Wherry is ready.";
  Uploads uploads = Uploads.ATOMIC;
  Symlinks symlinks = Symlinks.INSIDE;
  Duration listingAge = Duration.ofSeconds(1);
  boolean modeZ;
  boolean textAsIs;
  Optional<Charset> fallbackCharset = Optional.empty();
  PassivePorts passivePorts = PassivePorts.STANDARD;
  List<PublicAddress> publicAddresses = List.of();
  List<AddressRange> proxies = List.of();
  List<AddressRange> allowed = List.of();
  List<AddressRange> denied = List.of();
  boolean serverToServer;
  Optional<Path> transferLog = Optional.empty();
  Optional<Path> eventLog = Optional.empty();
  Duration rememberPasswords = Duration.ofMinutes(5);
  Limits limits = Limits.STANDARD;
  Defence defence = Defence.STANDARD;
  private UserSources sources;

  private ServerFile(Path file, Section top, TlsOptions tls) {
    this.file = file;
    this.top = top;
    this.tls = tls;
    Path parent = file.toAbsolutePath().getParent();
    this.base = parent == null ? Path.of("") : parent;
    this.sources = UserSources.none();
  }

  /**
   * Reads a file, and the users' files it names.
   *
   * @param tls takes what the file says of TLS, as far as no option has said it
   * @throws InvalidFileException with everything that is wrong in them
   */
  static ServerFile read(Path file, TlsOptions tls) throws InvalidFileException {
    Problems problems = new Problems(file);
    ServerFile server = new ServerFile(file, Section.read(problems), tls);
    server.read();
    server.top.end();
    problems.addAll(server.elsewhere);
    problems.throwIfAny();
    return server;
  }

  private void read() {
    host = top.text("listen").orElse(host);
    port = top.value("port", Values.number(0, 65_535)).orElse(port);
    loops = top.value("loops", Values.number(1, 1_024));
    poller = top.value("poller", told(Wherry::poller));
    greeting = top.text("greeting").orElse(greeting);
    uploads =
        top.value("uploads", Values.oneOf("atomic", "in-place"))
            .map(word -> word.equals("atomic") ? Uploads.ATOMIC : Uploads.IN_PLACE)
            .orElse(uploads);
    symlinks = top.value("symlinks", Values::symlinks).orElse(symlinks);
    listingAge = top.value("listing-age", Values::duration).orElse(listingAge);
    modeZ = top.value("mode-z", Values::flag).orElse(modeZ);
    textAsIs = top.value("text-as-is", Values::flag).orElse(textAsIs);
    fallbackCharset = top.value("fallback-charset", ServerFile::charset);
    rememberPasswords = top.value("remember-passwords", Values::duration).orElse(rememberPasswords);
    proxies = top.list("proxies", AddressRange::parse);
    allowed = top.list("allow", AddressRange::parse);
    denied = top.list("deny", AddressRange::parse);
    serverToServer = top.value("server-to-server", Values::flag).orElse(serverToServer);
    transferLog = top.value("transfer-log", this::log);
    eventLog = top.value("event-log", this::log);
    if (top.has("tls")) {
      tls.fill(top.section("tls"), base);
    }
    readPassive(top.section("passive"));
    readLimits(top.section("limits"));
    readDefence(top.section("defence"));
    sources = UserSources.ofServer(top, base, elsewhere);
    readHosts(top.section("hosts"));
  }

  private void readPassive(Section passive) {
    PortRange range =
        passive
            .value("ports", told(PortRange::parse))
            .orElse(new PortRange(PassivePorts.STANDARD.lowest(), PassivePorts.STANDARD.highest()));
    int exposed = passive.value("exposed-from", Values.number(1, 65_535)).orElse(range.lowest());
    try {
      passivePorts = new PassivePorts(range.lowest(), range.highest(), exposed);
    } catch (IllegalArgumentException e) {
      passive.problem("exposed-from", String.valueOf(e.getMessage()));
    }
    if (port >= range.lowest() && port <= range.highest()) {
      passive.problem("ports", "the passive ports hold port " + port + ", where clients log in");
    }
    List<PublicAddress> addresses = new ArrayList<>();
    for (Section rule : passive.sections("addresses")) {
      Optional<String> address = rule.text("address");
      if (address.isEmpty()) {
        rule.problem("address", "each of the 'addresses' has an 'address'");
      }
      AddressRange clients = rule.value("clients", AddressRange::parse).orElse(null);
      AddressRange local = rule.value("local", AddressRange::parse).orElse(null);
      rule.end();
      address.ifPresent(text -> addresses.add(new PublicAddress(text, clients, local)));
    }
    passive.text("address").map(PublicAddress::of).ifPresent(addresses::add);
    publicAddresses = addresses;
    passive.end();
  }

  private Path log(String name) {
    Path path = base.resolve(name);
    Path directory = path.getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new IllegalArgumentException("there is no directory " + directory);
    }
    return path;
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("there is no charset '" + name + "' here", e);
    }
  }

  /** A converter of options as a parser of values: both refuse with a sentence. */
  private static <T> Function<String, T> told(Function<String, T> converter) {
    return text -> {
      try {
        return converter.apply(text);
      } catch (TypeConversionException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    };
  }

  private void readLimits(Section section) {
    Limits read = limits;
    read = with(section, "sessions", Values.number(1, MOST), read, Limits::withSessions);
    read =
        with(
            section,
            "sessions-per-address",
            Values.number(1, MOST),
            read,
            Limits::withSessionsPerAddress);
    read =
        with(
            section,
            "sessions-per-user",
            Values.number(1, MOST),
            read,
            Limits::withSessionsPerUser);
    read = with(section, "idle", Values::positiveDuration, read, Limits::withIdle);
    read = with(section, "login", Values::positiveDuration, read, Limits::withLogin);
    read = with(section, "login-attempts", Values.number(1, MOST), read, Limits::withFailures);
    read =
        with(
            section,
            "commands-per-second",
            Values.number(1, MOST),
            read,
            Limits::withCommandsPerSecond);
    read =
        with(
            section,
            "transfers-per-session",
            Values.number(1, MOST),
            read,
            Limits::withTransfersPerSession);
    read =
        with(
            section, "data-connection", Values::positiveDuration, read, Limits::withDataConnection);
    read = with(section, "stall", Values::positiveDuration, read, Limits::withStall);
    limits =
        read.withBandwidth(bandwidth(section))
            .withBandwidthPerSession(below(section, "per-session"))
            .withBandwidthPerAddress(below(section, "per-address"));
    section.end();
  }

  private static <T> Limits with(
      Section section, String key, Function<String, T> parser, Limits limits, Change<T> change) {
    return section.value(key, parser).map(value -> change.apply(limits, value)).orElse(limits);
  }

  private interface Change<T> {
    Limits apply(Limits limits, T value);
  }

  private static Bandwidth below(Section section, String key) {
    Section rates = section.section(key);
    Bandwidth bandwidth = bandwidth(rates);
    rates.end();
    return bandwidth;
  }

  private static Bandwidth bandwidth(Section section) {
    return new Bandwidth(
        section.value("upload", Values::rate).orElse(Long.MAX_VALUE),
        section.value("download", Values::rate).orElse(Long.MAX_VALUE));
  }

  private void readDefence(Section section) {
    Duration first = section.value("delay", Values::duration).orElse(defence.firstDelay());
    Duration longest =
        section
            .value("longest-delay", Values::duration)
            .orElse(first.compareTo(defence.longestDelay()) > 0 ? first : defence.longestDelay());
    int score = section.value("ban-score", Values.number(1, MOST)).orElse(defence.banScore());
    Duration memory = section.value("forget-in", Values::positiveDuration).orElse(defence.memory());
    Duration ban = section.value("ban", Values::positiveDuration).orElse(defence.ban());
    section.end();
    try {
      defence = new Defence(first, longest, score, memory, ban);
    } catch (IllegalArgumentException e) {
      section.problem("longest-delay", String.valueOf(e.getMessage()));
    }
  }

  private void readHosts(Section section) {
    for (String name : section.keys()) {
      UserSources sources = UserSources.ofHost(section.section(name), base, elsewhere);
      if (sources.isEmpty()) {
        section.problemWithKey(name, "a host has a 'users-file', or users from elsewhere");
      } else {
        hosts.put(name, sources);
      }
    }
  }

  /** Whether the file says who may log in. */
  boolean hasUsers() {
    return !sources.isEmpty();
  }

  /** Where the users are. */
  UserSources sources() {
    return sources;
  }

  /** What there is of TLS. */
  TlsOptions tls() {
    return tls;
  }

  /** Where it was read from. */
  Path file() {
    return file;
  }

  /** The virtual hosts, and where their users are. */
  Map<String, UserSources> hosts() {
    return hosts;
  }

  /**
   * What the file says, to be started; users' files are watched, and servers that know users are
   * connected to, from now on.
   *
   * @throws InvalidFileException if one of the files has been damaged since it was read
   * @throws IllegalArgumentException if this system cannot use one of the sources of users
   */
  FtpServerBuilder builder() throws InvalidFileException {
    FtpServerBuilder builder =
        FtpServer.builder()
            .host(host)
            .port(port)
            .greeting(greeting)
            .uploads(uploads)
            .symlinks(symlinks)
            .listingAge(listingAge)
            .modeZ(modeZ)
            .textAsIs(textAsIs)
            .passivePorts(passivePorts)
            .trustedProxies(proxies.toArray(AddressRange[]::new))
            .allow(allowed.toArray(AddressRange[]::new))
            .deny(denied.toArray(AddressRange[]::new))
            .serverToServer(serverToServer)
            .rememberPasswords(rememberPasswords)
            .limits(limits)
            .defence(defence);
    loops.ifPresent(builder::loops);
    poller.ifPresent(builder::transport);
    fallbackCharset.ifPresent(builder::fallbackCharset);
    publicAddresses.forEach(builder::publicAddress);
    if (hasUsers()) {
      builder.users(sources.open());
    }
    for (Map.Entry<String, UserSources> each : hosts.entrySet()) {
      builder.virtualHost(each.getKey(), each.getValue().open());
    }
    return builder;
  }
}
