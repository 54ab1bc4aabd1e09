package dev.wherry.control;

import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.User;
import dev.wherry.control.Command.Action;
import dev.wherry.data.DataConnection;
import dev.wherry.data.Transfer;
import dev.wherry.files.EntrySource;
import dev.wherry.files.FallbackNames;
import dev.wherry.files.FileErrors;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Incoming;
import dev.wherry.files.Place;
import dev.wherry.files.TextEntries;
import dev.wherry.files.Usage;
import dev.wherry.files.UserTree;
import dev.wherry.guard.Offenders;
import dev.wherry.io.EventLoop;
import dev.wherry.io.OpenFile;
import dev.wherry.io.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its control connection, and what runs for it. It belongs to its loop's thread.
 *
 * <p>One command runs at a time and replies keep the order of the commands. A command that may
 * block runs on another thread, to which the session belongs until the reply is back; a transfer
 * runs by itself, and meanwhile only the commands whose row says {@code atOnce} are answered. Lines
 * that have to wait are queued.
 */
public final class Session implements Stream.Handler {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final Reply TOO_MANY_FAILURES =
      Reply.of(421, "That was wrong too often, goodbye.");

  private static final Reply CROWDED = Reply.of(530, "You have too many sessions already.");

  /** How many bytes of replies may wait for a client before nothing more is read from it. */
  private static final int UNREAD = 64 * 1024;

  private final SessionLoop home;
  private final Stream control;
  private final InetAddress client;
  private final CommandRate rate;
  private final Traffic.Share traffic;
  private @Nullable InetAddress server;
  private final CommandLine input = new CommandLine(CommandLine.LIMIT);
  private final LineQueue ahead = new LineQueue();
  private final State state = new State();
  private final IdleTimer idle;
  private @Nullable UserTree tree;
  private @Nullable Permission need;
  private Usage usage = Usage.UNLIMITED;
  private final @Nullable Protection protection;
  private @Nullable RunningTransfer transfers;
  private @Nullable Transfer prepared;
  private @Nullable String opening;
  private @Nullable Work planned;
  private @Nullable Work work;
  private Duration longestIdle;
  private Duration held = Duration.ZERO;
  private boolean resting;
  private boolean aborting;
  private boolean pending;
  private boolean running;
  private boolean ending;
  private boolean spoken;
  private boolean securing;
  private boolean unsecuring;
  private boolean discarding;

  /**
   * A session that nobody has greeted yet.
   *
   * @param server where the client has connected to, if that is not the own end of the connection
   */
  Session(SessionLoop home, Stream control, InetAddress client, @Nullable InetAddress server) {
    this.home = home;
    this.control = control;
    this.client = client;
    this.server = server;
    this.rate = new CommandRate(home.settings.limits().commandsPerSecond(), System::nanoTime);
    this.traffic = home.settings.traffic().enter(client);
    this.longestIdle = home.settings.limits().idle();
    Encryption encryption = home.settings.encryption();
    this.protection =
        encryption == null ? null : new Protection(encryption, home.settings.threads());
    this.idle = new IdleTimer(control.loop(), home.settings.limits(), this::expired);
  }

  void greet() {
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

  /** Begins TLS from the first byte on, with encrypted data connections. */
  void secureAtOnce() {
    if (protection != null) {
      protection.size();
      protection.dataPrivate(true);
      control.secure(protection.ofControl(""));
      protection.size();
    }
  }

  /**
   * Begins TLS after the reply. What has been sent ahead in clear is dropped: anybody on the way
   * may have put it there.
   */
  public void secure() {
    login(null, null);
    dropData();
    spoken = false;
    securing = true;
  }

  /** Ends TLS after the reply. */
  public void unsecure() {
    unsecuring = true;
  }

  /** Who is logged in, or null. */
  public @Nullable User user() {
    return state.user;
  }

  /** The client's address. */
  public InetAddress client() {
    return client;
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
    FallbackNames fallback = settings().fallback();
    return fallback == null
        ? state.directory.resolve(argument)
        : tree().known(state.directory.resolve(fallback.text(argument)), fallback);
  }

  /** A path, or a part of one, as the client sees it. */
  public String shown(String path) {
    FallbackNames fallback = settings().fallback();
    return fallback == null ? path : fallback.text(path);
  }

  /** Whether line ends are changed on the way. */
  public boolean convertsAscii() {
    return state.isAscii && !settings().textAsIs();
  }

  /** The user's files, as far as the permission goes that the command needs. */
  public UserTree tree() {
    return knownTree().needing(need);
  }

  private UserTree knownTree() {
    if (tree == null) {
      throw new IllegalStateException("nobody is logged in");
    }
    return tree;
  }

  /**
   * The command that runs needs this permission at every path it looks up from now on.
   *
   * @return false if the user has it nowhere
   */
  public boolean needs(@Nullable Permission permission) {
    need = permission;
    return permission == null || (state.user != null && state.user.mayAnywhere(permission));
  }

  /** Whether the user may do this, too, where the client names a path so. */
  public boolean may(Permission permission, FtpPath path) {
    return state.user != null
        && state.user.permissionsAt(shown(path.toString())).allows(permission);
  }

  /** What the user keeps in the home, if that counts and the path lies there. */
  public Usage usage(FtpPath path) {
    return state.user == null || !knownTree().isInHome(path) ? Usage.UNLIMITED : usage;
  }

  /** Begins the session of a user, or ends it with nulls. */
  public void login(@Nullable User user, @Nullable UserTree files) {
    state.reset();
    state.user = user;
    leaveHome();
    tree = files;
    usage = user == null ? Usage.UNLIMITED : settings().quotas().of(user);
  }

  private void leaveHome() {
    if (tree != null) {
      tree.leave();
      tree = null;
    }
  }

  /** Runs what may block on another thread; the reply follows when it is done. */
  public void elsewhere(Action action, String argument) {
    pending = true;
    settings().threads().execute(() -> runElsewhere(action, argument));
  }

  /**
   * Holds the reply back that {@link #elsewhere} will give; nothing waits for it but the client.
   */
  public void hold(Duration delay) {
    held = delay;
  }

  /** The client has done what it should not. */
  public void offends(int points) {
    settings().offenders().add(client, points);
  }

  /** Begins something that takes long; the reply follows when it is done or aborted. */
  public void work(Work begun) {
    planned = begun;
  }

  /** Threads for what takes long. */
  public Executor threads() {
    return settings().threads();
  }

  /** How long the session may be idle. */
  public Duration idle() {
    return longestIdle;
  }

  /** Changes how long the session may be idle. */
  public void idle(Duration longest) {
    longestIdle = longest;
  }

  /** The sessions of the same user on the server, one line each. */
  public List<String> siblings() {
    return settings().roster().of(user());
  }

  /** Where a file's content may be read and written: null for the loop, else on these threads. */
  public @Nullable Executor fileThreads() {
    return knownTree().isLocal() ? null : settings().threads();
  }

  /** Opens a file in the way that suits those who will read and write it. */
  public OpenFile open(Place place, Set<? extends OpenOption> options) throws IOException {
    return place.open(fileLoop(), options);
  }

  /** Opens a file to be read, see {@link #open}. */
  public OpenFile read(FtpPath path) throws IOException {
    return tree().read(path, fileLoop());
  }

  /** What the loop opens is for the loop alone, and MODE Z works on other threads. */
  private @Nullable EventLoop fileLoop() {
    return control.loop().isInLoop() && state.deflateLevel == 0 ? control.loop() : null;
  }

  /**
   * Opens a directory in the way that suits the thread that asks.
   *
   * @param onLoop whether the entries will be read by the loop, too
   */
  public EntrySource entries(FtpPath directory, boolean onLoop) throws IOException {
    boolean isFast = onLoop && control.loop().isInLoop();
    EntrySource entries = tree().entries(directory, isFast ? control.loop() : null);
    FallbackNames fallback = settings().fallback();
    return fallback == null ? entries : new TextEntries(entries, fallback);
  }

  /** Has {@code next} start when the command's action has returned. */
  public void transfer(Transfer next, String what) {
    prepared = next;
    opening = what;
  }

  /** The transfer that runs or waits for its connection, or null. */
  public @Nullable Transfer transfer() {
    return transfers == null ? null : transfers.current();
  }

  /** Breaks off the transfer that runs or waits, which replies for itself; false if none does. */
  public boolean abort() {
    boolean interrupted = interrupt();
    aborting = isBusy();
    return interrupted;
  }

  private boolean interrupt() {
    if (work != null) {
      work.abort();
      return true;
    }
    return transfers != null && transfers.abort(new IOException("aborted by the client"));
  }

  /** Whether something is being aborted whose reply has not come yet. */
  public boolean isAborting() {
    return aborting;
  }

  /** Drops what PASV or PORT have prepared. */
  public void dropData() {
    if (transfers != null) {
      transfers.data().drop();
    }
  }

  /** Whether a data connection has been prepared. */
  public boolean isDataPrepared() {
    return transfers != null && transfers.data().isPrepared();
  }

  /** The data connections of this client. */
  public DataConnection data() {
    return transfers().data();
  }

  private RunningTransfer transfers() {
    if (transfers == null) {
      transfers =
          new RunningTransfer(
              control.loop(),
              home.pool,
              client,
              settings().limits(),
              traffic,
              protection,
              this::reply,
              this::over);
    }
    return transfers;
  }

  /** Prepares a passive data connection; the reply is made of its port when there is one. */
  public void passive(IntFunction<Reply> reply) {
    pending = true;
    data()
        .passive(port -> {
          pending = false;
          reply(
              port == 0
                  ? Reply.of(425, "No passive port is free.")
                  : reply.apply(settings().ports().exposed(port)));
          goOn();
        });
  }

  /** Sends a last reply and closes; a transfer that runs is broken off. */
  public void end(Reply last) {
    if (!ending) {
      reply(last);
      ending = true;
      breakOff();
      control.finish();
    }
  }

  @Override
  public void received(Stream stream, ByteBuffer bytes) {
    idle.restart();
    running = true;
    take(bytes);
    running = false;
    goOn();
  }

  /** Nobody will read the rest; what was sent before is still done, but nothing that takes long. */
  @Override
  public void ended(Stream stream) {
    interrupt();
    if (pending || isBusy() || !ahead.isEmpty() || ahead.hasRest()) {
      state.isLeaving = true;
    } else {
      stream.finish();
    }
  }

  @Override
  public void drained(Stream stream) {
    goOn();
  }

  @Override
  public void closed(Stream stream, @Nullable IOException cause) {
    ending = true;
    if (transfers != null) {
      transfers.close();
    }
    if (work != null) {
      work.abort();
    }
    if (!pending) { // or else the session is another thread's, which may still log in
      leaveHome();
    }
    settings().roster().put(this, null, 0);
    settings().admission().leave(client);
    traffic.leave();
    idle.cancel();
    ahead.clear();
    home.ended(this);
    if (log.isDebugEnabled()) {
      log.debug("{} left{}", control, cause == null ? "" : ": " + cause.getMessage());
    }
  }

  /** Lets go of what a session has that could not begin. */
  void discard() {
    settings().admission().leave(client);
    traffic.leave();
    idle.cancel();
  }

  private void breakOff() {
    if (transfers != null) {
      transfers.abort(new IOException("the control connection was closed"));
    }
  }

  private boolean isBusy() {
    return work != null || transfer() != null;
  }

  /** Runs the lines in {@code bytes}, or queues those that must wait. */
  private void take(ByteBuffer bytes) {
    while (!ending && input.next(bytes)) {
      Line line = Line.of(input);
      if (!spoken && line.isHttp()) {
        log.info("{} talks HTTP, as a browser that somebody has sent here: closed", control);
        offends(Offenders.SMALL);
        ending = true;
        control.finish();
        return;
      }
      spoken = true;
      if (ahead.isEmpty() && mayRun(line)) {
        run(line);
      } else {
        ahead.add(line);
        if (line.command() == Commands.ABOR) { // its reply comes in its turn
          interrupt();
        }
      }
      if (discarding) {
        discarding = false;
        return;
      }
      if (ahead.isFull() || control.queued() > UNREAD) {
        ahead.keep(bytes);
        control.pause();
        return;
      }
    }
  }

  private boolean mayRun(Line line) {
    return !pending
        && !aborting
        && (!isBusy() || (line.command() != null && line.command().isAtOnce()))
        && !isTooFast();
  }

  /** Lines wait while there were too many in the last second. */
  private boolean isTooFast() {
    long pause = rate.pause();
    if (pause > 0 && !resting) {
      resting = true;
      control
          .loop()
          .after(
              Duration.ofNanos(pause),
              () -> {
                resting = false;
                goOn();
              });
    }
    return pause > 0;
  }

  /** Runs what waits, as far as it may run now. */
  private void goOn() {
    if (running) {
      return;
    }
    running = true;
    while (!ending && control.queued() <= UNREAD) {
      Line next = ahead.peek();
      if (next != null && !mayRun(next)) {
        break;
      }
      if (next != null) {
        ahead.poll();
        run(next);
        continue;
      }
      ByteBuffer rest = ahead.takeRest();
      if (rest == null) {
        break;
      }
      take(rest);
    }
    running = false;
    if (!ending && ahead.isEmpty() && !ahead.hasRest() && control.queued() <= UNREAD) {
      if (state.isLeaving && !pending && !isBusy()) {
        control.finish();
      } else {
        control.resume();
      }
    }
  }

  private void run(Line line) {
    rate.count();
    if (log.isDebugEnabled()) {
      log.debug("{} > {}", control, line);
    }
    Reply refusal = Gate.refuse(this, line);
    if (refusal != null || line.command() == null) {
      state.renameFrom = null;
      reply(refusal == null ? Gate.EMPTY : refusal);
      return;
    }
    Command command = line.command();
    if (command != Commands.RNTO) {
      state.renameFrom = null;
    }
    needs(command.needs());
    if (!usage.isKnown() && command.mayAdd()) {
      elsewhere((session, argument) -> countThen(command.action(), argument), line.argument());
    } else if (command.isOnDisk() && tree != null && !tree.isLocal()) {
      elsewhere(command.action(), line.argument());
    } else {
      Reply reply = attempt(command.action(), line.argument());
      if (!pending) { // or else the session is another thread's now
        finish(reply);
      }
    }
  }

  // on a thread that may block
  private @Nullable Reply countThen(Action action, String argument) throws IOException {
    usage.count();
    return action.run(this, argument);
  }

  private void runElsewhere(Action action, String argument) {
    Reply reply = attempt(action, argument);
    control
        .loop()
        .execute(() -> {
          Duration delay = held;
          held = Duration.ZERO;
          if (delay.isPositive()) {
            control.loop().after(delay, () -> finishElsewhere(reply));
          } else {
            finishElsewhere(reply);
          }
        });
  }

  private void finishElsewhere(@Nullable Reply reply) {
    pending = false;
    if (!control.isOpen()) {
      leaveHome();
    }
    finish(reply);
    goOn();
  }

  private @Nullable Reply attempt(Action action, String argument) {
    try {
      return action.run(this, argument);
    } catch (Incoming.StartBeyondEndException e) {
      return Reply.of(554, "The restart point lies behind the end of the file.");
    } catch (Work.AbortedException _) {
      return Reply.of(426, "Aborted.");
    } catch (IOException e) {
      return FileErrors.reply(e);
    } catch (InvalidPathException e) {
      return Reply.of(553, "That name cannot be used: " + e.getReason() + ".");
    } catch (ReadOnlyFileSystemException e) {
      return Reply.of(550, "The file system is read-only.");
    } catch (UnsupportedOperationException e) {
      return Reply.of(550, "The file system cannot do that.");
    } catch (RuntimeException e) {
      log.error("a command of {} failed", client, e);
      return Reply.of(451, "The server made an error.");
    }
  }

  private void finish(@Nullable Reply answer) {
    Reply reply = answer;
    if (idle.isLogin() != (state.user == null) || !idle.idle().equals(longestIdle)) {
      if (!userChanged()) {
        reply = CROWDED;
      }
    }
    if (reply != null) {
      reply(reply);
    }
    if (securing && protection != null) {
      securing = false;
      discarding = true;
      ahead.clear();
      control.secure(protection.ofControl(state.host));
    }
    if (unsecuring && protection != null) {
      unsecuring = false;
      protection.off();
      control.unsecure();
    }
    if (state.failures >= settings().limits().failures()) {
      end(TOO_MANY_FAILURES);
    }
    Transfer first = prepared;
    if (first != null) {
      prepared = null;
      begin(first, String.valueOf(opening));
    }
    if (planned != null && work == null) {
      beginWork(planned);
    }
  }

  private void begin(Transfer first, String what) {
    if (ending) {
      first.giveUp(new IOException("the control connection was closed"), control.loop(), () -> {});
    } else {
      transfers().begin(first, what);
    }
  }

  private void beginWork(Work begun) {
    planned = null;
    if (ending) {
      return;
    }
    work = begun;
    UserTree used = knownTree().share();
    settings()
        .threads()
        .execute(() -> {
          Reply reply = attempt((session, none) -> begun.run(), "");
          used.leave();
          control.loop().execute(() -> workDone(reply));
        });
  }

  private void workDone(@Nullable Reply reply) {
    work = null;
    finish(reply);
    if (aborting) {
      aborting = false;
      reply(Reply.of(226, "It was aborted."));
    }
    goOn();
  }

  private void over() {
    if (aborting) {
      aborting = false;
      reply(Reply.of(226, "The transfer was aborted."));
    }
    if (!ending) {
      idle.restart();
    }
    goOn();
  }

  private void reply(Reply reply) {
    if (!ending) {
      if (log.isDebugEnabled()) {
        log.debug("{} < {}", control, reply);
      }
      control.write(reply.buffer());
    }
  }

  /** Returns false if the user has too many sessions already, and this is not one of them. */
  private boolean userChanged() {
    if (ending) {
      return true;
    }
    User user = state.user;
    int most =
        user == null
            ? 0
            : Math.min(user.limits().sessions(), settings().limits().sessionsPerUser());
    boolean isAdmitted = settings().roster().put(this, user, most);
    if (!isAdmitted) {
      login(null, null);
    }
    traffic.belongsTo(state.user);
    if (isAdmitted || !idle.isLogin()) { // in vain to log in gives no more time to do it
      idle.begin(state.user == null, longestIdle);
    }
    return isAdmitted;
  }

  private void expired() {
    if (idle.isLogin()) {
      offends(Offenders.SMALL);
      end(Reply.of(421, "The login took too long."));
    } else if (isBusy() || pending) {
      idle.again();
    } else {
      end(Reply.of(421, "Nothing happened for " + idle.idle().toSeconds() + " seconds."));
    }
  }
}
