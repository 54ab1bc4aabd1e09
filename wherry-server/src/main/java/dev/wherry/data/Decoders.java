package dev.wherry.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Two decoders, one behind the other. */
final class Decoders implements Decoder {

  private final Decoder first;
  private final Decoder second;
  private final ByteBuffer between = ByteBuffer.allocate(16 * 1024).limit(0);
  private boolean more;

  Decoders(Decoder first, Decoder second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public boolean decode(ByteBuffer in, ByteBuffer out) throws IOException {
    if (!between.hasRemaining()) {
      more = first.decode(in, between.clear());
      between.flip();
    }
    boolean kept = second.decode(between, out);
    return kept || more || in.hasRemaining();
  }

  @Override
  public boolean finish(ByteBuffer out) throws IOException {
    return first.finish(out) && second.finish(out);
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
