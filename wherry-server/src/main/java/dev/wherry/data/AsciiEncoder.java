package dev.wherry.data;

import java.nio.ByteBuffer;

/**
 * Turns a file's text into what TYPE A sends (RFC 959, section 3.1.1.1): every LF goes out as CRLF,
 * and a CRLF stays what it is. One object per transfer; it remembers what the last chunk ended
 * with.
 */
public final class AsciiEncoder {

  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  private boolean afterCr;

  /** An encoder at the start of a file. */
  public AsciiEncoder() {}

  /**
   * Moves bytes from {@code in} to {@code out} until {@code in} is empty or {@code out} is full.
   * The next call goes on from there, with the same or with other buffers.
   */
  public void encode(ByteBuffer in, ByteBuffer out) {
    while (in.hasRemaining() && out.hasRemaining()) {
      int run = distance(in, LF, Math.min(in.remaining(), out.remaining()));
      if (run > 0) {
        move(in, out, run);
        afterCr = in.get(in.position() - 1) == CR;
      } else if (afterCr) {
        out.put(in.get());
        afterCr = false;
      } else {
        out.put(CR);
        afterCr = true;
      }
    }
  }

  /** How far it is from the position to the next {@code wanted} byte, {@code most} if farther. */
  static int distance(ByteBuffer buffer, byte wanted, int most) {
    int start = buffer.position();
    int end = start + most;
    int i = start;
    // Eight bytes at a time: a byte of x is zero where the buffer has the wanted one.
    long pattern = wanted * ONES;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      long x = buffer.getLong(i) ^ pattern;
      if ((x - ONES & ~x & TOPS) != 0) {
        break;
      }
    }
    while (i < end && buffer.get(i) != wanted) {
      i++;
    }
    return i - start;
  }

  /** Moves {@code count} bytes, which both buffers have room for. */
  static void move(ByteBuffer in, ByteBuffer out, int count) {
    out.put(out.position(), in, in.position(), count);
    in.position(in.position() + count);
    out.position(out.position() + count);
  }
}
