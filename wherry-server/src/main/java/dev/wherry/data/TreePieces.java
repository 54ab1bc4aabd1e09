package dev.wherry.data;

import dev.wherry.files.Entry;
import dev.wherry.files.EntrySource;
import dev.wherry.files.FtpPath;
import dev.wherry.files.UserTree;
import dev.wherry.files.WireText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A directory and all below it, one directory after the other: as {@code ls -R} has them, each
 * behind its name and a colon, or if only names are listed, so that each can be fed back. Links are
 * not followed.
 */
public final class TreePieces implements Pieces {

  private static final int MOST_WAITING = 10_000;

  private final UserTree tree;
  private final Listing listing;
  private final int topLength;
  private final UnaryOperator<String> shown;
  private final ArrayDeque<FtpPath> waiting = new ArrayDeque<>();
  private FtpPath directory;
  private Listing current;
  private @Nullable EntrySource entries;
  private @Nullable Entry kept;
  private @Nullable String header;

  /**
   * All below {@code top}.
   *
   * @param shown makes what a client sees of a name or a path
   */
  public TreePieces(UserTree tree, FtpPath top, Listing listing, UnaryOperator<String> shown)
      throws IOException {
    this.shown = shown;
    this.listing = listing;
    this.current = listing;
    this.topLength = top.isRoot() ? 1 : top.toString().length() + 1;
    this.directory = top;
    this.entries = tree.entries(top, null);
    this.tree = tree.share();
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    while (true) {
      if (header != null) {
        byte[] bytes = WireText.encode("\r\n" + header + ":\r\n");
        if (piece.remaining() < bytes.length) {
          return true;
        }
        piece.put(bytes);
        header = null;
      }
      if (!fillFromDirectory(piece)) {
        return true;
      }
      if (waiting.isEmpty()) {
        return false;
      }
      directory = waiting.removeFirst();
      if (listing instanceof NameListing names) {
        current = names.below(shown.apply(directory.toString().substring(topLength)));
      } else {
        header = shown.apply(directory.toString()).replaceAll("\\p{Cntrl}", "?");
      }
      entries = open(directory);
    }
  }

  /** Returns false if the piece is full before the directory is at its end. */
  private boolean fillFromDirectory(ByteBuffer piece) throws IOException {
    EntrySource reader = entries;
    while (reader != null) {
      Entry entry = kept == null ? reader.next() : kept;
      kept = null;
      if (entry == null) {
        reader.close();
        entries = null;
        return true;
      }
      if (!current.write(entry.named(shown.apply(entry.name())), piece)) {
        kept = entry;
        return false;
      }
      if (entry.kind() == Entry.Kind.DIRECTORY) {
        if (waiting.size() == MOST_WAITING) {
          throw new IOException("more than " + MOST_WAITING + " directories at once");
        }
        waiting.add(directory.resolve(entry.name()));
      }
    }
    return true;
  }

  /** What cannot be read, or has gone meanwhile, is empty. */
  private @Nullable EntrySource open(FtpPath path) {
    try {
      return tree.entries(path, null);
    } catch (IOException _) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    tree.leave();
    if (entries != null) {
      entries.close();
    }
  }
}
