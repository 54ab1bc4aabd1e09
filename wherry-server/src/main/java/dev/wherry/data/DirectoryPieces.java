package dev.wherry.data;

import dev.wherry.files.Entry;
import dev.wherry.files.EntrySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Directory entries as lines: as many as fit, or as can be had in a few milliseconds, then the next
 * piece. A full one takes two, but a JVM that has just started needs a tenth of a second for its
 * first, and everybody else would wait.
 */
public final class DirectoryPieces implements Pieces {

  private static final long LONGEST = Duration.ofMillis(2).toNanos();
  private static final int ENTRIES_PER_LOOK = 4;

  private final EntrySource entries;
  private final Listing listing;
  private final LongSupplier clock;
  private @Nullable Entry kept;

  /** Lines for {@code entries}, which are closed at the end. */
  public DirectoryPieces(EntrySource entries, Listing listing) {
    this(entries, listing, System::nanoTime);
  }

  DirectoryPieces(EntrySource entries, Listing listing, LongSupplier clock) {
    this.entries = entries;
    this.listing = listing;
    this.clock = clock;
  }

  @Override
  public boolean fill(ByteBuffer piece) throws IOException {
    long began = clock.getAsLong();
    for (int i = 1; i % ENTRIES_PER_LOOK != 0 || clock.getAsLong() - began < LONGEST; i++) {
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
    return true;
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
