package dev.wherry.bench;

import dev.wherry.io.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A download or a listing, looked at byte by byte as it comes. */
final class Inbound extends Transfer {

  private final long size;
  private final boolean isContent;
  private final BooleanSupplier enough;
  private int lines;

  private Inbound(long size, boolean isContent, BooleanSupplier enough) {
    this.size = size;
    this.isContent = isContent;
    this.enough = enough;
  }

  /** The {@link Content} of that size. */
  static Inbound file(long size) {
    return new Inbound(size, true, () -> false);
  }

  /** As many lines at least. */
  static Inbound listing(int lines) {
    return new Inbound(lines, false, () -> false);
  }

  /** Whatever comes, until it is enough: then the connection is closed. */
  static Inbound until(BooleanSupplier enough) {
    return new Inbound(0, false, enough);
  }

  @Override
  void opened(Stream stream) throws IOException {
    stream.start(this);
  }

  @Override
  void begin() {}

  @Override
  public void received(Stream stream, ByteBuffer bytes) throws IOException {
    if (isContent) {
      if (bytes() + bytes.remaining() > size || !Content.matches(bytes(), bytes)) {
        throw new IOException("wrong bytes after " + bytes());
      }
    } else if (size > 0) {
      for (int i = bytes.position(); i < bytes.limit(); i++) {
        if (bytes.get(i) == '\n') {
          lines++;
        }
      }
    }
    count(bytes.remaining());
    if (enough.getAsBoolean()) {
      breakOff(stream);
    }
  }

  @Override
  public void ended(Stream stream) {
    endsInOrder();
    stream.finish();
  }

  @Override
  @Nullable String complaint() {
    if (isContent && bytes() != size) {
      return "wrong size: " + bytes() + " instead of " + size;
    }
    return !isContent && lines < size ? "only " + lines + " lines instead of " + size : null;
  }
}
