package dev.wherry.data;

import java.nio.ByteBuffer;

/** Turns what TYPE E receives into a file's text. */
final class EbcdicDecoder implements Decoder {

  @Override
  public boolean decode(ByteBuffer in, ByteBuffer out) {
    int start = out.position();
    AsciiEncoder.move(in, out, Math.min(in.remaining(), out.remaining()));
    Ebcdic.decode(out, start);
    return in.hasRemaining();
  }

  @Override
  public boolean finish(ByteBuffer out) {
    return true;
  }
}
