package dev.wherry.users.pam;

import dev.wherry.LoginAttempt;
import dev.wherry.UnavailableException;
import dev.wherry.User;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.file.Outage;
import dev.wherry.users.file.UsersByAttempt;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users of the system, by PAM: those of /etc/shadow, or whom the modules of a service know.
 *
 * <p>The password is checked, and whether the account may log in now ({@code pam_acct_mgmt}). No
 * session of PAM is opened, and no file is touched as that user: all of them are the server's. The
 * home is the template's or, if that has none, the system's. Modules block, so that they run on a
 * few threads of their own; the pause they want after a wrong password holds none of these.
 *
 * <p>A module that cannot reach what it asks is no reason to refuse others unasked, as another
 * module may know them; the log says once that it is so. Safe for use by many threads.
 */
public final class PamUsers implements UsersByAttempt, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PamUsers.class);

  /** Logins that wait: for a thread, or for their pause to be over. */
  private static final int WAITING = 256;

  private static final String HOME = "home";

  private final Pam pam;
  private final PamOptions options;
  private final @Nullable Path confdir;
  private final AccountTemplate template;
  private final Outage outage;
  private final ExecutorService threads;

  /**
   * Loads the library.
   *
   * @param template has what users may do, and perhaps where
   * @throws IllegalArgumentException if there is no such library on this system
   */
  public PamUsers(PamOptions options, AccountTemplate template) {
    this(options, null, template);
  }

  /** With another directory than /etc/pam.d, which needs Linux-PAM 1.4. */
  PamUsers(PamOptions options, @Nullable Path confdir, AccountTemplate template) {
    this.pam = Pam.load();
    this.options = options;
    this.confdir = confdir;
    this.template = template;
    this.outage = new Outage("what PAM asks as the service " + options.service(), log);
    this.threads =
        Executors.newFixedThreadPool(
            options.checks(), Thread.ofPlatform().daemon().name("wherry-pam-", 0).factory());
  }

  /**
   * Whether this system has the library.
   *
   * @throws IllegalArgumentException if it does not, with a sentence
   */
  public static void checkLibrary() {
    Pam.load();
  }

  @Override
  public int parallelism() {
    return WAITING;
  }

  @Override
  public @Nullable User authenticate(LoginAttempt attempt) throws IOException {
    if (!attempt.isText()) {
      return null;
    }
    Pam.Answer answer = answer(attempt);
    if (answer.user() == null) {
      log.info("PAM refuses a login: {}", answer.text());
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(answer.delayMicros()));
      return null;
    }
    String name = answer.user();
    Optional<Pam.Entry> entry = onThread(threads.submit(() -> pam.entry(name)));
    if (entry.isPresent() && entry.get().uid() < options.lowestUid()) {
      log.warn("'{}' has the right password, but a uid below {}", name, options.lowestUid());
      return null;
    }
    Map<String, Object> said = new HashMap<>(Map.of(AccountTemplate.NAME, name));
    if (!template.hasHome()) {
      entry.ifPresent(found -> said.put(HOME, found.home().toString()));
    }
    return template.user(name, said);
  }

  private Pam.Answer answer(LoginAttempt attempt) throws IOException {
    InetAddress client = attempt.client();
    try {
      Pam.Answer answer =
          onThread(
              threads.submit(() ->
                  pam.check(
                      options.service(),
                      confdir,
                      attempt.name(),
                      attempt.password(),
                      client == null ? null : client.getHostAddress())));
      outage.ended();
      return answer;
    } catch (UnavailableException e) {
      throw outage.failed(e);
    }
  }

  private static <T> T onThread(Future<T> work) throws IOException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Takes no more logins; those under way end. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
