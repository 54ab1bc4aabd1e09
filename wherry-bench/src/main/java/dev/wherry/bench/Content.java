package dev.wherry.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * What the files hold that are sent about: known bytes, so that whoever receives them can tell
 * whether they are all there, once, and in order.
 */
final class Content {

  /** A prime: bytes that are missing or there twice, by the size of any buffer, are noticed. */
  private static final int PERIOD = 65_521;

  /** How many bytes {@link #at} gives at most. */
  static final int PIECE = 256 * 1024;

  private static final ByteBuffer BYTES = bytes();

  private Content() {}

  private static ByteBuffer bytes() {
    byte[] period = new byte[PERIOD];
    new Random(203).nextBytes(period);
    ByteBuffer bytes = ByteBuffer.allocateDirect(PERIOD + PIECE);
    while (bytes.hasRemaining()) {
      bytes.put(period, 0, Math.min(PERIOD, bytes.remaining()));
    }
    return bytes.flip().asReadOnlyBuffer();
  }

  /** The content from {@code position}, up to {@code end} or to a piece's size. */
  static ByteBuffer at(long position, long end) {
    return BYTES.slice((int) (position % PERIOD), (int) Math.min(PIECE, end - position));
  }

  /** Whether {@code bytes}, which are no more than a piece, are the content at {@code position}. */
  static boolean matches(long position, ByteBuffer bytes) {
    return at(position, position + bytes.remaining()).mismatch(bytes) < 0;
  }

  static void write(Path file, long size) throws IOException {
    try (SeekableByteChannel to =
        Files.newByteChannel(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long at = 0; at < size; ) {
        at += to.write(at(at, size));
      }
    }
  }

  /** Whether {@code file} holds the content of that size and nothing else. */
  static boolean isIn(Path file, long size) throws IOException {
    if (!Files.exists(file) || Files.size(file) != size) {
      return false;
    }
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (SeekableByteChannel from = Files.newByteChannel(file)) {
      long at = 0;
      while (from.read(piece.clear()) > 0) {
        if (!matches(at, piece.flip())) {
          return false;
        }
        at += piece.limit();
      }
      return at == size;
    }
  }
}
