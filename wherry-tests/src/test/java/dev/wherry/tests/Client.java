package dev.wherry.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.wherry.FtpServer;
import java.io.BufferedInputStream;
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
  private static final Pattern EPSV =
      Pattern.compile("229 Entering extended passive mode \\(\\|\\|\\|(\\d+)\\|\\)\\.");
  private static final Pattern PASV =
      Pattern.compile("227 Entering passive mode \\((\\d+,\\d+,\\d+,\\d+),(\\d+),(\\d+)\\)\\.");

  private Socket control;
  private InputStream in;
  private final Records records = new Records();

  private Client(Socket control) throws IOException {
    this.control = control;
    this.in = new BufferedInputStream(control.getInputStream());
  }

  /** Connects from 127.0.0.1 and hears the greeting. */
  public static Client of(FtpServer server) {
    return of(server, ip("127.0.0.1"));
  }

  /** Connects to 127.0.0.1, or to ::1, from an address of the machine's own. */
  public static Client of(FtpServer server, InetAddress from) {
    return between(from, from.getAddress().length == 4 ? ip("127.0.0.1") : from, server.port());
  }

  /** Connects from one address of the machine's own to another and hears the greeting. */
  public static Client between(InetAddress from, InetAddress to, int port) {
    return silent(from, to, port).hears(220);
  }

  /** Connects, and has not heard the greeting yet. */
  public static Client silent(InetAddress from, InetAddress to, int port) {
    try {
      Socket socket = new Socket();
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(to, port), PATIENCE_MILLIS);
      return new Client(socket);
    } catch (IOException e) {
      throw new AssertionError("cannot connect", e);
    }
  }

  /** An address, from its text. */
  public static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  /** Logs in as the test user of {@link TestServer}. */
  public static Client loggedIn(FtpServer server) {
    return of(server).login();
  }

  /** Logs in as the test user of {@link TestServer}. */
  public Client login() {
    return login("anna");
  }

  /** Logs in with the password "secret". */
  public Client login(String user) {
    return says("USER " + user).hears(331).says("PASS secret").hears(230);
  }

  /** Says AUTH TLS and makes the handshake. */
  public Client secures(Secrets secrets, String protocol) {
    return says("AUTH TLS").hears(234).shakesHands(secrets, protocol);
  }

  /** Makes a TLS handshake on the control connection. */
  public Client shakesHands(Secrets secrets, String protocol) {
    try {
      control = secrets.client(control, protocol);
      in = new BufferedInputStream(control.getInputStream());
      return this;
    } catch (IOException e) {
      throw new AssertionError("no handshake", e);
    }
  }

  /** Goes on without TLS on the connection below. */
  public Client goesOnIn(Socket clear) throws IOException {
    control = clear;
    in = new BufferedInputStream(clear.getInputStream());
    return this;
  }

  /** Sends a line in UTF-8. */
  public Client says(String line) {
    return sends((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes as they are. */
  public Client sends(byte... bytes) {
    records.said(bytes);
    try {
      control.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new AssertionError("cannot send", e);
    }
  }

  /** Sends one byte as urgent data, which is where a Telnet Synch points to. */
  public Client sendsUrgently(int b) {
    try {
      control.sendUrgentData(b);
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

  /** The server closes the control connection, and says no more before that. */
  public Client hearsTheEnd() {
    try {
      assertEquals(-1, in.read());
      return this;
    } catch (IOException e) {
      throw new AssertionError("the end was expected", e);
    }
  }

  /** The next reply, line by line; inner lines must begin with a space. */
  public List<String> reply() {
    List<String> lines = new ArrayList<>();
    lines.add(line());
    String first = lines.getFirst();
    assertTrue(first.matches("(?s)[1-6]\\d\\d[ -].*"), first);
    if (first.charAt(3) == '-') {
      do {
        lines.add(line());
        String last = lines.getLast();
        assertTrue(last.startsWith(" ") || last.startsWith(first.substring(0, 3) + " "), last);
      } while (lines.getLast().startsWith(" "));
    }
    return lines;
  }

  /** The next line without its CRLF. */
  public String line() {
    return new String(lineBytes(), StandardCharsets.UTF_8);
  }

  /** The next line without its CRLF, each byte a character. */
  public String rawLine() {
    return new String(lineBytes(), StandardCharsets.ISO_8859_1);
  }

  private byte[] lineBytes() {
    StringBuilder line = new StringBuilder();
    try {
      while (true) {
        int b = in.read();
        if (b < 0) {
          return fail("the server closed after '" + line + "'");
        }
        if (b == '\n') {
          assertTrue(line.toString().endsWith("\r"), "a line ends with CRLF: " + line);
          line.setLength(line.length() - 1);
          records.heard(line.toString());
          return line.toString().getBytes(StandardCharsets.ISO_8859_1);
        }
        line.append((char) b);
      }
    } catch (IOException e) {
      throw new AssertionError("a line was expected, and came so far: '" + line + "'", e);
    }
  }

  /** Asks for a passive port with EPSV and tells it. */
  public int passivePort() {
    says("EPSV");
    String line = line();
    Matcher port = EPSV.matcher(line);
    return port.matches() ? Integer.parseInt(port.group(1)) : fail(line);
  }

  /** Asks for a passive port with PASV and tells it; the address must be as given. */
  public int passivePort(String address) {
    says("PASV");
    String line = line();
    Matcher numbers = PASV.matcher(line);
    assertTrue(numbers.matches(), line);
    assertEquals(address, numbers.group(1).replace(',', '.'));
    return Integer.parseInt(numbers.group(2)) * 256 + Integer.parseInt(numbers.group(3));
  }

  /** Asks for a passive port with EPSV and connects to it. */
  public Socket passive() {
    return connect(passivePort());
  }

  /** Connects to a data port from this client's address. */
  public Socket connect(int port) {
    return connect(control.getLocalAddress(), port);
  }

  /** Connects to a data port from any address of the machine's own. */
  public Socket connect(InetAddress from, int port) {
    try {
      Socket data = new Socket();
      data.setSoTimeout(PATIENCE_MILLIS);
      data.bind(new InetSocketAddress(from, 0));
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

  /** Runs a command that sends text to us; each byte is a character. */
  public String receivesText(String command) {
    return new String(receives(command), StandardCharsets.ISO_8859_1);
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

  /** Runs a command that takes text from us, each character a byte, and hears 226. */
  public Client storesText(String command, String text) {
    List<String> reply = stores(command, text.getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(reply.getLast().startsWith("226 "), reply.toString());
    return this;
  }

  /** Hears 125 or 150. */
  public Client opening() {
    String line = line();
    assertTrue(line.startsWith("125 ") || line.startsWith("150 "), line);
    return this;
  }

  /** The control connection itself. */
  public Socket control() {
    return control;
  }

  /** Everything until the server closes. */
  public byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  /** Ends the connection with a reset, as a client does that crashes with input unread. */
  public void reset() {
    reset(control);
  }

  /** Ends a connection with a reset. */
  public static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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
