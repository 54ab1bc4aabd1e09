package dev.wherry.control;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent ahead of the answers: lines that wait for their turn, and behind them
 * bytes that have not been looked at. Bounded: when it is full, the session stops reading.
 */
final class LineQueue {

  private static final int MOST = 128;

  private final ArrayDeque<Line> lines = new ArrayDeque<>(0);
  private @Nullable ByteBuffer rest;

  boolean isEmpty() {
    return lines.isEmpty();
  }

  boolean isFull() {
    return lines.size() >= MOST;
  }

  void add(Line line) {
    lines.add(line);
  }

  @Nullable Line peek() {
    return lines.peek();
  }

  @Nullable Line poll() {
    return lines.poll();
  }

  /** Keeps bytes for later; nothing may be kept already. */
  void keep(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }
  }

  boolean hasRest() {
    return rest != null;
  }

  /** Takes the bytes kept, which are the caller's then. */
  @Nullable ByteBuffer takeRest() {
    ByteBuffer taken = rest;
    rest = null;
    return taken;
  }

  void clear() {
    lines.clear();
    rest = null;
  }
}
