package dev.wherry.bench;

import dev.wherry.io.tls.TlsLayer;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How clients do TLS. They believe every certificate: what is measured is the server, not who it
 * is. It belongs to the generator's thread.
 */
public final class TlsClient {

  private final SSLContext context;
  private final Resumption resumption;
  private final @Nullable String protocol;
  private final Set<String> places = new HashSet<>();
  private long fresh;
  private long full;
  private long resumed;
  private long missed;

  /** Which connections resume a TLS session, and so cost no private-key operation. */
  public enum Resumption {
    /** Each begins a session of its own. */
    NONE,
    /** Data connections resume that of their control connection, which some servers ask for. */
    DATA,
    /** Control connections, too, resume the last one of the client in the same place. */
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * For one target.
   *
   * @param protocol the only version of TLS, or null for the best that both know
   */
  public TlsClient(Resumption resumption, @Nullable String protocol) {
    this.resumption = resumption;
    this.protocol = protocol;
    try {
      context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Everybody()}, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /** A name for the sessions of a client that is about to connect. */
  String sessionsOf(int place) {
    return resumption == Resumption.ALL ? "place-" + place : "fresh-" + fresh++;
  }

  /** What comes between a control connection and its socket. */
  TlsLayer ofControl(String sessions, Duration limit) {
    boolean isFirst = resumption == Resumption.ALL && places.add(sessions);
    return layer(sessions, limit, resumption == Resumption.ALL && !isFirst);
  }

  /** What comes between a data connection and its socket. */
  TlsLayer ofData(String sessions, Duration limit) {
    boolean resumes = resumption != Resumption.NONE;
    return layer(resumes ? sessions : "fresh-" + fresh++, limit, resumes);
  }

  private TlsLayer layer(String sessions, Duration limit, boolean resumes) {
    SSLEngine engine = context.createSSLEngine(sessions, 1);
    engine.setUseClientMode(true);
    if (protocol != null) {
      engine.setEnabledProtocols(new String[] {protocol});
    }
    long now = System.currentTimeMillis();
    return new TlsLayer(
        engine,
        new TlsLayer.Options(limit, true, false, null),
        done -> {
          if (done.getSession().getCreationTime() < now) {
            resumed++;
          } else {
            full++;
            missed += resumes ? 1 : 0;
          }
        });
  }

  /** Those so far. While no load runs. */
  Handshakes handshakes() {
    return new Handshakes(full, resumed, missed);
  }

  /** Asks for nothing. */
  private static final class Everybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
