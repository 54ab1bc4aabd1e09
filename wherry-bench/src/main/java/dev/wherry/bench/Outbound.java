package dev.wherry.bench;

import dev.wherry.io.Stream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An upload. */
final class Outbound extends Transfer {

  /** Other clients have their turn after so many pieces, also if the server takes more at once. */
  private static final int PIECES = 4;

  /** How long a server may take to end its half of a TLS connection after us. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final long size;
  private final BooleanSupplier enough;
  private boolean waits;
  private boolean sent;

  private Outbound(long size, BooleanSupplier enough) {
    this.size = size;
    this.enough = enough;
  }

  /** The {@link Content} of that size. */
  static Outbound file(long size) {
    return new Outbound(size, () -> false);
  }

  /** The content without end, until it is enough. */
  static Outbound until(BooleanSupplier enough) {
    return new Outbound(Long.MAX_VALUE, enough);
  }

  @Override
  void opened(Stream stream) {
    stream.handler(this);
  }

  @Override
  void begin() {
    Stream stream = stream();
    if (stream != null) {
      stream.resume(); // session tickets come with TLS 1.3 while we write
      send(stream);
    }
  }

  @Override
  public void ended(Stream stream) {
    if (sent) {
      stream.finish();
    }
  }

  @Override
  public void drained(Stream stream) {
    if (waits) {
      send(stream);
    }
  }

  private void send(Stream stream) {
    waits = false;
    for (int i = 0; i < PIECES && stream.isOpen(); i++) {
      if (bytes() == size || enough.getAsBoolean()) {
        endsInOrder();
        sent = true;
        if (stream.isSecure()) {
          stream.shutdownOutput(); // the ticket for the next connection may come after our end
          stream.loop().after(PATIENCE, stream::finish);
        } else {
          stream.finish();
        }
        return;
      }
      ByteBuffer piece = Content.at(bytes(), size);
      count(piece.remaining());
      if (!stream.write(piece)) {
        waits = true;
        return;
      }
    }
    stream.loop().execute(() -> send(stream));
  }

  @Override
  @Nullable String complaint() {
    return size != Long.MAX_VALUE && bytes() != size ? "the upload was cut off" : null;
  }
}
