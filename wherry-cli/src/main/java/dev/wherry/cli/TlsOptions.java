package dev.wherry.cli;

import dev.wherry.Certificates;
import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Tls;
import dev.wherry.Tls.ClientCertificates;
import dev.wherry.Tls.Part;
import dev.wherry.Tls.SessionReuse;
import dev.wherry.tls.PemCertificates;
import dev.wherry.tls.SelfSigned;
import dev.wherry.yaml.Section;
import dev.wherry.yaml.Values;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that begin with {@code --tls}. */
final class TlsOptions {

  private static final String ALL = "login,control,data";

  @Option(
      names = "--tls",
      description =
          "Offer TLS. Without --tls-cert or --tls-keystore with a certificate that nobody vouches"
              + " for, made anew at each start.")
  private boolean offered;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "The certificate and those of its issuers, in PEM. Read again when it changes, as are"
              + " --tls-key and --tls-keystore.")
  private @Nullable Path chain;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The private key, in PEM. Default: in the file of --tls-cert.")
  private @Nullable Path key;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description = "Key and certificates in PKCS#12, instead of --tls-cert.")
  private @Nullable Path keyStore;

  @Option(
      names = "--tls-password",
      paramLabel = "PASSWORD",
      description = "Of the key or of the key store.")
  private @Nullable String password;

  @Option(
      names = "--tls-implicit",
      paramLabel = "PORT",
      description = "A second port, for TLS from the first byte on; usually 990.")
  private @Nullable Integer implicitPort;

  @Option(
      names = "--tls-required",
      arity = "0..1",
      fallbackValue = ALL,
      split = ",",
      paramLabel = "PART",
      description =
          "What is refused in clear: login, control, data, or several with commas between them."
              + " Without a value: all of them.")
  private @Nullable List<Part> required;

  @Option(
      names = "--tls-reuse",
      paramLabel = "WHEN",
      description =
          "Whether data connections have to resume the TLS session of their control connection:"
              + " off, when-possible, required. Default: off.")
  private @Nullable SessionReuse reuse;

  @Option(
      names = "--tls-min",
      paramLabel = "VERSION",
      description = "The oldest protocol: TLSv1.2 or TLSv1.3. Default: TLSv1.2.")
  private @Nullable String minimum;

  @Option(
      names = "--tls-ciphers",
      paramLabel = "NAME",
      split = ",",
      description = "The cipher suites, the best first. Default: the JDK's.")
  private @Nullable List<String> ciphers;

  @Option(
      names = "--tls-client-cert",
      paramLabel = "WHEN",
      description = "Whether clients show a certificate: off, optional, required. Default: off.")
  private @Nullable ClientCertificates clientCertificates;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "Who issues the clients' certificates, in PEM.")
  private @Nullable Path issuers;

  @Option(
      names = "--tls-client-login",
      description = "A client's certificate saves the password of the user of that common name.")
  private boolean certificateLogin;

  @Option(names = "--tls-ccc", description = "Allow CCC: commands in clear after the login.")
  private boolean clearCommands;

  @Option(
      names = "--tls-allow-truncated",
      description = "Take an upload for complete that ends without close_notify.")
  private boolean unsaidEnds;

  @Option(
      names = "--tls-provider",
      paramLabel = "NAME",
      description =
          "The Java security provider of the TLS engine, or its class. Default: the JDK's.")
  private @Nullable String provider;

  private @Nullable String fingerprint;

  /**
   * Gives a server what has been asked for.
   *
   * @throws IllegalArgumentException if that does not fit together
   */
  void apply(FtpServerBuilder server, @Nullable String host, @Nullable String publicAddress)
      throws IOException {
    if (!isOffered()) {
      refuseWithout();
      return;
    }
    Tls.Builder tls = Tls.builder(certificates(host, publicAddress));
    if (required != null) {
      tls.required(required.toArray(Part[]::new));
    }
    if (reuse != null) {
      tls.sessionReuse(reuse);
    }
    if (minimum != null) {
      tls.minimum(minimum);
    }
    if (ciphers != null) {
      tls.ciphers(ciphers);
    }
    ask(tls);
    tls.certificateLogin(certificateLogin).clearCommands(clearCommands).unsaidEnds(unsaidEnds);
    if (provider != null) {
      tls.provider(provider(provider));
    }
    server.tls(tls.build());
    if (implicitPort != null) {
      server.implicitTls(implicitPort);
    }
  }

  /** Takes from the section {@code tls} of a file what no option has said. */
  void fill(Section tls, Path base) {
    offered = true;
    chain = chain == null ? readable(tls, "certificate", base) : chain;
    key = key == null ? readable(tls, "key", base) : key;
    keyStore = keyStore == null ? readable(tls, "keystore", base) : keyStore;
    issuers = issuers == null ? readable(tls, "client-ca", base) : issuers;
    password = or(password, tls.text("password"));
    implicitPort = or(implicitPort, tls.value("implicit-port", Values.number(0, 65_535)));
    List<Part> parts = tls.list("required", one(Part.values()));
    required = required == null && !parts.isEmpty() ? parts : required;
    reuse = or(reuse, tls.value("session-reuse", one(SessionReuse.values())));
    minimum = or(minimum, tls.value("minimum", Values.oneOf("TLSv1.2", "TLSv1.3")));
    List<String> suites = tls.list("ciphers", Function.identity());
    ciphers = ciphers == null && !suites.isEmpty() ? suites : ciphers;
    clientCertificates =
        or(clientCertificates, tls.value("client-certificates", one(ClientCertificates.values())));
    certificateLogin |= tls.value("client-login", Values::flag).orElse(false);
    clearCommands |= tls.value("clear-commands", Values::flag).orElse(false);
    unsaidEnds |= tls.value("allow-truncated", Values::flag).orElse(false);
    provider = or(provider, tls.text("provider"));
    tls.end();
  }

  private static <T> @Nullable T or(@Nullable T option, Optional<T> written) {
    return option == null ? written.orElse(null) : option;
  }

  private static @Nullable Path readable(Section tls, String name, Path base) {
    Path file = tls.text(name).map(base::resolve).orElse(null);
    if (file != null && !Files.isReadable(file)) {
      tls.problem(
          name,
          "'" + name + "': " + file + (Files.exists(file) ? " may not be read" : " is not there"));
    }
    return file;
  }

  /** One of the constants, as they are written: in lower case, with hyphens. */
  private static <E extends Enum<E>> Function<String, E> one(E[] constants) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E constant : constants) {
      byName.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    Function<String, String> known = Values.oneOf(byName.keySet().toArray(String[]::new));
    return text -> Objects.requireNonNull(byName.get(known.apply(text)));
  }

  /**
   * Reads the certificates, and puts together what has been asked for.
   *
   * @throws IllegalArgumentException if that does not fit together
   * @throws IOException if a file is not what it should be
   */
  void check() throws IOException {
    apply(FtpServer.builder(), null, null);
    if (isOffered()) {
      certificates(null, null).load();
    }
  }

  /** What it means, in sentences for {@code wherry check}. */
  List<String> explain() {
    if (!isOffered()) {
      return List.of("There is no TLS: passwords and files cross the network in clear.");
    }
    String where = implicitPort == null ? "" : ", and from the first byte on at " + implicitPort;
    String which =
        chain != null
            ? "with the certificate in " + chain
            : keyStore != null
                ? "with the certificate in " + keyStore
                : "with a certificate that is made anew at each start";
    return List.of("TLS is on (AUTH TLS)" + where + ", " + which + ".");
  }

  private boolean isOffered() {
    return offered || chain != null || keyStore != null;
  }

  private void refuseWithout() {
    boolean isAsked =
        key != null
            || password != null
            || implicitPort != null
            || required != null
            || reuse != null
            || minimum != null
            || ciphers != null
            || clientCertificates != null
            || issuers != null
            || certificateLogin
            || clearCommands
            || unsaidEnds
            || provider != null;
    if (isAsked) {
      throw new IllegalArgumentException(
          "the other --tls options need --tls, --tls-cert or --tls-keystore");
    }
  }

  private void ask(Tls.Builder tls) throws IOException {
    ClientCertificates whether =
        clientCertificates != null
            ? clientCertificates
            : issuers != null || certificateLogin
                ? ClientCertificates.OPTIONAL
                : ClientCertificates.OFF;
    if (certificateLogin && issuers == null) {
      throw new IllegalArgumentException(
          "--tls-client-login needs --tls-client-ca: or anybody could buy a name");
    }
    if (issuers == null) {
      tls.clientCertificates(whether);
    } else {
      tls.clientCertificates(whether, PemCertificates.issuers(issuers));
    }
  }

  private Certificates certificates(@Nullable String host, @Nullable String publicAddress)
      throws IOException {
    char[] secret = password == null ? null : password.toCharArray();
    if (keyStore != null) {
      if (chain != null || key != null) {
        throw new IllegalArgumentException("--tls-keystore does not go with --tls-cert");
      }
      return Certificates.keyStore(keyStore, secret == null ? new char[0] : secret);
    }
    if (chain != null) {
      return new PemCertificates(chain, key == null ? chain : key, secret);
    }
    if (key != null) {
      throw new IllegalArgumentException("--tls-key needs --tls-cert");
    }
    SelfSigned made = SelfSigned.of(names(host, publicAddress));
    fingerprint = made.fingerprint();
    return made;
  }

  private static List<String> names(@Nullable String host, @Nullable String publicAddress)
      throws IOException {
    Set<String> names = new LinkedHashSet<>();
    names.add("localhost");
    names.add(InetAddress.getLocalHost().getHostName());
    names.add("127.0.0.1");
    names.add("::1");
    if (host != null) {
      names.add(host);
    }
    if (publicAddress != null) {
      names.add(publicAddress);
    }
    return List.copyOf(names);
  }

  private static Provider provider(String name) {
    Provider installed = Security.getProvider(name);
    if (installed != null) {
      return installed;
    }
    return ServiceLoader.load(Provider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(found -> found.getName().equals(name))
        .findFirst()
        .orElseGet(() -> providerOfClass(name));
  }

  /** Conscrypt's jar does not tell that it has a provider. */
  private static Provider providerOfClass(String name) {
    try {
      return Class.forName(name, true, ClassLoader.getSystemClassLoader())
          .asSubclass(Provider.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw new IllegalArgumentException("there is no security provider '" + name + "'", e);
    }
  }

  /** Says what clients can expect. */
  void tell(PrintWriter out, FtpServer server) {
    if (!isOffered()) {
      return;
    }
    InetSocketAddress implicit = server.implicitAddress();
    out.println(
        implicit == null
            ? "TLS is on (AUTH TLS)."
            : "TLS is on (AUTH TLS), and from the first byte on at port "
                + implicit.getPort()
                + ".");
    if (fingerprint != null) {
      out.println("WARNING: nobody vouches for the certificate, which was made just now.");
      out.println("Compare its SHA-256 fingerprint where you connect:");
      out.println("  " + fingerprint);
    }
  }
}
