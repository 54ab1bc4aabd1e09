package dev.wherry.data;

import java.nio.ByteBuffer;

/**
 * Turns what TYPE A receives into a file's text (RFC 959, section 3.1.1.1): every CRLF becomes LF,
 * and all else stays, a CR without LF included. One object per transfer; a CR at the end of a chunk
 * waits for the next.
 */
public final class AsciiDecoder implements Decoder {

  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private boolean heldCr;

  /** A decoder at the start of a file. */
  public AsciiDecoder() {}

  /**
   * Moves bytes from {@code in} to {@code out} until {@code in} is empty or {@code out} is full.
   * The next call goes on from there, with the same or with other buffers.
   *
   * @return whether {@code in} is not empty yet
   */
  @Override
  public boolean decode(ByteBuffer in, ByteBuffer out) {
    while (in.hasRemaining() && out.hasRemaining()) {
      if (heldCr) {
        heldCr = false;
        if (in.get(in.position()) != LF) {
          out.put(CR);
          continue;
        }
      }
      int run = AsciiEncoder.distance(in, CR, Math.min(in.remaining(), out.remaining()));
      AsciiEncoder.move(in, out, run);
      if (in.hasRemaining() && in.get(in.position()) == CR) {
        in.get();
        heldCr = true;
      }
    }
    return in.hasRemaining();
  }

  /**
   * Ends the file: writes the CR that is still held, if there is one.
   *
   * @return false if there is one and {@code out} has no room for it; call again then
   */
  @Override
  public boolean finish(ByteBuffer out) {
    if (heldCr) {
      if (!out.hasRemaining()) {
        return false;
      }
      out.put(CR);
      heldCr = false;
    }
    return true;
  }
}
