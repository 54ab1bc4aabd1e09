package dev.wherry.files;

import dev.wherry.Symlinks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The home directories that sessions work in. Sessions of the same home share one tree, and so one
 * descriptor. Safe for use by many threads.
 */
public final class Homes {

  private final Symlinks usual;
  private final ConcurrentMap<Home, FileTree> trees = new ConcurrentHashMap<>();

  private record Home(Path directory, Symlinks symlinks) {}

  /**
   * Homes nobody is in.
   *
   * @param usual where links lead if a user does not say it
   */
  public Homes(Symlinks usual) {
    this.usual = usual;
  }

  /**
   * The tree below {@code directory}, to be given back by {@link FileTree#leave}.
   *
   * @param symlinks where links lead, or null for the usual
   * @throws IOException if that is not a directory
   */
  public FileTree enter(Path directory, @Nullable Symlinks symlinks) throws IOException {
    Home home = new Home(directory, symlinks == null ? usual : symlinks);
    FileTree known = trees.get(home);
    if (known != null && known.enter()) {
      boolean isStill = false;
      try {
        isStill = known.isAt(directory); // or else another directory has that name now
      } finally {
        if (!isStill) {
          known.leave();
        }
      }
      if (isStill) {
        return known;
      }
    }
    FileTree tree = FileTree.of(directory, home.symlinks, left -> trees.remove(home, left));
    trees.put(home, tree);
    return tree;
  }
}
