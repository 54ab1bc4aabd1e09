package dev.wherry.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The home directories that sessions work in. Sessions of the same home share one tree, and so one
 * descriptor. Safe for use by many threads.
 */
public final class Homes {

  private final ConcurrentMap<Path, FileTree> trees = new ConcurrentHashMap<>();

  /**
   * The tree below {@code home}, to be given back by {@link FileTree#leave}.
   *
   * @throws IOException if that is not a directory
   */
  public FileTree enter(Path home) throws IOException {
    FileTree known = trees.get(home);
    if (known != null && known.enter()) {
      boolean isStill = false;
      try {
        isStill = known.isAt(home); // or else another directory has that name now
      } finally {
        if (!isStill) {
          known.leave();
        }
      }
      if (isStill) {
        return known;
      }
    }
    FileTree tree = FileTree.of(home, left -> trees.remove(home, left));
    trees.put(home, tree);
    return tree;
  }
}
