package dev.wherry.bench;

import dev.wherry.io.Connector;
import dev.wherry.io.EventLoop;
import dev.wherry.io.Stream;
import dev.wherry.io.Timers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client on the generator's loop, which does one thing at a time: each method begins something
 * and has {@code then} run when it is done. Whatever goes wrong, or takes longer than the target's
 * limit, ends the client. It belongs to the loop's thread.
 */
final class Client implements Connector.Handler, Stream.Handler {

  private final EventLoop loop;
  private final Target target;
  private final @Nullable InetSocketAddress local;
  private final String sessions;
  private final Failed failed;
  private final Timers.Timer limit;
  private final ReplyReader reader = new ReplyReader();
  private @Nullable Connector connector;
  private @Nullable Stream control;
  private @Nullable Answer answer;
  private @Nullable Transfer transfer;
  private String command = "";
  private String transferLine = "";
  private Runnable then = () -> {};
  private Runnable afterFailure = () -> {};
  private boolean binary;
  private boolean closed;
  private boolean replied;
  private boolean dataEnded;

  /**
   * A client that has not connected yet.
   *
   * @param place which of the clients it is: decides where it connects from, and whose TLS sessions
   *     it may resume
   */
  Client(EventLoop loop, Target target, int place, Failed failed) {
    this.loop = loop;
    this.target = target;
    this.local = Generator.source(target, place);
    this.sessions = target.tls() == null ? "" : target.tls().sessionsOf(place);
    this.failed = failed;
    this.limit = loop.timer(target.limit(), () -> fail("no answer in time"));
  }

  /** Connects and logs in. */
  void login(Runnable then) {
    expect((code, _) -> {
      if (accepts(code, 220, 220)) {
        greeted(then);
      }
    });
    connector = loop.connect(target.address(), local, target.limit(), this);
  }

  private void greeted(Runnable then) {
    if (target.tls() == null) {
      user(then);
      return;
    }
    say(
        "AUTH TLS",
        (code, _) -> {
          if (control != null && target.tls() != null && accepts(code, 234, 234)) {
            control.secure(target.tls().ofControl(sessions, target.limit()));
            command("PBSZ 0", () -> command("PROT P", () -> user(then)));
          }
        });
  }

  private void user(Runnable then) {
    say("USER " + target.user(), (user, _) -> userHeard(user, then));
  }

  /** Puts TLS on a data connection, if the target has it. */
  private void secure(@Nullable Stream stream) {
    if (target.tls() != null && stream != null) {
      stream.secure(target.tls().ofData(sessions, target.limit()));
    }
  }

  private void userHeard(int code, Runnable then) {
    if (code == 230) {
      then.run();
    } else if (accepts(code, 331, 331)) {
      say("PASS " + target.password(), (pass, _) -> runIfAccepted(pass, 230, then));
    }
  }

  /** Takes leave, and closes when the server has answered. */
  void quit(Runnable then) {
    say(
        "QUIT",
        (code, _) -> {
          if (accepts(code, 221, 221)) {
            close();
            then.run();
          }
        });
  }

  /** One command with one reply, which has to be a good one. */
  void command(String line, Runnable then) {
    say(line, (code, _) -> runIfAccepted(code, 200, then));
  }

  /** One passive transfer: PASV (EPSV with IPv6), the connection, the command, the bytes. */
  void transfer(String line, Transfer bytes, Runnable then) {
    if (!binary) {
      binary = true;
      command("TYPE I", () -> transfer(line, bytes, then));
      return;
    }
    transfer = bytes;
    transferLine = line;
    replied = false;
    dataEnded = false;
    this.then = then;
    bytes.belongsTo(this);
    boolean v4 = target.isV4();
    say(
        v4 ? "PASV" : "EPSV",
        (code, text) -> {
          if (accepts(code, v4 ? 227 : 229, v4 ? 227 : 229)) {
            int port = v4 ? Ports.ofPasv(text) : Ports.ofEpsv(text);
            InetSocketAddress to = new InetSocketAddress(target.address().getAddress(), port);
            loop.connect(to, local, target.limit(), bytes);
          }
        });
  }

  /** The data connection stands. */
  void dataConnected() {
    say(transferLine, (code, _) -> transferHeard(code));
  }

  private void transferHeard(int code) {
    Transfer bytes = transfer;
    if (bytes == null || closed) {
      return;
    }
    if (code == 125 || code == 150) {
      expect((last, _) -> transferHeard(last));
      secure(bytes.stream());
      bytes.begin();
    } else if (bytes.isBrokenOff() || accepts(code, 225, 259)) {
      replied = true;
      limit.restart(); // the rest of the bytes may still be on their way
      finishTransfer();
    }
  }

  /** All bytes have come or gone, and the data connection is closed. */
  void dataEnded() {
    dataEnded = true;
    finishTransfer();
  }

  private void finishTransfer() {
    if (replied && dataEnded) {
      transfer = null;
      limit.stop();
      then.run();
    }
  }

  /** Bytes moved: the limit counts from here on. */
  void stillAlive() {
    limit.restart();
  }

  private void say(String line, Answer answer) {
    Stream stream = control;
    if (closed || stream == null) {
      return;
    }
    command = line;
    expect(answer);
    stream.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.UTF_8)));
  }

  private void expect(Answer next) {
    answer = next;
    limit.restart();
  }

  private void runIfAccepted(int code, int least, Runnable then) {
    if (accepts(code, least, 299)) {
      then.run();
    }
  }

  private boolean accepts(int code, int least, int most) {
    if (code >= least && code <= most) {
      return true;
    }
    int space = command.indexOf(' ');
    String verb = space < 0 ? command : command.substring(0, space);
    fail(verb.isEmpty() ? "greeting: " + code : verb + ": " + code);
    return false;
  }

  @Override
  public void connected(Stream stream) {
    connector = null;
    control = stream;
    try {
      stream.start(this);
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void failed(IOException cause) {
    connector = null;
    fail("connect: " + cause.getMessage());
  }

  @Override
  public void received(Stream stream, ByteBuffer bytes) {
    while (!closed && reader.read(bytes)) {
      Answer waiting = answer;
      if (waiting == null) {
        fail("unasked: " + reader.takeText());
        return;
      }
      answer = null;
      limit.stop(); // a client that wants nothing may be idle for ever
      int code = reader.code();
      boolean wanted = code == 227 || code == 229;
      String text = wanted ? reader.takeText() : "";
      reader.skipText();
      waiting.heard(code, text);
    }
  }

  @Override
  public void closed(Stream stream, @Nullable IOException cause) {
    fail(cause == null ? "closed by the server" : "control connection: " + cause.getMessage());
  }

  /** Ends this client and says why; not if it has ended already. */
  void fail(String why) {
    if (!closed) {
      close();
      failed.failed(this, why);
      afterFailure.run();
    }
  }

  /** Has {@code task} run when this client fails, after its handler has heard of it. */
  void afterFailure(Runnable task) {
    afterFailure = task;
  }

  /** Ends this client without a word. */
  void close() {
    closed = true;
    limit.cancel();
    answer = null;
    if (transfer != null) {
      transfer.drop();
      transfer = null;
    }
    if (connector != null) {
      connector.cancel();
      connector = null;
    }
    if (control != null) {
      control.abort(null);
    }
  }

  /** Hears the reply to a command; its text if it names a port. */
  @FunctionalInterface
  private interface Answer {
    void heard(int code, String text);
  }

  /** Hears once that a client has ended before its time, and why. */
  @FunctionalInterface
  interface Failed {
    void failed(Client client, String why);
  }
}
