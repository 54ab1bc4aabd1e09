package dev.wherry.files;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Directory entries, one by one. Not for several threads at once; may block. */
public interface EntrySource extends Closeable {

  /** The next entry, or null at the end. */
  @Nullable Entry next() throws IOException;

  /** A single entry. */
  static EntrySource of(Entry entry) {
    return new EntrySource() {
      private @Nullable Entry left = entry;

      @Override
      public @Nullable Entry next() {
        Entry next = left;
        left = null;
        return next;
      }

      @Override
      public void close() {}
    };
  }
}
