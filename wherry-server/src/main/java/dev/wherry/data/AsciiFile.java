package dev.wherry.data;

import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file with its line ends made into CRLF on the way: TYPE A (RFC 959, section 3.1.1.1). */
public final class AsciiFile implements Pieces {

  private final OpenFile file;
  private final AsciiEncoder encoder = new AsciiEncoder();
  private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).limit(0);
  private long position;

  /** The text of {@code file} from {@code position} on. */
  public AsciiFile(OpenFile file, long position) {
    this.file = file;
    this.position = position;
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    while (true) {
      encoder.encode(in, piece);
      if (in.hasRemaining()) {
        return true; // the piece is full
      }
      int n = file.read(in.clear(), position);
      in.flip();
      if (n < 0) {
        return false;
      }
      position += n;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
