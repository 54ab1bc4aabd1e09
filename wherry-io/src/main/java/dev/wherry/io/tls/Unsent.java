package dev.wherry.io.tls;

import dev.wherry.io.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a layer has coded and the socket below has not taken yet, or shall not be given yet. */
final class Unsent {

  /** A peer that has us answer and does not take the answers is not worth more than this. */
  private static final int MOST = 128 * 1024;

  private @Nullable ByteBuffer kept;
  private boolean holding;

  /** Whether something waits for the socket. */
  boolean waits() {
    return kept != null && !holding;
  }

  /** From now on everything waits, until there is nothing to hold back for any more. */
  void hold(boolean back) {
    holding = back;
  }

  /**
   * Hands {@code coded} on, and keeps what the socket does not take.
   *
   * @return whether anything went out
   */
  boolean send(ByteBuffer coded, Socket below) throws IOException {
    boolean moved = kept == null && !holding && pass(coded, below);
    if (coded.hasRemaining()) {
      keep(coded);
    }
    return moved;
  }

  private void keep(ByteBuffer coded) throws SSLException {
    int before = kept == null ? 0 : kept.remaining();
    if (before + coded.remaining() > MOST) {
      throw new SSLException("the peer asks and does not listen");
    }
    ByteBuffer all = ByteBuffer.allocate(before + coded.remaining());
    if (kept != null) {
      all.put(kept);
    }
    kept = all.put(coded).flip();
  }

  /**
   * Hands on what waits.
   *
   * @return whether anything went out; {@link #waits} tells whether something is left
   */
  boolean flush(Socket below) throws IOException {
    ByteBuffer waiting = kept;
    if (waiting == null || holding) {
      return false;
    }
    boolean moved = pass(waiting, below);
    if (!waiting.hasRemaining()) {
      kept = null;
    }
    return moved;
  }

  private static boolean pass(ByteBuffer coded, Socket below) throws IOException {
    boolean moved = false;
    while (coded.hasRemaining() && below.write(coded) != Socket.WOULD_BLOCK) {
      moved = true;
    }
    return moved;
  }

  /** Forgets it. */
  void clear() {
    kept = null;
  }
}
