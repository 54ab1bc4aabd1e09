package dev.wherry.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.wherry.FtpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that says what it is told to, byte for byte, and compares what it hears. */
public final class Client implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final Pattern EPSV = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\)\\.");

  private final Socket control;
  private final InputStream in;

  private Client(Socket control) throws IOException {
    this.control = control;
    this.in = control.getInputStream();
  }

  /** Connects from 127.0.0.1 and hears the greeting. */
  public static Client of(FtpServer server) {
    return of(server, InetAddress.getLoopbackAddress());
  }

  /** Connects to 127.0.0.1 from an address of the machine's own and hears the greeting. */
  public static Client of(FtpServer server, InetAddress from) {
    try {
      Socket socket = new Socket();
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(
          new InetSocketAddress(
              from.getAddress().length == 4 ? InetAddress.getByName("127.0.0.1") : from,
              server.port()),
          PATIENCE_MILLIS);
      return new Client(socket).hears(220);
    } catch (IOException e) {
      throw new AssertionError("cannot connect", e);
    }
  }

  /** Logs in as the test user of {@link TestServer}. */
  public static Client loggedIn(FtpServer server) {
    return of(server).login();
  }

  /** Logs in as the test user of {@link TestServer}. */
  public Client login() {
    return says("USER anna").hears(331).says("PASS secret").hears(230);
  }

  /** Sends a line in UTF-8. */
  public Client says(String line) {
    return sends((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes as they are. */
  public Client sends(byte[] bytes) {
    try {
      control.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new AssertionError("cannot send", e);
    }
  }

  /** The next lines are exactly these. */
  public Client hears(String... lines) {
    for (String line : lines) {
      assertEquals(line, line());
    }
    return this;
  }

  /** The next reply, of one or many lines, has this code. */
  public Client hears(int code) {
    List<String> reply = reply();
    assertEquals(Integer.toString(code), reply.getLast().substring(0, 3), reply.toString());
    return this;
  }

  /** The server closes the control connection. */
  public Client hearsTheEnd() {
    try {
      assertEquals(-1, in.read());
      return this;
    } catch (IOException e) {
      throw new AssertionError("the end was expected", e);
    }
  }

  /** The next reply, line by line. */
  public List<String> reply() {
    List<String> lines = new ArrayList<>();
    lines.add(line());
    String first = lines.getFirst();
    if (first.length() > 3 && first.charAt(3) == '-') {
      do {
        lines.add(line());
      } while (!lines.getLast().startsWith(first.substring(0, 3) + " "));
    }
    return lines;
  }

  /** The next line without its CRLF, each byte a character. */
  public String line() {
    try {
      StringBuilder line = new StringBuilder();
      while (true) {
        int b = in.read();
        if (b < 0) {
          return fail("the server closed after '" + line + "'");
        }
        if (b == '\n') {
          assertEquals('\r', line.charAt(line.length() - 1), "a line ends with CRLF");
          line.setLength(line.length() - 1);
          return new String(
              line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
        line.append((char) b);
      }
    } catch (IOException e) {
      throw new AssertionError("a line was expected", e);
    }
  }

  /** Asks for a passive port with EPSV and tells it. */
  public int passivePort() {
    says("EPSV");
    String line = line();
    Matcher port = EPSV.matcher(line);
    return port.matches() ? Integer.parseInt(port.group(1)) : fail(line);
  }

  /** Asks for a passive port with EPSV and connects to it. */
  public Socket passive() {
    return connect(passivePort());
  }

  /** Connects to a data port from this client's address. */
  public Socket connect(int port) {
    try {
      Socket data = new Socket();
      data.setSoTimeout(PATIENCE_MILLIS);
      data.bind(new InetSocketAddress(control.getLocalAddress(), 0));
      data.connect(new InetSocketAddress(control.getInetAddress(), port), PATIENCE_MILLIS);
      return data;
    } catch (IOException e) {
      throw new AssertionError("no data connection to port " + port, e);
    }
  }

  /** Runs a command that sends data to us, in the current TYPE. */
  public byte[] receives(String command) {
    try (Socket data = passive()) {
      says(command);
      opening();
      byte[] bytes = data.getInputStream().readAllBytes();
      hears(226);
      return bytes;
    } catch (IOException e) {
      throw new AssertionError(command, e);
    }
  }

  /** Runs a command that takes data from us, in the current TYPE; returns the final reply. */
  public List<String> stores(String command, byte[] bytes) {
    try (Socket data = passive()) {
      says(command);
      opening();
      data.getOutputStream().write(bytes);
      data.shutdownOutput();
      return reply();
    } catch (IOException e) {
      throw new AssertionError(command, e);
    }
  }

  /** Hears 125 or 150. */
  public Client opening() {
    String line = line();
    assertEquals(true, line.startsWith("125 ") || line.startsWith("150 "), line);
    return this;
  }

  /** The control connection itself. */
  public Socket control() {
    return control;
  }

  /** Everything until the server closes. */
  public byte[] rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    in.transferTo(rest);
    return rest.toByteArray();
  }

  @Override
  public void close() {
    try {
      control.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
