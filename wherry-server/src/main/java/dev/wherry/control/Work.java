package dev.wherry.control;

import dev.wherry.Reply;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Something that takes long and needs no data connection, on a thread that may block: a checksum, a
 * copy. While it lasts the session answers what it would answer during a transfer, and ABOR ends
 * it.
 */
public abstract class Work {

  private static final int CHECKS_PER_TURN = 16;

  private int checks;
  private volatile boolean aborted;

  /** For subclasses. */
  protected Work() {}

  /** Does it; from time to time it calls {@link #check}. */
  public abstract Reply run() throws IOException;

  /**
   * Fails if the client has aborted the work, or has gone. It also lets others run: nobody takes a
   * virtual thread off its processor but itself, and as many works as processors would keep logins
   * waiting for minutes. To yield is not enough, as the scheduler prefers those who have been there
   * to those who come.
   */
  public final void check() throws IOException {
    if (++checks % CHECKS_PER_TURN == 0) {
      LockSupport.parkNanos(1);
    }
    if (aborted) {
      throw new AbortedException();
    }
  }

  final void abort() {
    aborted = true;
  }

  /** The client wants no more of it. */
  static final class AbortedException extends IOException {

    private static final long serialVersionUID = 1;

    AbortedException() {
      super("aborted by the client");
    }
  }
}
