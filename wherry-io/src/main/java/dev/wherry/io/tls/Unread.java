package dev.wherry.io.tls;

import dev.wherry.io.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a peer has sent and nobody has decoded yet. It holds a buffer only while a record has come
 * in part, or may not be decoded now.
 */
final class Unread {

  /** What one read to the heap brings at most; less means that there was no more. */
  private static final int GULP = 64 * 1024;

  /** Room for any record, so that one buffer serves from the first part of a file to the last. */
  private static final int ROOM = 17 * 1024;

  private static final int HEADER = 5;

  // RFC 8446, section 5.1: what a record can begin with; no line of text does.
  private static final int FIRST_TYPE = 20;
  private static final int LAST_TYPE = 24;

  private @Nullable ByteBuffer held;
  private boolean ended;

  /** Whether no more will come. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Gathers what is held and what {@code socket} has, in {@code room}.
   *
   * @return whether the socket had anything
   */
  boolean take(Socket socket, ByteBuffer room) throws IOException {
    if (held != null) {
      room.put(held.flip());
      held.clear();
    }
    int start = room.position();
    int n = GULP;
    while (n >= GULP && room.hasRemaining() && !ended) {
      n = socket.read(room);
      ended = n == Socket.END;
    }
    boolean fresh = room.position() > start;
    room.flip();
    return fresh;
  }

  /** Holds what is left of {@code room}. */
  void keep(ByteBuffer room) {
    int n = room.remaining();
    if (n == 0) {
      held = null;
      return;
    }
    if (held == null || held.capacity() < n) {
      held = ByteBuffer.allocate(Math.max(n, ROOM));
    }
    held.clear().put(room);
  }

  /** Whether a whole record is held, or what can never become one. */
  boolean holdsRecord() {
    return held != null
        && held.position() >= HEADER
        && (!isRecord(held.get(0)) || held.position() >= HEADER + (held.getShort(3) & 0xFFFF));
  }

  /** Whether a record can begin with {@code first}. */
  static boolean isRecord(byte first) {
    return first >= FIRST_TYPE && first <= LAST_TYPE;
  }

  /** Gives away what is held; null if that is nothing. */
  @Nullable ByteBuffer takeAll() {
    ByteBuffer all = held;
    held = null;
    return all == null || !all.flip().hasRemaining() ? null : all;
  }

  void clear() {
    held = null;
  }
}
