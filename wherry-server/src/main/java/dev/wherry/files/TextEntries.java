package dev.wherry.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Directory entries whose names are text, also those that are not UTF-8 on disk. */
public final class TextEntries implements EntrySource {

  private final EntrySource entries;
  private final FallbackNames fallback;

  /** The same {@code entries}, which are closed with this. */
  public TextEntries(EntrySource entries, FallbackNames fallback) {
    this.entries = entries;
    this.fallback = fallback;
  }

  @Override
  public @Nullable Entry next() throws IOException {
    Entry next = entries.next();
    return next == null ? null : fallback.text(next);
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
