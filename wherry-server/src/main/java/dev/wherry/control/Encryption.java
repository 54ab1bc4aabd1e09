package dev.wherry.control;

import dev.wherry.Certificates;
import dev.wherry.Certificates.Keys;
import dev.wherry.Tls;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS as all sessions of a server share it: the certificates of the moment, and engines that show
 * them. Safe for use by many threads.
 *
 * <p>When the certificates change, sessions that are there go on with those they have begun with:
 * they belong to their tickets, and a data connection has to find its session again.
 */
public final class Encryption {

  private static final Logger log = LoggerFactory.getLogger(Encryption.class);

  /** Registered for FTP, for commands and data alike; the last two are what FileZilla asks for. */
  private static final List<String> APPLICATIONS = List.of("ftp", "ftp-data", "x-filezilla-ftp");

  private final Tls tls;
  private volatile Shown shown;

  /** What is shown at one time: certificates with their caches of sessions. */
  record Shown(Map<String, Object> versions, SSLContext usual, Map<String, SSLContext> hosts) {

    SSLContext of(String host) {
      return hosts.getOrDefault(host, usual);
    }
  }

  /**
   * Loads the certificates.
   *
   * @throws IOException if they cannot be used, with a sentence that tells why
   */
  public Encryption(Tls tls) throws IOException {
    this.tls = tls;
    this.shown = load(versions());
    check(shown.usual());
  }

  Tls options() {
    return tls;
  }

  /** How often to look for other certificates. */
  public Duration reload() {
    return tls.reload();
  }

  Shown shown() {
    return shown;
  }

  /** Loads the certificates again if there are others. May block. */
  public void refresh() {
    try {
      Map<String, Object> now = versions();
      if (!now.equals(shown.versions())) {
        shown = load(now);
        log.info("the certificates have changed; new sessions get the new ones");
      }
    } catch (IOException | RuntimeException e) { // half-written files are whole the next time
      log.warn("cannot load the new certificates, the old ones stay: {}", e.getMessage());
    }
  }

  private Map<String, Object> versions() throws IOException {
    Map<String, Object> versions = new HashMap<>();
    try {
      versions.put("", tls.certificates().version());
      for (Map.Entry<String, Certificates> host : tls.hosts().entrySet()) {
        versions.put(host.getKey(), host.getValue().version());
      }
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException("there is no file " + e.getFile());
    }
    return versions;
  }

  private Shown load(Map<String, Object> versions) throws IOException {
    Map<String, Keys> keys = new LinkedHashMap<>();
    Map<String, SSLContext> hosts = new LinkedHashMap<>();
    for (Map.Entry<String, Certificates> host : tls.hosts().entrySet()) {
      Keys own = host.getValue().load();
      keys.put(host.getKey(), own);
      hosts.put(host.getKey(), context(own, Map.of()));
    }
    return new Shown(versions, context(tls.certificates().load(), keys), Map.copyOf(hosts));
  }

  private SSLContext context(Keys keys, Map<String, Keys> byName) throws IOException {
    try {
      Provider provider = tls.provider();
      SSLContext context =
          provider == null
              ? SSLContext.getInstance("TLS")
              : SSLContext.getInstance("TLS", provider);
      KeyManager[] shows =
          provider == null ? new KeyManager[] {new KeysByName(keys, byName)} : plain(keys);
      context.init(shows, issuers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
    }
  }

  /** Without names: Conscrypt does not tell them in time. */
  private static KeyManager[] plain(Keys keys) throws GeneralSecurityException {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(keys.store(), keys.password());
    return factory.getKeyManagers();
  }

  private TrustManager @Nullable [] issuers() throws GeneralSecurityException {
    if (tls.trusted() == null) {
      return null;
    }
    TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(tls.trusted());
    return trusts.getTrustManagers();
  }

  /** Says at the start what would go wrong with every client. */
  private void check(SSLContext context) throws IOException {
    boolean isOwn = context.getProvider().getName().equals("SunJSSE");
    if (tls.sessionReuse() != Tls.SessionReuse.OFF && !isOwn) {
      throw new IOException(
          "session reuse can be required of the JDK's engine only, not of "
              + context.getProvider().getName());
    }
    try {
      engine(context, "check");
    } catch (IllegalArgumentException e) {
      throw new IOException("TLS cannot be as configured: " + e.getMessage(), e);
    }
  }

  /**
   * A new engine.
   *
   * @param mark what the session, and every one that resumes it, will have as its peer's host
   */
  SSLEngine engine(SSLContext context, String mark) {
    SSLEngine engine = context.createSSLEngine(mark, -1);
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(
        tls.minimum().equals("TLSv1.3")
            ? new String[] {"TLSv1.3"}
            : new String[] {"TLSv1.3", "TLSv1.2"});
    if (!tls.ciphers().isEmpty()) {
      parameters.setCipherSuites(tls.ciphers().toArray(String[]::new));
    }
    parameters.setUseCipherSuitesOrder(true);
    switch (tls.clientCertificates()) {
      case OFF -> parameters.setNeedClientAuth(false);
      case OPTIONAL -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    engine.setHandshakeApplicationProtocolSelector((self, wanted) -> choose(wanted));
    return engine;
  }

  /**
   * ALPN: who asks for other applications only, as a browser does that somebody has sent here, is
   * refused (ALPACA).
   */
  private static @Nullable String choose(List<String> wanted) {
    if (wanted.isEmpty()) {
      return "";
    }
    return wanted.stream().filter(APPLICATIONS::contains).findFirst().orElse(null);
  }

  @Override
  public String toString() {
    return Objects.toString(shown.usual().getProvider());
  }
}
