package dev.wherry.control;

import dev.wherry.Tls;
import dev.wherry.Tls.SessionReuse;
import dev.wherry.User;
import dev.wherry.io.Layer;
import dev.wherry.io.Stream;
import dev.wherry.io.tls.TlsLayer;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one session, on or off. It belongs to its session.
 *
 * <p>How a data connection is known to resume its control connection's session: the engine of the
 * control connection is made for a peer whose "host" is a secret number. The JDK keeps that with
 * the session, in its cache and within the encrypted tickets alike, so whoever comes back with this
 * session, in TLS 1.2 or 1.3, comes with the number.
 */
public final class Protection {

  private static final Logger log = LoggerFactory.getLogger(Protection.class);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MARK_BYTES = 16;

  /** Whether the JDK waits for OCSP responders within a handshake, up to five seconds. */
  private static final boolean STAPLES =
      Boolean.getBoolean("jdk.tls.server.enableStatusRequestExtension");

  private static final String TICKET = "dev.wherry.ticket";

  /** The JDK holds every ticket until the session ends, half a kilobyte each. */
  private static final int MOST_TICKETS = 20_000;

  private final Encryption encryption;
  private final Executor threads;
  private @Nullable SSLContext context;
  private @Nullable SSLSession agreed;
  private String mark = "";
  private boolean on;
  private boolean resumes;
  private int tickets;
  private boolean sized;
  private boolean dataIsPrivate;
  private boolean begins;
  private boolean ends;

  Protection(Encryption encryption, Executor threads) {
    this.encryption = encryption;
    this.threads = threads;
  }

  /** What the server has been told about TLS. */
  public Tls options() {
    return encryption.options();
  }

  /** Whether the control connection is encrypted, or will be in a moment. */
  public boolean isOn() {
    return on;
  }

  /** Whether PBSZ has been said, which PROT needs (RFC 4217, section 9). */
  public boolean isSized() {
    return sized;
  }

  /** PBSZ has been said. */
  public void size() {
    sized = true;
  }

  /** Whether data connections are encrypted. */
  public boolean isDataPrivate() {
    return dataIsPrivate;
  }

  /** Whether the next data connections shall be encrypted. */
  public void dataPrivate(boolean isPrivate) {
    dataIsPrivate = isPrivate;
  }

  /** Whether a user, or somebody not known yet, may transfer nothing in clear. */
  public boolean mustEncryptData(@Nullable User user) {
    return options().required().contains(Tls.Part.DATA)
        || (user != null && options().requiredFor().test(user.name()));
  }

  /** The certificate that the client has shown, and proved to be its own; or null. */
  public @Nullable X509Certificate certificate() {
    try {
      return agreed != null && agreed.getPeerCertificates()[0] instanceof X509Certificate shown
          ? shown
          : null;
    } catch (SSLPeerUnverifiedException _) {
      return null;
    }
  }

  /** TLS begins after the reply. */
  public void begin() {
    begins = true;
  }

  /** CCC: after the reply the commands are in clear again, data connections stay as they are. */
  public void end() {
    ends = true;
  }

  /** Begins TLS from the first byte on, with encrypted data connections. */
  void beginAtOnce(Stream control) {
    dataIsPrivate = true;
    control.secure(ofControl(""));
    sized = true;
  }

  /**
   * Does after the reply what {@link #begin} and {@link #end} have announced.
   *
   * @param host what HOST has said, whose certificate is shown then
   * @return true if TLS begins: what was sent ahead in clear is to be dropped, as anybody on the
   *     way may have put it there
   */
  boolean apply(Stream control, String host) {
    boolean hasBegun = begins;
    if (begins) {
      begins = false;
      control.secure(ofControl(host));
    }
    if (ends) {
      ends = false;
      on = false;
      control.unsecure();
    }
    return hasBegun;
  }

  /** Switches it on. */
  private Layer ofControl(String host) {
    on = true;
    sized = false;
    agreed = null;
    resumes = false;
    SSLContext shown = encryption.shown().of(host);
    context = shown;
    return new TlsLayer(
        encryption.engine(shown, newMark()),
        new TlsLayer.Options(encryption.options().handshake(), true, false, threads),
        this::controlIsSafe);
  }

  /**
   * The layer of a data connection. A handshake that resumes has half a millisecond of public-key
   * cryptography in TLS 1.3, too, so it is none of the loop's work either. But where the client
   * sends, our part of the handshake has to be out before the reply that lets it: basic-ftp ends an
   * empty upload when it hears that, and is gone in the middle of a handshake that takes longer.
   *
   * @param receives whether the client sends
   */
  Layer ofData(boolean receives) {
    Tls tls = encryption.options();
    Executor tasks = receives && !STAPLES ? null : threads;
    return new TlsLayer(
        encryption.engine(Objects.requireNonNull(context), newMark()),
        new TlsLayer.Options(tls.handshake(), tls.unsaidEnds(), receives, tasks),
        this::dataIsSafe);
  }

  private static String newMark() {
    byte[] bytes = new byte[MARK_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void controlIsSafe(SSLEngine engine) {
    SSLSession session = engine.getSession();
    agreed = session;
    mark = session.getPeerHost();
    if (log.isDebugEnabled()) {
      log.debug("TLS with {}, {}", session.getProtocol(), session.getCipherSuite());
    }
  }

  private void dataIsSafe(SSLEngine engine) throws IOException {
    SSLSession session = engine.getSession();
    boolean isOurs = mark.equals(session.getPeerHost());
    boolean isNew = !isOurs && String.valueOf(engine.getPeerHost()).equals(session.getPeerHost());
    SessionReuse reuse = encryption.options().sessionReuse();
    boolean isRefused =
        switch (reuse) {
          case OFF -> false;
          case WHEN_POSSIBLE -> !isOurs && (resumes || !isNew);
          case REQUIRED -> !isOurs;
        };
    if (isRefused) {
      throw new NotResumedException();
    }
    resumes |= isOurs;
    if (isOurs && reuse != SessionReuse.OFF) {
      sendTicket();
    }
  }

  /**
   * OpenSSL spends a ticket of TLS 1.3 for each connection, and reads none on a connection that it
   * only writes to: after an upload it would have none for the next one. So another ticket goes out
   * with the next reply; it is a change of the session's values that makes the JDK send one. Such a
   * ticket is good for one connection, so there has to be one after each, also for those clients
   * who always use the latest.
   */
  private void sendTicket() {
    SSLSession session = agreed;
    if (session != null && session.getProtocol().equals("TLSv1.3") && tickets < MOST_TICKETS) {
      tickets++;
      session.putValue(TICKET, tickets);
      session.removeValue(TICKET);
    }
  }

  /** A data connection did not resume the session it had to. */
  static final class NotResumedException extends IOException {

    private static final long serialVersionUID = 1;

    NotResumedException() {
      super("the data connection did not resume the control connection's TLS session");
    }
  }
}
