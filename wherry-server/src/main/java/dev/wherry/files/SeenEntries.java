package dev.wherry.files;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory's entries as its user sees them: without what is hidden, and with the folders. */
final class SeenEntries implements EntrySource {

  private final UserTree tree;
  private final FtpPath directory;
  private final EntrySource onDisk;
  private final Queue<FtpPath> folders;
  private final Set<String> covered = new HashSet<>();

  /** What is seen of {@code onDisk}, which is closed with this. */
  SeenEntries(UserTree tree, FtpPath directory, EntrySource onDisk) {
    this.tree = tree;
    this.directory = directory;
    this.onDisk = onDisk;
    this.folders = new ArrayDeque<>(tree.foldersIn(directory));
    folders.forEach(folder -> covered.add(folder.name()));
  }

  @Override
  public @Nullable Entry next() throws IOException {
    for (Entry entry; (entry = onDisk.next()) != null; ) {
      if (!covered.contains(entry.name()) && !tree.hides(directory, entry.name())) {
        return entry;
      }
    }
    for (FtpPath folder; (folder = folders.poll()) != null; ) {
      try (Place place = tree.needing(null).existing(folder)) {
        return tree.read(folder, place, folder.name());
      } catch (IOException _) {
        // its disk is not there now
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    onDisk.close();
  }
}
