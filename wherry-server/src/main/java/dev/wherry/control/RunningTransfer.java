package dev.wherry.control;

import dev.wherry.Limits;
import dev.wherry.Reply;
import dev.wherry.data.DataConnection;
import dev.wherry.data.Pace;
import dev.wherry.data.Transfer;
import dev.wherry.files.FileErrors;
import dev.wherry.io.EventLoop;
import dev.wherry.io.Layer;
import dev.wherry.io.Stream;
import dev.wherry.io.Throttle;
import dev.wherry.io.Timers;
import java.io.IOException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfer of a session, one at a time: from the reply that announces it, over the wait for its
 * data connection, to the reply that ends it. It belongs to the loop's thread.
 */
final class RunningTransfer {

  private static final Logger log = LoggerFactory.getLogger(RunningTransfer.class);

  private static final Reply NOT_MADE = Reply.of(425, "The data connection could not be made.");

  private static final Reply BROKEN_OFF = Reply.of(426, "The transfer broke off.");
  private static final Reply NO_TLS = Reply.of(425, "There was no TLS on the data connection.");
  private static final Reply NOT_RESUMED =
      Reply.of(522, "The data connection has to resume the TLS session of this one.");

  private final EventLoop loop;
  private final Limits limits;
  private final DataConnection data;
  private final Traffic.Share traffic;
  private final @Nullable Protection protection;
  private final @Nullable Notifier notifier;
  private final Consumer<Reply> reply;
  private final Runnable over;
  private @Nullable Transfer transfer;
  private @Nullable Report report;
  private boolean ending;
  private Timers.@Nullable Timer stall;
  private long stalledAt;
  private Throttle sending = Throttle.NONE;
  private Throttle receiving = Throttle.NONE;

  /**
   * A place for transfers.
   *
   * @param protection the session's TLS, or null
   * @param notifier tells how transfers end, or null
   * @param reply sends a reply
   * @param over hears that a transfer has ended, before its last reply
   */
  RunningTransfer(
      SessionLoop home,
      Presence presence,
      @Nullable Protection protection,
      @Nullable Notifier notifier,
      Consumer<Reply> reply,
      Runnable over) {
    this.loop = home.loop;
    this.limits = home.settings.limits();
    this.traffic = presence.traffic();
    this.data = new DataConnection(loop, home.pool, presence.client(), limits.dataConnection());
    this.protection = protection;
    this.notifier = notifier;
    this.reply = reply;
    this.over = over;
  }

  DataConnection data() {
    return data;
  }

  @Nullable Transfer current() {
    return transfer;
  }

  /**
   * Begins on the data connection that has been prepared.
   *
   * @param about what to tell of it in the end, or null
   */
  void begin(Transfer next, String what, @Nullable Report about) {
    transfer = next;
    report = about;
    ending = false;
    if (!data.isPrepared()) {
      giveUp(next, new IOException("there is no data connection any more"), Gate.NO_DATA);
      return;
    }
    Stream connected = data.take();
    if (connected != null) {
      reply.accept(Reply.of(125, what));
      start(next, connected);
      return;
    }
    reply.accept(Reply.of(150, what));
    data.open(
        new DataConnection.Waiting() {
          @Override
          public void opened(Stream stream) {
            start(next, stream);
          }

          @Override
          public void failed(IOException cause) {
            giveUp(next, cause, NOT_MADE);
          }
        });
  }

  /** Breaks the transfer off, which replies for itself; false if there is none. */
  boolean abort(IOException cause) {
    Transfer aborted = transfer;
    if (aborted == null) {
      return false;
    }
    if (ending) { // there is nothing left to break off
      return true;
    }
    data.drop();
    if (aborted.isStarted()) {
      aborted.abort(cause);
    } else {
      giveUp(aborted, cause, BROKEN_OFF);
    }
    return true;
  }

  /** Whoever hears of it may try again at once, so nothing may be left of it then. */
  private void giveUp(Transfer given, IOException cause, Reply last) {
    if (!ending) {
      ending = true;
      given.giveUp(cause, loop, () -> over(given, false, last));
    }
  }

  /** Lets go of everything. */
  void close() {
    abort(new IOException("the control connection was closed"));
    if (stall != null) {
      stall.cancel();
    }
    data.close();
  }

  private void start(Transfer next, Stream stream) {
    stalledAt = 0;
    if (stall == null) {
      stall = loop.timer(limits.stall(), this::stalled);
    }
    stall.restart();
    sending = traffic.download();
    receiving = traffic.upload();
    stream.throttle(sending, receiving);
    Layer layer =
        protection != null && protection.isDataPrivate()
            ? protection.ofData(next.receives())
            : null;
    next.start(stream, layer, this::ended);
  }

  private void ended(Transfer ended, @Nullable IOException cause) {
    if (cause != null && log.isDebugEnabled()) {
      log.debug("a transfer failed: {}", cause.toString());
    }
    over(
        ended,
        cause == null,
        switch (cause) {
          case null -> Reply.of(226, ended.success());
          case Protection.NotResumedException _ -> NOT_RESUMED;
          case SSLException _ when ended.bytes() == 0 -> NO_TLS;
          case Transfer.FileFailure e -> FileErrors.reply(e.reason());
          default -> BROKEN_OFF;
        });
  }

  private void over(Transfer ended, boolean isComplete, Reply last) {
    ending = true;
    Pace.release(sending);
    Pace.release(receiving);
    if (stall != null) {
      stall.stop();
    }
    Report told = report;
    report = null;
    if (told == null || notifier == null) {
      conclude(last);
    } else {
      notifier.tell(told.event(isComplete, ended.bytes(), last), () -> conclude(last));
    }
  }

  private void conclude(Reply last) {
    transfer = null;
    reply.accept(last);
    over.run();
  }

  private void stalled() {
    Transfer running = transfer;
    if (running == null || stall == null) {
      return;
    }
    if (running.bytes() == stalledAt) {
      running.abort(new IOException("nothing moved for too long"));
    } else {
      stalledAt = running.bytes();
      stall.restart();
    }
  }
}
