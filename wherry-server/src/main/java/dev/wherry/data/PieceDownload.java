package dev.wherry.data;

import dev.wherry.io.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends content piece by piece. The next piece is made when the last one is gone, so a slow client
 * slows the making, and the memory it takes is one piece. Between two pieces other sessions have
 * their turn.
 */
public final class PieceDownload extends Transfer {

  private static final Logger log = LoggerFactory.getLogger(PieceDownload.class);

  private final Pieces pieces;
  private final @Nullable Executor elsewhere;
  private final ByteBuffer piece;
  private boolean making;
  private boolean last;
  private boolean closed;

  /**
   * A transfer of {@code pieces}, which are closed at the end.
   *
   * @param elsewhere runs what makes a piece, on threads that may block; null if the loop may do it
   * @param size of a piece, in bytes
   */
  public PieceDownload(Pieces pieces, @Nullable Executor elsewhere, int size) {
    this.pieces = pieces;
    this.elsewhere = elsewhere;
    this.piece = ByteBuffer.allocate(size);
  }

  @Override
  void begin(Stream stream) {
    if (elsewhere == null) {
      make(stream);
    } else {
      makeElsewhere(stream, elsewhere);
    }
  }

  @Override
  public void drained(Stream stream) {
    next(stream);
  }

  private void next(Stream stream) {
    if (last) {
      stream.finish();
    } else if (elsewhere == null) {
      stream.loop().execute(() -> make(stream));
    } else {
      makeElsewhere(stream, elsewhere);
    }
  }

  private void make(Stream stream) {
    if (!closed) {
      try {
        made(stream, !pieces.fill(piece.clear()));
      } catch (IOException e) {
        fail(stream, e);
      }
    }
  }

  private void makeElsewhere(Stream stream, Executor threads) {
    making = true;
    threads.execute(() -> {
      try {
        boolean isLast = !pieces.fill(piece.clear());
        stream.loop().execute(() -> madeElsewhere(stream, isLast, null));
      } catch (IOException e) {
        stream.loop().execute(() -> madeElsewhere(stream, true, e));
      } catch (RuntimeException | Error e) {
        stream.loop().execute(() -> madeElsewhere(stream, true, new IOException(e)));
      }
    });
  }

  private void madeElsewhere(Stream stream, boolean isLast, @Nullable IOException cause) {
    making = false;
    if (closed) {
      closePieces();
    } else if (cause != null) {
      fail(stream, cause);
    } else {
      made(stream, isLast);
    }
  }

  private void made(Stream stream, boolean isLast) {
    last = isLast;
    if (last) {
      stream.announceEnd();
    }
    if (!piece.flip().hasRemaining() || stream.write(piece)) { // an empty directory has no piece
      next(stream);
    }
  }

  @Override
  @Nullable IOException dispose(@Nullable IOException cause) {
    closed = true;
    if (!making) {
      closePieces();
    }
    return cause;
  }

  private void closePieces() {
    try {
      pieces.close();
    } catch (IOException e) {
      log.debug("error on close", e);
    }
  }
}
