package dev.wherry.control.command;

import dev.wherry.Permission;
import dev.wherry.control.State;
import dev.wherry.control.Work;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Incoming;
import dev.wherry.files.UserTree;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Files put together to one, on a thread that may block. */
final class Joining {

  private static final int PIECE = 256 * 1024;

  private final Work work;
  private final UserTree tree;
  private final Incoming.Opener opener;
  private final int umask;

  /**
   * To be done as part of {@code work}.
   *
   * @param opener for threads that may block
   * @param umask the client's, or -1
   */
  Joining(Work work, UserTree tree, Incoming.Opener opener, int umask) {
    this.work = work;
    this.tree = tree;
    this.opener = opener;
    this.umask = umask;
  }

  /** Under a temporary name until all of it is there, so nothing is half done if it is aborted. */
  void join(FtpPath target, List<FtpPath> parts) throws IOException {
    Incoming whole = Incoming.atomic(tree.target(target), opener);
    boolean done = false;
    try {
      if (whole.created() != null) {
        State.applyUmask(umask, whole.created(), 0666);
      }
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      for (FtpPath part : parts) {
        append(part, whole, piece);
      }
      whole.complete();
      done = true;
    } finally {
      if (!done) {
        whole.giveUp();
      }
    }
  }

  private void append(FtpPath part, Incoming whole, ByteBuffer piece) throws IOException {
    try (OpenFile file = tree.needing(Permission.READ).read(part, null)) {
      long position = 0;
      for (int n; (n = file.read(piece.clear(), position)) > 0; position += n) {
        work.check();
        whole.write(piece.flip());
      }
    }
  }
}
