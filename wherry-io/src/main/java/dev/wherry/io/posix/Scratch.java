package dev.wherry.io.posix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory for byte buffers: a direct buffer's own, and for a heap buffer 64 KiB that all of a
 * transport's heap buffers share, since nothing stays there from one call to the next.
 */
final class Scratch {

  private static final int SIZE = 64 * 1024;

  private final MemorySegment segment;
  private final ByteBuffer view;

  Scratch(Libc libc) {
    segment = libc.allocate(SIZE);
    view = segment.asByteBuffer();
  }

  /** The shared memory itself. */
  MemorySegment segment() {
    return segment;
  }

  /** How many of the buffer's remaining bytes one call can take. */
  int count(ByteBuffer buffer) {
    return buffer.isDirect() ? buffer.remaining() : Math.min(buffer.remaining(), SIZE);
  }

  /** Where to read to, for {@code buffer}. */
  MemorySegment toFill(ByteBuffer buffer) {
    return buffer.isDirect() ? MemorySegment.ofBuffer(buffer) : segment;
  }

  /** Puts what was read, if anything, into {@code buffer}. */
  void filled(ByteBuffer buffer, int count) {
    if (count > 0) {
      int position = buffer.position();
      if (!buffer.isDirect()) {
        buffer.put(position, view, 0, count);
      }
      buffer.position(position + count);
    }
  }

  /** Where to write from, for {@code buffer}. */
  MemorySegment toSend(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      return MemorySegment.ofBuffer(buffer);
    }
    view.put(0, buffer, buffer.position(), count(buffer));
    return segment;
  }
}
