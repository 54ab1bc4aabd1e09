package dev.wherry.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The entries whose names match a pattern. */
public final class MatchingEntries implements EntrySource {

  private final EntrySource all;
  private final Glob pattern;

  /** Those of {@code all}, which is closed with this. */
  public MatchingEntries(EntrySource all, Glob pattern) {
    this.all = all;
    this.pattern = pattern;
  }

  @Override
  public @Nullable Entry next() throws IOException {
    for (Entry entry; (entry = all.next()) != null; ) {
      if (pattern.matches(entry.name())) {
        return entry;
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    all.close();
  }
}
