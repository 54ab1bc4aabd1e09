package dev.wherry.control.command;

import dev.wherry.Event;
import dev.wherry.LoginAttempt;
import dev.wherry.Reply;
import dev.wherry.UnavailableException;
import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.control.Protection;
import dev.wherry.control.Session;
import dev.wherry.control.Settings;
import dev.wherry.files.UserTree;
import dev.wherry.guard.Offenders;
import dev.wherry.users.RememberedPasswords;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who a session belongs to, and its end: RFC 959, section 4.1.1. */
public final class Login {

  private static final Logger log = LoggerFactory.getLogger(Login.class);

  private static final Reply PASSWORD = Reply.of(331, "Password, please.");
  private static final Reply WELCOME = Reply.of(230, "Welcome.");
  private static final Reply RECOGNIZED = Reply.of(232, "Welcome, known by your certificate.");
  private static final Reply WRONG = Reply.of(530, "The name or the password is wrong.");
  private static final Reply NO_HOME = Reply.of(530, "The home directory is not available.");
  private static final Reply LATER =
      Reply.of(451, "Logins are not possible now, please try again later.");
  private static final Reply BYE = Reply.of(221, "Goodbye.");

  private Login() {}

  /** USER: the same answer whether or not there is such a user (RFC 2577, section 7). */
  public static @Nullable Reply user(Session session, String name) {
    session.login(null, null);
    session.activity().dropData();
    session.state().name = name;
    if (certificate(session) != null) {
      session.elsewhere(Login::recognize, name);
      return null;
    }
    return PASSWORD;
  }

  private static @Nullable X509Certificate certificate(Session session) {
    Protection protection = session.protection();
    return protection != null && protection.options().certificateLogin()
        ? protection.certificate()
        : null;
  }

  // on a thread that may block
  private static @Nullable Reply recognize(Session session, String name) {
    X509Certificate certificate = certificate(session);
    try {
      User user = certificate == null ? null : users(session).certified(name, certificate);
      return user == null ? PASSWORD : welcome(session, user, RECOGNIZED);
    } catch (IOException e) {
      log.warn("cannot look up whose a certificate is", e);
      return PASSWORD;
    }
  }

  /** PASS: a password that was right a moment ago is known without the work of its hash. */
  public static @Nullable Reply pass(Session session, String password) throws IOException {
    String name = session.state().name;
    if (session.user() != null) {
      return Reply.of(503, "You are logged in.");
    }
    if (name == null) {
      return Reply.of(503, "USER first.");
    }
    RememberedPasswords remembered = session.settings().remembered();
    User known = remembered == null ? null : remembered.recall(account(session, name), password);
    if (known != null && isLocal(known)) {
      return welcome(session, known, WELCOME);
    }
    session.elsewhere(Login::authenticate, password);
    return null;
  }

  // on a thread that may block
  private static @Nullable Reply authenticate(Session session, String password) {
    String name = String.valueOf(session.state().name);
    User user;
    String account = account(session, name);
    session.settings().logins().acquireUninterruptibly();
    try {
      user = users(session).authenticate(attempt(session, name, password));
    } catch (UnavailableException e) {
      log.info("a login is not possible now: {}", e.getMessage());
      return failed(session, name, LATER);
    } catch (IOException e) {
      log.warn("a login is not possible now: {}", e.getMessage());
      log.debug("a login is not possible now", e);
      return failed(session, name, LATER);
    } finally {
      session.settings().logins().release();
    }
    if (user == null) {
      log.info("wrong name or password from {}", session.client().getHostAddress());
      session.state().name = null;
      session.state().failures++;
      session.hold(session.settings().offenders().add(session.client(), Offenders.SMALL));
      return failed(session, name, WRONG);
    }
    RememberedPasswords remembered = session.settings().remembered();
    if (remembered != null) {
      remembered.remember(account, password, user);
    }
    return welcome(session, user, WELCOME);
  }

  private static Users users(Session session) {
    Settings settings = session.settings();
    return settings.hosts().getOrDefault(session.state().host, settings.users());
  }

  private static LoginAttempt attempt(Session session, String name, String password) {
    return new LoginAttempt(
        name, password, session.client(), isEncrypted(session), session.state().host);
  }

  private static boolean isEncrypted(Session session) {
    Protection protection = session.protection();
    return protection != null && protection.isOn();
  }

  /**
   * The same name is somebody else on another host, may be when accounts have changed, and may not
   * log in from everywhere.
   */
  private static String account(Session session, String name) {
    Users users = users(session);
    String account = session.state().host + '/' + users.generation() + '/';
    return users.looksAtClient()
        ? account + session.client().getHostAddress() + '/' + isEncrypted(session) + '/' + name
        : account + name;
  }

  private static boolean isLocal(User user) {
    return isLocal(user.home())
        && user.folders().stream().allMatch(folder -> isLocal(folder.directory()));
  }

  private static boolean isLocal(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault());
  }

  private static Reply welcome(Session session, User user, Reply word) {
    try {
      session.login(
          user, UserTree.of(user, session.settings().homes(), session.settings().fallback()));
    } catch (IOException e) {
      log.warn("the home directory of '{}' is not available: {}", user.name(), e.toString());
      session.state().name = null;
      return failed(session, user.name(), NO_HOME);
    }
    session.state().failures = 0;
    return word;
  }

  private static Reply failed(Session session, String name, Reply reply) {
    session.happened(client -> new Event.LoginFailed(client, name, reply));
    return reply;
  }

  /** ACCT: nobody needs one here. */
  public static Reply acct(Session session, String account) {
    return session.user() == null
        ? Reply.of(503, "USER first.")
        : Reply.of(202, "No account is needed.");
  }

  /**
   * REIN: everything as it was at the beginning, without a virtual host (RFC 7151, section 3.3).
   */
  public static Reply rein(Session session, String none) {
    session.login(null, null);
    session.state().host = "";
    session.activity().dropData();
    return Reply.of(220, "Ready for a new user.");
  }

  /** QUIT: waits for a running transfer, as every command does that may not run beside one. */
  public static @Nullable Reply quit(Session session, String none) {
    session.end(BYE);
    return null;
  }
}
