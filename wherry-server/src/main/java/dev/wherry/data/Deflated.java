package dev.wherry.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Content in MODE Z (draft-preston-ftpext-deflate): pieces as one zlib stream. */
public final class Deflated implements Pieces {

  private final Pieces plain;
  private final Deflater deflater;
  private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).limit(0);
  private boolean last;

  /**
   * The content of {@code plain}, compressed.
   *
   * @param level 1 for fast to 9 for small
   */
  public Deflated(Pieces plain, int level) {
    this.plain = plain;
    this.deflater = new Deflater(level);
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    while (piece.hasRemaining() && !deflater.finished()) {
      if (deflater.needsInput() && !last) {
        last = !plain.fill(in.clear());
        deflater.setInput(in.flip());
        if (last) {
          deflater.finish();
        }
      }
      deflater.deflate(piece);
    }
    return !deflater.finished();
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    plain.close();
  }
}
