package dev.wherry.data;

import dev.wherry.files.Entry;
import dev.wherry.files.EntryReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A directory's entries as lines, in the directory's order: as many as fit, then the next piece. */
public final class DirectoryPieces implements Pieces {

  private final @Nullable EntryReader entries;
  private final Listing listing;
  private @Nullable Entry next;

  private DirectoryPieces(@Nullable EntryReader entries, Listing listing, @Nullable Entry next) {
    this.entries = entries;
    this.listing = listing;
    this.next = next;
  }

  /** All of a directory, which is closed at the end. */
  public static DirectoryPieces of(EntryReader entries, Listing listing) {
    return new DirectoryPieces(entries, listing, null);
  }

  /** A single entry. */
  public static DirectoryPieces of(Entry entry, Listing listing) {
    return new DirectoryPieces(null, listing, entry);
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    while (true) {
      Entry entry = next == null && entries != null ? entries.next() : next;
      next = null;
      if (entry == null) {
        return false;
      }
      if (!listing.write(entry, piece)) {
        next = entry;
        return true;
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (entries != null) {
      entries.close();
    }
  }
}
