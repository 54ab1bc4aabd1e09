package dev.wherry.data;

import dev.wherry.files.Entry;
import dev.wherry.files.EntrySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Directory entries as lines: as many as fit, then the next piece. */
public final class DirectoryPieces implements Pieces {

  private final EntrySource entries;
  private final Listing listing;
  private @Nullable Entry kept;

  /** Lines for {@code entries}, which are closed at the end. */
  public DirectoryPieces(EntrySource entries, Listing listing) {
    this.entries = entries;
    this.listing = listing;
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    while (true) {
      Entry entry = kept == null ? entries.next() : kept;
      kept = null;
      if (entry == null) {
        return false;
      }
      if (!listing.write(entry, piece)) {
        kept = entry;
        return true;
      }
    }
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
