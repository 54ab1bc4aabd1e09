package dev.wherry.users.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS whose handshake fails if the server's certificate is for another name (RFC 4513, section
 * 3.1.3). The library by itself takes any name.
 */
final class NamedSockets extends SSLSocketFactory {

  private final SSLSocketFactory sockets;

  NamedSockets(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  private static Socket named(Socket socket) {
    SSLSocket secure = (SSLSocket) socket;
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("LDAPS");
    secure.setSSLParameters(parameters);
    return secure;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean closes)
      throws IOException {
    return named(sockets.createSocket(socket, host, port, closes));
  }

  @Override
  public Socket createSocket() throws IOException {
    return named(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return named(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return named(sockets.createSocket(host, port, from, fromPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return named(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return named(sockets.createSocket(host, port, from, fromPort));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }
}
