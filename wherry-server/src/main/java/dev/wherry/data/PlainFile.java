package dev.wherry.data;

import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file as it is, piece by piece. */
public final class PlainFile implements Pieces {

  private final OpenFile file;
  private long position;

  /** The bytes of {@code file} from {@code position} on. */
  public PlainFile(OpenFile file, long position) {
    this.file = file;
    this.position = position;
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    int n = file.read(piece, position);
    position += Math.max(0, n);
    return n >= 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
