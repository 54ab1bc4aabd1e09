package dev.wherry.tests;

import dev.wherry.Certificates;
import dev.wherry.Certificates.Keys;
import dev.wherry.Tls;
import dev.wherry.tls.SelfSigned;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate, and a client that trusts it and remembers its sessions as browsers do. */
public final class Secrets {

  /** What a client takes its session from: the JDK looks for them by host and port. */
  private static final String HOST = "127.0.0.1";

  private static final int PORT = 21;

  private final SelfSigned certificates;
  private final SSLContext context;

  private Secrets(SelfSigned certificates, SSLContext context) {
    this.certificates = certificates;
    this.context = context;
  }

  /** A new certificate for these names, or for this machine. */
  public static Secrets of(String... names) {
    try {
      SelfSigned made =
          SelfSigned.of(
              names.length == 0 ? List.of("localhost", "127.0.0.1", "::1") : List.of(names));
      return new Secrets(made, context(made.certificate(), null));
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext context(X509Certificate trusted, @Nullable Keys own)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(storeOf(trusted));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own == null ? null : own.store(), own == null ? null : own.password());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore storeOf(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("known", certificate);
    return store;
  }

  /** For the server. */
  public Certificates certificates() {
    return certificates;
  }

  /** The certificate itself. */
  public X509Certificate certificate() {
    return certificates.certificate();
  }

  /** It as somebody whom a server trusts. */
  public KeyStore asIssuer() {
    try {
      return storeOf(certificate());
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** TLS to be, with this certificate. */
  public Tls.Builder tls() {
    return Tls.builder(certificates);
  }

  /** A client that trusts the same certificate and knows no session yet. */
  public Secrets stranger() {
    return with(null);
  }

  /** A client that trusts somebody else. */
  public Secrets trusting(X509Certificate other) {
    try {
      return new Secrets(certificates, context(other, null));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A client that trusts the same certificate and shows one of its own. */
  public Secrets showing(Secrets own) {
    return with(own.certificates.load());
  }

  private Secrets with(@Nullable Keys own) {
    try {
      return new Secrets(certificates, context(certificate(), own));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes a handshake as a client that has been there before, if it has. */
  public SSLSocket client(Socket socket, String protocol) throws IOException {
    return client(socket, protocol, HOST, List.of());
  }

  /**
   * The same, for a name and for applications (ALPN). A socket of another name does not know the
   * sessions.
   */
  public SSLSocket client(Socket socket, String protocol, String name, List<String> applications)
      throws IOException {
    SSLSocket secure =
        (SSLSocket)
            context.getSocketFactory().createSocket(new OnOnePort(socket), name, PORT, true);
    secure.setEnabledProtocols(new String[] {protocol});
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setApplicationProtocols(applications.toArray(String[]::new));
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  /** The JDK looks for a session by the port, too, which differs for each data connection. */
  private static final class OnOnePort extends Socket {

    private final Socket real;

    OnOnePort(Socket real) {
      this.real = real;
    }

    @Override
    public int getPort() {
      return PORT;
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return real.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return real.getOutputStream();
    }

    @Override
    public void shutdownOutput() throws IOException {
      if (!real.isOutputShutdown()) { // the JDK does it twice in TLS 1.2
        real.shutdownOutput();
      }
    }

    @Override
    public InetAddress getInetAddress() {
      return real.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
      return real.getLocalAddress();
    }

    @Override
    public void setSoLinger(boolean on, int linger) throws SocketException {
      real.setSoLinger(on, linger);
    }

    @Override
    public int getSoTimeout() throws SocketException {
      return real.getSoTimeout();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
      real.setSoTimeout(millis);
    }

    @Override
    public int getSoLinger() throws SocketException {
      return real.getSoLinger();
    }

    @Override
    public boolean isClosed() {
      return real.isClosed();
    }

    @Override
    public void close() throws IOException {
      super.close(); // a descriptor that other options may have made
      real.close();
    }
  }
}
