package dev.wherry.users.file;

import dev.wherry.UnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Whether a server answers that knows the users. When it does not, the log says so once, and once
 * when it is back; in between one login a second tries it, and the others are refused at once
 * instead of waiting for as long as the server's silence lasts. Safe for use by many threads.
 */
public final class Outage {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final String what;
  private final Logger log;
  private final LongSupplier nanoClock;
  private final AtomicBoolean isDown = new AtomicBoolean();
  private final AtomicLong nextTry = new AtomicLong();

  /**
   * None so far.
   *
   * @param what the server, for the log: {@code the directory ldap://localhost:389}
   * @param log where that is said
   */
  public Outage(String what, Logger log) {
    this(what, log, System::nanoTime);
  }

  Outage(String what, Logger log, LongSupplier nanoClock) {
    this.what = what;
    this.log = log;
    this.nanoClock = nanoClock;
  }

  /** To be called before the server is asked. */
  public void check() throws UnavailableException {
    if (isDown.get()) {
      long now = nanoClock.getAsLong();
      long next = nextTry.get();
      if (now - next < 0 || !nextTry.compareAndSet(next, now + PAUSE.toNanos())) {
        throw new UnavailableException(what + " does not answer");
      }
    }
  }

  /** The server has answered, whatever it was. */
  public void ended() {
    if (isDown.compareAndSet(true, false)) {
      log.warn("{} answers again", what);
    }
  }

  /**
   * The server cannot be reached, or does not answer.
   *
   * @return what to throw
   */
  public UnavailableException failed(Exception why) {
    String reason = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    nextTry.set(nanoClock.getAsLong() + PAUSE.toNanos());
    if (isDown.compareAndSet(false, true)) {
      log.error("{} does not answer, so its users cannot log in: {}", what, reason);
    }
    return new UnavailableException(what + " does not answer: " + reason, why);
  }
}
