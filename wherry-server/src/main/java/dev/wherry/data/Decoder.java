package dev.wherry.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Turns what comes through a data connection into what is stored. For one upload. */
interface Decoder {

  /**
   * Takes from {@code in} and adds to {@code out}, which is empty.
   *
   * @return whether it has more to give before it takes more
   */
  boolean decode(ByteBuffer in, ByteBuffer out) throws IOException;

  /**
   * The input has ended: adds what was kept, a few bytes at most.
   *
   * @return false if there was no room for it
   */
  boolean finish(ByteBuffer out) throws IOException;

  /** Lets go of what is not on the heap. */
  default void close() {}
}
