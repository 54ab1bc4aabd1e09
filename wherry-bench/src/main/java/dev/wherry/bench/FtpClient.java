package dev.wherry.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking client that does as little as it can beside what is measured. */
final class FtpClient implements AutoCloseable {

  private final Socket control;
  private final InputStream in;
  private final byte[] line = new byte[4096];
  private final byte[] content = new byte[64 * 1024];
  private int have;
  private int next;

  private FtpClient(Socket control) throws IOException {
    this.control = control;
    this.in = control.getInputStream();
  }

  /** Connects from {@code from}, which is one of the machine's own addresses, and logs in. */
  static FtpClient login(InetAddress from, InetSocketAddress server, String user, String password)
      throws IOException {
    FtpClient client = loginAhead(from, server, user, password);
    client.hearLogin();
    return client;
  }

  /**
   * Connects and says all of the login at once. Who makes many sessions lets the server answer
   * several of them in one turn, before {@link #hearLogin} waits for each.
   */
  static FtpClient loginAhead(
      InetAddress from, InetSocketAddress server, String user, String password) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(server);
    FtpClient client = new FtpClient(socket);
    client.send("USER " + user + "\r\nPASS " + password + "\r\nTYPE I\r\n");
    return client;
  }

  /** Hears the greeting and what came of the login. */
  void hearLogin() throws IOException {
    hear("220");
    hear("331");
    hear("230");
    hear("200");
  }

  /** One passive download; returns how many bytes came. */
  long download(String name) throws IOException {
    String port = say("EPSV", "229");
    int number = Integer.parseInt(port.substring(port.indexOf("|||") + 3, port.lastIndexOf('|')));
    long count = 0;
    try (Socket data = new Socket()) {
      data.bind(new InetSocketAddress(control.getLocalAddress(), 0));
      data.connect(new InetSocketAddress(control.getInetAddress(), number));
      say("RETR " + name, "1");
      InputStream from = data.getInputStream();
      for (int n; (n = from.read(content)) > 0; ) {
        count += n;
      }
    }
    hear("226");
    return count;
  }

  private String say(String command, String expected) throws IOException {
    send(command + "\r\n");
    return hear(expected);
  }

  private void send(String lines) throws IOException {
    control.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
  }

  private String hear(String expected) throws IOException {
    StringBuilder reply = new StringBuilder();
    while (true) {
      if (next == have) {
        next = 0;
        have = in.read(line);
        if (have < 0) {
          throw new IOException("the server closed; expected " + expected);
        }
      }
      char c = (char) line[next++];
      if (c == '\n') {
        break;
      }
      reply.append(c);
    }
    String text = reply.toString();
    if (!text.startsWith(expected)) {
      throw new IOException("expected " + expected + ", heard " + text);
    }
    return text;
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
