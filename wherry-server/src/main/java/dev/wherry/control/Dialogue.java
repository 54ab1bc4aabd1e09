package dev.wherry.control;

import dev.wherry.Reply;
import dev.wherry.guard.Offenders;
import dev.wherry.io.Stream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of what is said on a control connection (RFC 959, section 5.4): one line runs at a
 * time, and replies keep the order of the commands. Lines that have to wait are queued; while there
 * are too many of them, or of replies that the client does not take, nothing more is read. It
 * belongs to the loop's thread but for {@link #hold}.
 */
final class Dialogue {

  private static final Logger log = LoggerFactory.getLogger(Dialogue.class);

  /** How many bytes of replies may wait for a client before nothing more is read from it. */
  private static final int UNREAD = 64 * 1024;

  private final Stream control;
  private final Executor threads;
  private final Presence presence;
  private final CommandRate rate;
  private final Activity activity;
  private final Consumer<Line> run;
  private final CommandLine input = new CommandLine(CommandLine.LIMIT);
  private final LineQueue ahead = new LineQueue();
  private Duration held = Duration.ZERO;
  private boolean spoken;
  private boolean running;
  private boolean suspended;
  private boolean elsewhere;
  private boolean resting;
  private boolean discarding;
  private boolean leaving;
  private boolean over;

  /**
   * Nothing has been said yet.
   *
   * @param threads run what may block
   * @param presence hears of whoever is no FTP client
   * @param activity what only some commands may run beside
   * @param run runs a line
   */
  Dialogue(
      Stream control,
      Executor threads,
      Presence presence,
      CommandRate rate,
      Activity activity,
      Consumer<Line> run) {
    this.control = control;
    this.threads = threads;
    this.presence = presence;
    this.rate = rate;
    this.activity = activity;
    this.run = run;
  }

  void reply(Reply reply) {
    if (!over) {
      if (log.isDebugEnabled()) {
        log.debug("{} < {}", control, reply);
      }
      control.write(reply.buffer());
    }
  }

  /** Sends a last reply and closes; a transfer that runs is broken off. */
  void end(Reply last) {
    if (!over) {
      reply(last);
      hangUp();
    }
  }

  private void hangUp() {
    over = true;
    activity.end();
    control.finish();
  }

  /** Whether nothing is said any more. */
  boolean isOver() {
    return over;
  }

  /**
   * Runs a command on a thread that may block, and no line meanwhile.
   *
   * @param finish hears what it answers, on the loop's thread
   */
  void elsewhere(Supplier<@Nullable Reply> command, Consumer<@Nullable Reply> finish) {
    suspend();
    elsewhere = true;
    threads.execute(() -> {
      Reply answer = command.get();
      control
          .loop()
          .execute(() -> {
            Duration delay = held;
            held = Duration.ZERO;
            if (delay.isPositive()) {
              control.loop().after(delay, () -> back(answer, finish));
            } else {
              back(answer, finish);
            }
          });
    });
  }

  private void back(@Nullable Reply answer, Consumer<@Nullable Reply> finish) {
    release();
    elsewhere = false;
    finish.accept(answer);
    goOn();
  }

  /** Holds the answer back that the command elsewhere will give. */
  void hold(Duration delay) {
    held = delay;
  }

  /** No line runs, whichever it is, until {@link #release} and {@link #goOn}. */
  void suspend() {
    suspended = true;
  }

  void release() {
    suspended = false;
  }

  boolean isSuspended() {
    return suspended;
  }

  /** Whether a command runs on another thread, or has run there and its answer is held back. */
  boolean isElsewhere() {
    return elsewhere;
  }

  /** Begins anew: what the client has sent ahead is dropped. */
  void restart() {
    spoken = false;
    discarding = true;
    ahead.clear();
    input.restart();
  }

  void received(ByteBuffer bytes) {
    running = true;
    take(bytes);
    running = false;
    goOn();
  }

  /** Nobody will read the rest; what was sent before is still done, but nothing that takes long. */
  void inputEnded() {
    activity.interrupt();
    if (suspended || activity.isBusy() || isAhead()) {
      leaving = true;
    } else {
      control.finish();
    }
  }

  /** The connection is closed. */
  void close() {
    over = true;
    ahead.clear();
  }

  /** Runs the lines in {@code bytes}, or queues those that must wait. */
  private void take(ByteBuffer bytes) {
    discarding = false;
    while (!over && input.next(bytes)) {
      Line line = Line.of(input);
      if (!spoken && line.isHttp()) {
        log.info("{} talks HTTP, as a browser that somebody has sent here: closed", control);
        presence.offends(Offenders.SMALL);
        hangUp();
        return;
      }
      spoken = true;
      if (ahead.isEmpty() && mayRun(line)) {
        run(line);
      } else {
        ahead.add(line);
        if (line.command() == Commands.ABOR) { // its reply comes in its turn
          activity.interrupt();
        }
      }
      if (discarding) {
        return;
      }
      if (ahead.isFull() || isUnread()) {
        ahead.keep(bytes);
        control.pause();
        return;
      }
    }
  }

  /** Runs what waits, as far as it may run now. */
  void goOn() {
    if (running) {
      return;
    }
    running = true;
    while (!over && !isUnread()) {
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
    if (!over && !isAhead() && !isUnread()) {
      if (leaving && !suspended && !activity.isBusy()) {
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
    run.accept(line);
  }

  private boolean isAhead() {
    return !ahead.isEmpty() || ahead.hasRest();
  }

  private boolean isUnread() {
    return control.queued() > UNREAD;
  }

  private boolean mayRun(Line line) {
    return !suspended
        && !activity.isAborting()
        && (!activity.isBusy() || (line.command() != null && line.command().isAtOnce()))
        && !isTooFast();
  }

  /** Lines wait while there were too many in the last second. */
  private boolean isTooFast() {
    long pause = rate.pause();
    if (pause > 0 && !resting) {
      resting = true;
      control.loop().after(Duration.ofNanos(pause), this::rested);
    }
    return pause > 0;
  }

  private void rested() {
    resting = false;
    goOn();
  }
}
