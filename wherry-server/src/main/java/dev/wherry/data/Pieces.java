package dev.wherry.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Content that is made piece by piece: a listing, a converted file, a file from far away. */
public interface Pieces extends Closeable {

  /**
   * Adds the next piece to {@code piece}, which is empty. May block; called by one thread at a
   * time.
   *
   * @return false if that was the last one
   */
  boolean fill(ByteBuffer piece) throws IOException;
}
