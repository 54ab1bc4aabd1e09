package dev.wherry.io;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * How a stream closes in order: when all that was written has been sent. It belongs to the stream.
 *
 * <p>Closing a socket whose input has not been read resets the connection, and the reset can
 * destroy what the peer has not read yet: then the output ends first, and the input is read to its
 * end.
 */
final class Ending {

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Stream stream;
  private final Wire wire;
  private final Output output;
  private boolean due;
  private boolean lingering;
  private long moves;

  Ending(Stream stream, Wire wire, Output output) {
    this.stream = stream;
    this.wire = wire;
    this.output = output;
  }

  /** Whether the stream is to be closed when all is sent. */
  boolean isDue() {
    return due;
  }

  /** Whether all is sent, and what is left to do is to wait for the peer's end. */
  boolean isLingering() {
    return lingering;
  }

  /** Nothing will be written any more. */
  void due() {
    due = true;
    output.ending();
  }

  /** Something was sent, read, or shaken hands about. */
  void progressed() {
    moves++;
  }

  /** Nobody else watches over a stream that is to be closed: its user is done with it. */
  void expectProgress() {
    long before = moves;
    stream.loop.after(
        PATIENCE,
        () -> {
          if (stream.isOpen() && !lingering) {
            if (moves == before) {
              stream.close(new SocketTimeoutException("the peer does not take the rest"));
            } else {
              expectProgress();
            }
          }
        });
  }

  /**
   * Closes, now that what was written is sent.
   *
   * @param inputEnded whether the input has been read to its end
   * @return false if there is more to do, and the stream is still open
   */
  boolean close(boolean inputEnded) throws IOException {
    if (lingering || !wire.end()) {
      return false;
    }
    boolean isPlainEnd = inputEnded && !wire.isCovered();
    boolean isLast = inputEnded || wire.hasEnded();
    if (isPlainEnd || (isLast && stream.socket.read(stream.loop.scratch()) <= 0)) {
      if (output.isHolding()) {
        stream.socket.shutdownOutput(); // now: closing waits for the end of the turn
      }
      stream.close(null);
      return true;
    }
    lingering = true;
    stream.socket.shutdownOutput();
    stream.loop.after(LINGER, () -> stream.close(null));
    if (wire.isCovered()) {
      stream.leaveBehind();
    }
    return false;
  }

  /** Reads what nobody wants any more. */
  void drain() throws IOException {
    int n = stream.socket.read(stream.loop.scratch());
    if (n != Socket.WOULD_BLOCK) {
      stream.progressed();
    }
    if (n == Socket.END) {
      stream.close(null);
    }
  }
}
