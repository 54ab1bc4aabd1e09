package dev.wherry;

import java.security.KeyStore;
import java.security.Provider;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a server encrypts (RFC 4217). Immutable; made by {@link #builder}.
 *
 * <pre>{@code
 * Tls tls = Tls.builder(Certificates.keyStore(Path.of("server.p12"), password)).required(Part.LOGIN).build();
 * }</pre>
 *
 * @param certificates what the server shows
 * @param hosts what it shows to clients that ask for such a name, in lower case, by SNI or by HOST
 *     before AUTH
 * @param required what is refused in clear
 * @param requiredFor the names of those who may not log in, nor transfer, in clear
 * @param sessionReuse whether a data connection has to resume the session of its control connection
 * @param clientCertificates whether clients are asked for one
 * @param trusted who issues them; null for those whom the JDK trusts
 * @param certificateLogin whether a certificate that {@link Users#certified} knows saves the
 *     password
 * @param minimum the oldest protocol, {@code TLSv1.2} or {@code TLSv1.3}
 * @param ciphers the cipher suites, the best first; none for what the provider has
 * @param clearCommands whether CCC is allowed: commands in clear again, after the login
 * @param unsaidEnds whether an upload is complete that ends without close_notify
 * @param provider of the engine; null for the JDK's
 * @param handshake how long a handshake may take
 * @param reload how often the server looks for other certificates
 */
public record Tls(
    Certificates certificates,
    Map<String, Certificates> hosts,
    Set<Part> required,
    Predicate<String> requiredFor,
    SessionReuse sessionReuse,
    ClientCertificates clientCertificates,
    @Nullable KeyStore trusted,
    boolean certificateLogin,
    String minimum,
    List<String> ciphers,
    boolean clearCommands,
    boolean unsaidEnds,
    @Nullable Provider provider,
    Duration handshake,
    Duration reload) {

  /** What can be refused in clear. */
  public enum Part {
    /** USER and PASS. */
    LOGIN,
    /** Every command but those that lead to TLS or to the end. */
    CONTROL,
    /** Transfers and listings. */
    DATA
  }

  /** Whether a data connection has to resume the TLS session of its control connection. */
  public enum SessionReuse {
    /** It need not, and may resume any. */
    OFF,
    /**
     * It has to if the client has done so before in this session; and what it resumes has to be the
     * session of its own control connection.
     */
    WHEN_POSSIBLE,
    /** It has to: nobody can take a data connection who does not hold the keys of the client. */
    REQUIRED
  }

  /** Whether clients are asked for a certificate. */
  public enum ClientCertificates {
    /** They are not. */
    OFF,
    /** They are, and may go without. A wrong one is refused. */
    OPTIONAL,
    /** They are, and have to show one. */
    REQUIRED
  }

  /** A copy that nobody changes. */
  public Tls {
    hosts = Map.copyOf(hosts);
    required = Set.copyOf(required);
    ciphers = List.copyOf(ciphers);
  }

  /** The options of TLS to be, none of which has to be given. */
  public static Builder builder(Certificates certificates) {
    return new Builder(certificates);
  }

  /** The options, with a default for each. Not thread-safe. */
  public static final class Builder {

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final Certificates certificates;
    private final Map<String, Certificates> hosts = new HashMap<>();
    private final Set<Part> required = EnumSet.noneOf(Part.class);
    private Predicate<String> requiredFor = name -> false;
    private SessionReuse sessionReuse = SessionReuse.OFF;
    private ClientCertificates clientCertificates = ClientCertificates.OFF;
    private @Nullable KeyStore trusted;
    private boolean certificateLogin;
    private String minimum = "TLSv1.2";
    private List<String> ciphers = List.of();
    private boolean clearCommands;
    private boolean unsaidEnds;
    private @Nullable Provider provider;
    private Duration handshake = Duration.ofSeconds(15);
    private Duration reload = Duration.ofSeconds(10);

    private Builder(Certificates certificates) {
      this.certificates = certificates;
    }

    /** What to show to clients that ask for this name by SNI, or by HOST before AUTH. */
    public Builder host(String name, Certificates itsOwn) {
      hosts.put(name.toLowerCase(Locale.ROOT), itsOwn);
      return this;
    }

    /** What to refuse in clear; nothing by default. */
    public Builder required(Part... parts) {
      required.addAll(List.of(parts));
      return this;
    }

    /** Whom to refuse in clear, by name, the login as well as transfers; nobody by default. */
    public Builder requiredFor(Predicate<String> names) {
      requiredFor = names;
      return this;
    }

    /** {@link SessionReuse#OFF} by default, as some clients cannot. */
    public Builder sessionReuse(SessionReuse reuse) {
      sessionReuse = reuse;
      return this;
    }

    /** {@link ClientCertificates#OFF} by default. */
    public Builder clientCertificates(ClientCertificates whether) {
      clientCertificates = whether;
      return this;
    }

    /**
     * The same, of issuers of one's own.
     *
     * @param issuers the certificates of those who issue them
     */
    public Builder clientCertificates(ClientCertificates whether, KeyStore issuers) {
      trusted = issuers;
      return clientCertificates(whether);
    }

    /**
     * Whether a client certificate can take the place of the password, false by default. {@link
     * Users#certified} says whose it is.
     */
    public Builder certificateLogin(boolean possible) {
      certificateLogin = possible;
      return this;
    }

    /**
     * The oldest protocol, {@code TLSv1.2} by default.
     *
     * @throws IllegalArgumentException if it is neither that nor {@code TLSv1.3}
     */
    public Builder minimum(String protocol) {
      if (!PROTOCOLS.contains(protocol)) {
        throw new IllegalArgumentException(
            "the oldest TLS can be TLSv1.2 or TLSv1.3, not '" + protocol + "'");
      }
      minimum = protocol;
      return this;
    }

    /** The cipher suites by their standard names, the best first; the provider's by default. */
    public Builder ciphers(List<String> names) {
      ciphers = List.copyOf(names);
      return this;
    }

    /** Whether CCC is allowed, false by default: commands and names go in clear after it. */
    public Builder clearCommands(boolean allowed) {
      clearCommands = allowed;
      return this;
    }

    /**
     * Whether an upload is complete when the connection ends without close_notify, false by
     * default: then somebody on the way may have cut it. For clients that never send one.
     */
    public Builder unsaidEnds(boolean accepted) {
      unsaidEnds = accepted;
      return this;
    }

    /**
     * Whose engine to use, the JDK's by default. Of the JDK's only reuse can be required, and only
     * with the JDK's SNI chooses among several keys.
     */
    public Builder provider(Provider other) {
      provider = other;
      return this;
    }

    /** How long a handshake may take, 15 seconds by default. */
    public Builder handshake(Duration longest) {
      handshake = longest;
      return this;
    }

    /** How often to look for other certificates, every 10 seconds by default. */
    public Builder reload(Duration period) {
      reload = period;
      return this;
    }

    /** The options as they are now. */
    public Tls build() {
      return new Tls(
          certificates,
          hosts,
          required,
          requiredFor,
          sessionReuse,
          clientCertificates,
          trusted,
          certificateLogin,
          minimum,
          ciphers,
          clearCommands,
          unsaidEnds,
          provider,
          handshake,
          reload);
    }
  }
}
