package dev.wherry.control;

import dev.wherry.Event;
import dev.wherry.Reply;
import dev.wherry.control.Command.Action;
import dev.wherry.files.FileErrors;
import dev.wherry.io.Stream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the lines of a session are carried out: whether they may be, on which thread, and what
 * follows from them. It belongs to the loop's thread, but for {@link #happened}.
 */
final class Execution {

  private static final Logger log = LoggerFactory.getLogger(Execution.class);

  private static final Reply TOO_MANY_FAILURES =
      Reply.of(421, "That was wrong too often, goodbye.");

  private final Session session;
  private final Stream control;
  private final Dialogue dialogue;
  private final @Nullable Notifier notifier;
  private @Nullable Event happened;

  /**
   * Nothing has run yet.
   *
   * @param notifier tells what commands have done, or null
   */
  Execution(Session session, Stream control, Dialogue dialogue, @Nullable Notifier notifier) {
    this.session = session;
    this.control = control;
    this.dialogue = dialogue;
    this.notifier = notifier;
  }

  /** Has this told before the reply that the command which runs is about to give. */
  void happened(@Nullable Event event) {
    happened = event;
  }

  void run(Line line) {
    Reply refusal = Gate.refuse(session, line);
    Command command = line.command();
    if (refusal != null || command != Commands.RNTO) {
      session.state().renameFrom = null;
    }
    if (refusal != null || command == null) {
      session.reply(refusal == null ? Gate.EMPTY : refusal);
      return;
    }
    int most = session.settings().limits().transfersPerSession();
    if (command.movesFile() && session.activity().moved() >= most) {
      log.info("{} may make {} transfers in a session, and has: closed", control, most);
      session.end(
          Reply.of(421, "A session may make " + most + " transfers here; please log in anew."));
      return;
    }
    session.files().needs(command.needs());
    if (command.mayAdd() && !session.files().isCounted()) {
      elsewhere((_, argument) -> countThen(command.action(), argument), line.argument());
    } else if (command.isOnDisk() && session.files().isSlow()) {
      elsewhere(command.action(), line.argument());
    } else {
      Reply reply = attempt(command.action(), line.argument());
      if (!dialogue.isSuspended()) { // or else the session is another thread's now
        finish(reply);
      }
    }
  }

  /** Runs what may block on another thread; the reply follows when it is done. */
  void elsewhere(Action action, String argument) {
    dialogue.elsewhere(() -> attempt(action, argument), this::finishElsewhere);
  }

  // on a thread that may block
  private @Nullable Reply countThen(Action action, String argument) throws IOException {
    session.files().count();
    return action.run(session, argument);
  }

  private void finishElsewhere(@Nullable Reply reply) {
    if (!control.isOpen()) {
      session.files().leave();
    }
    finish(reply);
    session.farewell();
  }

  private @Nullable Reply attempt(Action action, String argument) {
    try {
      return action.run(session, argument);
    } catch (IOException | RuntimeException | Error e) {
      return FileErrors.reply(e, session.client());
    }
  }

  /** Does what follows from a command that has run. */
  private void finish(@Nullable Reply answer) {
    Reply reply = session.admitted(answer);
    Event told = happened;
    happened = null;
    if (told == null || notifier == null) {
      conclude(reply);
      return;
    }
    dialogue.suspend();
    notifier.tell(
        told,
        () -> {
          dialogue.release();
          conclude(reply);
          session.goOn();
        });
  }

  private void conclude(@Nullable Reply reply) {
    if (reply != null) {
      session.reply(reply);
    }
    Protection protection = session.protection();
    if (protection != null && protection.apply(control, session.state().host)) {
      dialogue.restart();
    }
    if (session.state().failures >= session.settings().limits().failures()) {
      session.end(TOO_MANY_FAILURES);
    }
    session.activity().begin();
  }
}
