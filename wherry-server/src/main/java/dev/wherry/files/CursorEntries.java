package dev.wherry.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.wherry.files.Entry.Kind;
import dev.wherry.io.DirectoryCursor;
import dev.wherry.io.DirectoryWatch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A directory's entries the fast way, for the thread of the loop that opened it. */
public final class CursorEntries implements EntrySource {

  private final FileTree tree;
  private final Path directory;
  private final DirectoryCursor cursor;
  private boolean plain = true;

  // Neighbours mostly have the same owner and group, whose names are then at hand.
  private int uid = -1;
  private int gid = -1;
  private @Nullable String owner;
  private @Nullable String group;

  /** The entries of a directory of {@code tree}; the cursor is closed with this. */
  CursorEntries(FileTree tree, DirectoryCursor cursor) {
    this.tree = tree;
    this.directory = cursor.path();
    this.cursor = cursor;
  }

  @Override
  public @Nullable Entry next() throws IOException {
    while (cursor.next()) {
      String name = WireText.decode(cursor.name());
      try {
        if (cursor.owner() != uid || cursor.group() != gid || owner == null) {
          lookUpNames(name);
        }
        Entry entry = entry(name);
        plain &= entry.kind() == Kind.FILE && entry.links() == 1;
        return entry.kind() == Kind.SYMLINK
            ? EntryReader.withTarget(tree, Names.below(directory, name), entry)
            : entry;
      } catch (NoSuchFileException _) {
        // it was there a moment ago
      }
    }
    return null;
  }

  /** What the directory is, whatever its name. */
  public DirectoryCursor.Identity identity() throws IOException {
    return cursor.identity();
  }

  /** Watches the directory, see {@link DirectoryWatch#watch}. */
  public int watch(DirectoryWatch watch) throws IOException {
    return watch.watch(cursor);
  }

  /** Whether all entries so far were files without other links: what a watch hears all about. */
  public boolean isPlain() {
    return plain;
  }

  private void lookUpNames(String name) throws IOException {
    EntryReader.learnNames(
        Names.below(directory, name), cursor.owner(), cursor.group(), NOFOLLOW_LINKS);
    uid = cursor.owner();
    gid = cursor.group();
    owner = EntryReader.owner(uid);
    group = EntryReader.group(gid);
  }

  private Entry entry(String name) {
    return new Entry(
        name,
        EntryReader.kind(cursor.mode()),
        cursor.size(),
        cursor.modified(),
        cursor.created(),
        cursor.mode(),
        cursor.links(),
        owner,
        group,
        null,
        Entry.unique(cursor.device(), cursor.inode()));
  }

  @Override
  public void close() throws IOException {
    cursor.close();
  }
}
