package dev.wherry.io.posix;

import java.io.IOException;

/**
 * Tells one transport which of its descriptors are ready.
 *
 * <p>Every poller is level-triggered: what stays ready is reported again. Errors and hang-ups are
 * reported as {@code READ | WRITE}, or as all that is watched where the system does not tell them
 * apart from readiness; the next read or write says what went wrong. One wait may report the two
 * directions of a descriptor one after the other. A poller keeps no state its caller could keep for
 * it, so each is little more than its system call.
 */
interface Poller extends AutoCloseable {

  /**
   * Changes what is watched on {@code fd} from {@code before} to {@code after}. Zero means "not
   * watched", so this one method registers, modifies and forgets. It makes one system call at most.
   */
  void watch(int fd, int before, int after) throws IOException;

  /**
   * Hears that {@code fd}, on which {@code before} was watched, has been closed. The kernel forgets
   * closed descriptors by itself; only pollers that keep a table of their own have something to do.
   */
  default void closed(int fd, int before) {}

  /**
   * Waits for events and adds them to {@code found}, which only collects: handlers run after the
   * wait, when watching and forgetting descriptors can no longer disturb it.
   *
   * @param nanos how long to wait at most; zero does not wait, negative waits without limit
   */
  void await(long nanos, Found found) throws IOException;

  @Override
  void close();

  /** Takes one pair of a descriptor and its events. */
  interface Found {
    void add(int fd, int events);
  }
}
