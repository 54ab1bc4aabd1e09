package dev.wherry.bench;

import dev.wherry.io.tls.TlsLayer;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How clients do TLS. They believe every certificate: what is measured is the server, not who it
 * is. It belongs to the generator's thread.
 *
 * <p>A data connection always resumes the session of its control connection, which some servers ask
 * for. A control connection begins a session of its own, or resumes the last one of the client in
 * the same place.
 */
public final class TlsClient {

  private final SSLContext context;
  private final boolean resumes;
  private long fresh;
  private long handshakes;
  private long resumed;

  /**
   * For one target.
   *
   * @param resumes whether control connections resume
   */
  public TlsClient(boolean resumes) {
    this.resumes = resumes;
    try {
      context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Everybody()}, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /** A name for the sessions of a client that is about to connect. */
  String sessionsOf(int place) {
    return resumes ? "place-" + place : "fresh-" + fresh++;
  }

  /** What comes between a stream and its socket. */
  TlsLayer layer(String sessions, Duration limit) {
    SSLEngine engine = context.createSSLEngine(sessions, 1);
    engine.setUseClientMode(true);
    long now = System.currentTimeMillis();
    return new TlsLayer(
        engine,
        new TlsLayer.Options(limit, true, false, null),
        done -> {
          handshakes++;
          if (done.getSession().getCreationTime() < now) {
            resumed++;
          }
        });
  }

  /** How many handshakes there have been. */
  long handshakes() {
    return handshakes;
  }

  /** How many of them were short ones. */
  long resumed() {
    return resumed;
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
