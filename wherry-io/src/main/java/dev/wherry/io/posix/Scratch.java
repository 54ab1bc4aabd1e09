package dev.wherry.io.posix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory for byte buffers: a direct buffer's own, and for a heap buffer 64 KiB that all of a
 * transport's heap buffers share, since nothing stays there from one call to the next.
 *
 * <p>The segments of the last two direct buffers are kept: a loop has hardly more, and would make
 * garbage at every read and write otherwise.
 */
final class Scratch {

  static final int SIZE = 64 * 1024;

  private final MemorySegment segment;
  private final ByteBuffer view;
  private ByteBuffer last;
  private MemorySegment lastSegment;
  private ByteBuffer other;
  private MemorySegment otherSegment;

  Scratch(Libc libc) {
    segment = libc.allocate(SIZE);
    view = segment.asByteBuffer();
    last = view;
    lastSegment = segment;
    other = view;
    otherSegment = segment;
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
    return buffer.isDirect() ? ofDirect(buffer) : segment;
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
      return ofDirect(buffer);
    }
    view.put(0, buffer, buffer.position(), count(buffer));
    return segment;
  }

  @SuppressWarnings("ReferenceEquality") // equal buffers have the same bytes, in other places
  private MemorySegment ofDirect(ByteBuffer buffer) {
    if (buffer != last) {
      ByteBuffer wanted = other;
      MemorySegment wantedSegment = otherSegment;
      other = last;
      otherSegment = lastSegment;
      last = buffer;
      lastSegment =
          buffer == wanted ? wantedSegment : MemorySegment.ofBuffer(buffer.duplicate().clear());
    }
    int position = buffer.position();
    return position == 0 ? lastSegment : lastSegment.asSlice(position);
  }
}
