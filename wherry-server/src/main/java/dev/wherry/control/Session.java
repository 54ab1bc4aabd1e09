package dev.wherry.control;

import dev.wherry.Client;
import dev.wherry.Event;
import dev.wherry.Reply;
import dev.wherry.User;
import dev.wherry.control.Command.Action;
import dev.wherry.files.FtpPath;
import dev.wherry.files.UserTree;
import dev.wherry.guard.Offenders;
import dev.wherry.io.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, as commands see it: who it is, what it has chosen, and what they may ask for. It runs
 * their actions when the {@link Dialogue} says so. It belongs to its loop's thread; a command that
 * may block runs on another one, to which the session belongs until the reply is back.
 */
public final class Session implements Stream.Handler {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final Reply CROWDED = Reply.of(530, "You have too many sessions already.");

  private final SessionLoop home;
  private final long number;
  private final Stream control;
  private final Presence presence;
  private final State state;
  private final FileAccess files;
  private final @Nullable Protection protection;
  private final IdleTimer idle;
  private final Activity activity;
  private final @Nullable Notifier notifier;
  private final Dialogue dialogue;
  private final Execution execution;
  private @Nullable InetAddress server;
  private boolean left;

  /**
   * A session that nobody has greeted yet.
   *
   * @param server where the client has connected to, if that is not the own end of the connection
   */
  Session(SessionLoop home, Stream control, InetAddress client, @Nullable InetAddress server) {
    Settings settings = home.settings;
    Encryption encryption = settings.encryption();
    this.home = home;
    this.number = settings.notices().number();
    this.control = control;
    this.server = server;
    this.presence = new Presence(settings, client);
    this.state = new State(settings.limits().idle());
    this.files = new FileAccess(settings, home.loop, state);
    this.protection = encryption == null ? null : new Protection(encryption, settings.threads());
    this.idle = new IdleTimer(home.loop, settings.limits(), this::expired);
    this.notifier =
        settings.notices().isHeard() ? new Notifier(settings.notices(), home.loop) : null;
    this.activity =
        new Activity(home, presence, protection, files, idle, notifier, this::reply, this::goOn);
    this.dialogue =
        new Dialogue(
            control,
            settings.threads(),
            presence,
            new CommandRate(settings.limits().commandsPerSecond(), System::nanoTime),
            activity,
            this::run);
    this.execution = new Execution(this, control, dialogue, notifier);
  }

  /**
   * Begins.
   *
   * @param secure whether with TLS, if there is any
   */
  void greet(boolean secure) {
    if (secure && protection != null) {
      protection.beginAtOnce(control);
    }
    if (notifier != null) {
      notifier.tell(new Event.Connected(who()), () -> {});
    }
    idle.start();
    reply(settings().greeting());
  }

  /** What all sessions share. */
  public Settings settings() {
    return home.settings;
  }

  /** What the client has chosen so far. */
  public State state() {
    return state;
  }

  /** Its TLS, on or off; null if the server has none. */
  public @Nullable Protection protection() {
    return protection;
  }

  /** How it comes to files. */
  public FileAccess files() {
    return files;
  }

  /** What it counts for on the server. */
  public Presence presence() {
    return presence;
  }

  /** What it does beside its commands. */
  public Activity activity() {
    return activity;
  }

  /** Who is logged in, or null. */
  public @Nullable User user() {
    return state.user;
  }

  /** The client's address. */
  public InetAddress client() {
    return presence.client();
  }

  /** Whether anybody wants to hear what happens. */
  public boolean isHeard() {
    return notifier != null;
  }

  /** Whose session it is, for those who hear what happens. */
  public Client who() {
    return new Client(
        number,
        client(),
        state.user == null ? null : state.user.name(),
        protection != null && protection.isOn(),
        state.host);
  }

  /** What there is to tell; null if nobody listens. */
  public @Nullable Event event(Function<Client, Event> of) {
    return isHeard() ? of.apply(who()) : null;
  }

  /** Has it told before the reply that the command which runs is about to give. */
  public void happened(Function<Client, Event> of) {
    execution.happened(event(of));
  }

  /** The address the client has connected to. */
  public InetAddress server() throws IOException {
    if (server == null) {
      server = control.localAddress().getAddress();
    }
    return server;
  }

  /** The path the client means by {@code argument}. */
  public FtpPath path(String argument) {
    return files.path(argument);
  }

  /** The same path for those who hear what happens. */
  public String shown(FtpPath path) {
    return files.shown(path.toString());
  }

  /** The user's files, as far as the permission goes that the command needs. */
  public UserTree tree() {
    return files.tree();
  }

  /** Begins the session of a user, or ends it with nulls. */
  public void login(@Nullable User user, @Nullable UserTree tree) {
    state.reset();
    state.user = user;
    files.change(user, tree);
  }

  /** Runs what may block on another thread; the reply follows when it is done. */
  public void elsewhere(Action action, String argument) {
    execution.elsewhere(action, argument);
  }

  /**
   * Holds the reply back that {@link #elsewhere} will give; nothing waits for it but the client.
   */
  public void hold(Duration delay) {
    dialogue.hold(delay);
  }

  /** Prepares a passive data connection; the reply is made of its port when there is one. */
  public void passive(IntFunction<Reply> reply) {
    dialogue.suspend();
    activity
        .data()
        .passive(port -> {
          dialogue.release();
          reply(
              port == 0
                  ? Reply.of(425, "No passive port is free.")
                  : reply.apply(settings().ports().exposed(port)));
          goOn();
        });
  }

  /** Sends a last reply and closes; a transfer that runs is broken off. */
  public void end(Reply last) {
    dialogue.end(last);
  }

  @Override
  public void received(Stream stream, ByteBuffer bytes) {
    idle.restart();
    dialogue.received(bytes);
  }

  @Override
  public void ended(Stream stream) {
    dialogue.inputEnded();
  }

  @Override
  public void drained(Stream stream) {
    goOn();
  }

  @Override
  public void closed(Stream stream, @Nullable IOException cause) {
    dialogue.close();
    activity.close();
    if (!dialogue.isElsewhere()) { // or else it is another thread's, which may still log in
      files.leave();
    }
    discard();
    home.ended(this);
    left = true;
    farewell();
    if (log.isDebugEnabled()) {
      log.debug("{} left{}", control, cause == null ? "" : ": " + cause.getMessage());
    }
  }

  /** Lets go of what a session has that could not begin. */
  void discard() {
    presence.leave();
    idle.cancel();
  }

  void reply(Reply reply) {
    dialogue.reply(reply);
  }

  /** Runs what waits, and takes leave of a client that has gone. */
  void goOn() {
    dialogue.goOn();
    farewell();
  }

  /** What the session has begun may end after its connection, and is told before. */
  void farewell() {
    boolean isWaiting = activity.isBusy() || dialogue.isElsewhere();
    if (left && notifier != null && (!isWaiting || home.isShutDown())) {
      left = false;
      notifier.tellLast(new Event.Disconnected(who()));
    }
  }

  private void run(Line line) {
    execution.run(line);
  }

  /**
   * The reply to a command that has run: the user may have too many sessions already, of which this
   * is not one.
   */
  @Nullable Reply admitted(@Nullable Reply answer) {
    User user = state.user;
    if (dialogue.isOver() || (idle.isLogin() == (user == null) && idle.idle().equals(state.idle))) {
      return answer;
    }
    boolean isAdmitted = presence.belongsTo(user);
    if (user != null && !isAdmitted) {
      login(null, null);
      happened(client -> new Event.LoginFailed(client, user.name(), CROWDED));
    } else if (user != null && idle.isLogin()) {
      happened(Event.LoggedIn::new);
    }
    if (isAdmitted || !idle.isLogin()) { // in vain to log in gives no more time to do it
      idle.begin(state.user == null, state.idle);
    }
    return isAdmitted ? answer : CROWDED;
  }

  private void expired() {
    if (idle.isLogin()) {
      presence.offends(Offenders.SMALL);
      end(Reply.of(421, "The login took too long."));
    } else if (activity.isBusy() || dialogue.isSuspended()) {
      idle.again();
    } else {
      end(Reply.of(421, "Nothing happened for " + idle.idle().toSeconds() + " seconds."));
    }
  }
}
