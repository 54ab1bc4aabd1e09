package dev.wherry.control;

import dev.wherry.Event;
import dev.wherry.Reply;
import dev.wherry.data.DataConnection;
import dev.wherry.data.Transfer;
import dev.wherry.files.FileErrors;
import dev.wherry.files.UserTree;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a session does beside its commands: a transfer or a {@link Work}, one at a time, which a
 * command plans and which begins when that command has returned. It belongs to the loop's thread,
 * but for what a command plans.
 */
public final class Activity {

  private final SessionLoop home;
  private final Presence presence;
  private final @Nullable Protection protection;
  private final FileAccess files;
  private final IdleTimer idle;
  private final @Nullable Notifier notifier;
  private final Consumer<Reply> reply;
  private final Runnable over;
  private @Nullable RunningTransfer transfers;
  private @Nullable Transfer prepared;
  private @Nullable String opening;
  private @Nullable Report report;
  private @Nullable Work planned;
  private @Nullable Event made;
  private @Nullable Work work;
  private int moved;
  private boolean aborting;
  private boolean ended;

  /**
   * Nothing runs yet.
   *
   * @param notifier tells what was done, or null
   * @param reply sends a reply
   * @param over hears that a transfer or a work has ended, after its last reply
   */
  Activity(
      SessionLoop home,
      Presence presence,
      @Nullable Protection protection,
      FileAccess files,
      IdleTimer idle,
      @Nullable Notifier notifier,
      Consumer<Reply> reply,
      Runnable over) {
    this.home = home;
    this.presence = presence;
    this.protection = protection;
    this.files = files;
    this.idle = idle;
    this.notifier = notifier;
    this.reply = reply;
    this.over = over;
  }

  /**
   * Has the transfer of a file start when the command's action has returned.
   *
   * @param about what to tell of it in the end, or null
   */
  public void transfer(Transfer next, String what, @Nullable Report about) {
    moved++;
    listing(next, what);
    report = about;
  }

  /** The same for a listing, which does not count. */
  public void listing(Transfer next, String what) {
    prepared = next;
    opening = what;
  }

  /** How many transfers of files have begun so far. */
  int moved() {
    return moved;
  }

  /**
   * Begins something that takes long; the reply follows when it is done or aborted.
   *
   * @param event what to tell if it could be done, or null
   */
  public void work(Work begun, @Nullable Event event) {
    planned = begun;
    made = event;
  }

  /** The transfer that runs or waits for its connection, or null. */
  public @Nullable Transfer transfer() {
    return transfers == null ? null : transfers.current();
  }

  /** The data connections of this client. */
  public DataConnection data() {
    return transfers().data();
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

  /** Breaks off the transfer that runs or waits, which replies for itself; false if none does. */
  public boolean abort() {
    boolean interrupted = interrupt();
    aborting = isBusy();
    return interrupted;
  }

  /** Whether something is being aborted whose reply has not come yet. */
  public boolean isAborting() {
    return aborting;
  }

  /** The same as {@link #abort}, where nobody waits for another reply. */
  boolean interrupt() {
    if (work != null) {
      work.abort();
      return true;
    }
    return transfers != null && transfers.abort(new IOException("aborted by the client"));
  }

  boolean isBusy() {
    return work != null || transfer() != null;
  }

  /** Begins what the last command has planned. */
  void begin() {
    Transfer transfer = prepared;
    if (transfer != null) {
      Report about = report;
      prepared = null;
      report = null;
      begin(transfer, String.valueOf(opening), about);
    }
    Work begun = planned;
    if (begun != null) {
      Event event = made;
      planned = null;
      made = null;
      begin(begun, event);
    }
  }

  private void begin(Transfer transfer, String what, @Nullable Report about) {
    if (ended) {
      transfer.giveUp(new IOException("the control connection was closed"), home.loop, () -> {});
    } else {
      transfers().begin(transfer, what, about);
    }
  }

  private void begin(Work begun, @Nullable Event event) {
    if (ended) {
      return;
    }
    work = begun;
    UserTree used = files.share();
    home.settings
        .threads()
        .execute(() -> {
          Reply last = run(begun);
          used.leave();
          home.loop.execute(() -> workOver(last, event));
        });
  }

  private Reply run(Work begun) {
    try {
      return begun.run();
    } catch (Work.AbortedException _) {
      return Reply.of(426, "Aborted.");
    } catch (IOException | RuntimeException | Error e) {
      return FileErrors.reply(e, presence.client());
    }
  }

  private void workOver(Reply last, @Nullable Event event) {
    if (event == null || notifier == null || last.code() >= 400) {
      conclude(last);
    } else {
      notifier.tell(event, () -> conclude(last));
    }
  }

  private void conclude(Reply last) {
    work = null;
    restartIdle();
    reply.accept(last);
    over(Reply.of(226, "It was aborted."));
  }

  private void transferOver() {
    restartIdle();
    over(Reply.of(226, "The transfer was aborted."));
  }

  private void restartIdle() {
    if (!ended) {
      idle.restart();
    }
  }

  private void over(Reply toAbort) {
    if (aborting) {
      aborting = false;
      reply.accept(toAbort);
    }
    over.run();
  }

  private RunningTransfer transfers() {
    if (transfers == null) {
      transfers =
          new RunningTransfer(home, presence, protection, notifier, reply, this::transferOver);
    }
    return transfers;
  }

  /** Begins nothing any more, and breaks off the transfer. */
  void end() {
    ended = true;
    if (transfers != null) {
      transfers.abort(new IOException("the control connection was closed"));
    }
  }

  /** Lets go of everything: nobody will hear of it. */
  void close() {
    ended = true;
    if (transfers != null) {
      transfers.close();
    }
    if (work != null) {
      work.abort();
    }
  }
}
