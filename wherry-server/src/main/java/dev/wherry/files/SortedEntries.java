package dev.wherry.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries in an order that somebody asked for. Sorting means to keep them, so memory sets a bound:
 * behind the first 10,000, sorted, the others follow in the directory's order.
 */
public final class SortedEntries implements EntrySource {

  private static final int MOST = 10_000;

  private final EntrySource all;
  private final Comparator<Entry> order;
  private @Nullable List<Entry> sorted;
  private int next;

  /** Those of {@code all}, which is closed with this. */
  public SortedEntries(EntrySource all, Comparator<Entry> order) {
    this.all = all;
    this.order = order;
  }

  @Override
  public @Nullable Entry next() throws IOException {
    List<Entry> first = sorted == null ? sort() : sorted;
    return next < first.size() ? first.get(next++) : all.next();
  }

  private List<Entry> sort() throws IOException {
    List<Entry> read = new ArrayList<>();
    for (Entry entry; read.size() < MOST && (entry = all.next()) != null; ) {
      read.add(entry);
    }
    read.sort(order);
    sorted = read;
    return read;
  }

  @Override
  public void close() throws IOException {
    all.close();
  }
}
