package dev.wherry.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Content in TYPE E. A listing's lines end with CRLF, of which only the end of the line goes. */
public final class EbcdicPieces implements Pieces {

  private final Pieces plain;
  private final boolean isListing;

  /** The content of {@code plain}, translated. */
  public EbcdicPieces(Pieces plain, boolean isListing) {
    this.plain = plain;
    this.isListing = isListing;
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    int start = piece.position();
    boolean more = plain.fill(piece);
    if (isListing) {
      dropReturns(piece, start);
    }
    Ebcdic.encode(piece, start);
    return more;
  }

  /** No name in a listing has one. */
  private static void dropReturns(ByteBuffer piece, int start) {
    int to = start;
    for (int i = start; i < piece.position(); i++) {
      byte b = piece.get(i);
      if (b != '\r') {
        piece.put(to++, b);
      }
    }
    piece.position(to);
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
