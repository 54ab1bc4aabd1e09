package dev.wherry.control.command;

import dev.wherry.control.Session;
import dev.wherry.data.Deflated;
import dev.wherry.data.PieceDownload;
import dev.wherry.data.Pieces;

/** What goes out piece by piece, in the MODE and on the threads that fit it. */
final class Outgoing {

  static final int LISTING = 64 * 1024;
  static final int FILE = 256 * 1024;

  private Outgoing() {}

  /** Whether what goes out is made by the loop itself. */
  static boolean isOnLoop(Session session) {
    return session.state().deflateLevel == 0 && session.files().threads() == null;
  }

  /** Compression and sorting take the CPU for milliseconds at a time: not on the loop. */
  static PieceDownload of(Session session, Pieces pieces, int size, boolean mayTakeLong) {
    int level = session.state().deflateLevel;
    boolean isDeflated = level > 0;
    return new PieceDownload(
        isDeflated ? new Deflated(pieces, level) : pieces,
        isDeflated || mayTakeLong ? session.settings().threads() : session.files().threads(),
        size);
  }
}
