package dev.wherry.data;

import dev.wherry.io.OpenFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file as it is, piece by piece. */
public final class PlainFile implements Pieces {

  private final OpenFile file;
  private long position;
  private long left;

  /** {@code count} bytes of {@code file} from {@code position} on. */
  public PlainFile(OpenFile file, long position, long count) {
    this.file = file;
    this.position = position;
    this.left = count;
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    piece.limit((int) Math.min(piece.limit(), piece.position() + left));
    int n = file.read(piece, position);
    if (n < 0 && left > 0) {
      throw new EOFException("the file became shorter while it was sent");
    }
    position += Math.max(0, n);
    left -= Math.max(0, n);
    return left > 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
