package dev.wherry.control;

import dev.wherry.Limits;
import dev.wherry.io.EventLoop;
import dev.wherry.io.Timers;
import java.time.Duration;

/**
 * How long a session may do nothing, and before that, how long a client may take to log in: talking
 * does not give it more time. It belongs to the loop's thread.
 */
final class IdleTimer {

  private final EventLoop loop;
  private final Limits limits;
  private final Runnable expired;
  private Timers.Timer timer;
  private Duration idle;
  private boolean isLogin = true;

  /** Has the time to log in ahead; {@link #start} begins it. */
  IdleTimer(EventLoop loop, Limits limits, Runnable expired) {
    this.loop = loop;
    this.limits = limits;
    this.expired = expired;
    this.idle = limits.idle();
    this.timer = loop.timer(limits.login(), expired);
  }

  /** Begins the time to log in. */
  void start() {
    timer.restart();
  }

  /** Whether the time is the one to log in. */
  boolean isLogin() {
    return isLogin;
  }

  Duration idle() {
    return idle;
  }

  /** Something has happened. */
  void restart() {
    if (!isLogin) {
      timer.restart();
    }
  }

  /** Begins the time of somebody who is logged in, or of somebody who is to log in. */
  void begin(boolean login, Duration longest) {
    timer.cancel();
    isLogin = login;
    idle = longest;
    timer = loop.timer(login ? limits.login() : longest, expired);
    timer.restart();
  }

  /** Was due while there was something to wait for. */
  void again() {
    timer.restart();
  }

  void cancel() {
    timer.cancel();
  }
}
