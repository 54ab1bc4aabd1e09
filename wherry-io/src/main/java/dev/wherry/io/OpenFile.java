package dev.wherry.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file, read and written at positions the caller keeps. Not for several threads at once.
 */
public interface OpenFile extends Closeable {

  /** The file's size in bytes. */
  long size() throws IOException;

  /**
   * The size it had when it was opened, where opening told that; else the size now. For whoever
   * asks at once, and saves a call.
   */
  default long openedSize() throws IOException {
    return size();
  }

  /**
   * Reads from {@code position}.
   *
   * @return how many bytes, or -1 at the end of the file
   */
  int read(ByteBuffer buffer, long position) throws IOException;

  /** Writes all of {@code buffer} at {@code position}. */
  void write(ByteBuffer buffer, long position) throws IOException;

  /** Whether {@link #write(Pipe, long)} can be called. */
  default boolean takesPipes() {
    return false;
  }

  /** Writes all that is in {@code pipe} at {@code position}. */
  default void write(Pipe pipe, long position) throws IOException {
    throw new UnsupportedOperationException("a file that takes no pipes");
  }

  /** Cuts the file to {@code size} bytes if it is longer. */
  void truncate(long size) throws IOException;

  /** Returns when what was written has reached the disk. */
  void force() throws IOException;
}
