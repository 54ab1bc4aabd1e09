package dev.wherry.io;

import dev.wherry.io.posix.HeldFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory held by a descriptor: what was found stays found, whatever becomes of the
 * names that led to it.
 *
 * <p>Names below a directory are looked up by the kernel ({@code openat2(2)} with {@code
 * RESOLVE_BENEATH}), which refuses every way out, unless {@link Links#ALL} lets links lead there:
 * between the check and the use there is nothing to swap. Names are the bytes that the disk has.
 *
 * <p>For any thread, as long as nobody closes it meanwhile. Needs Linux 5.6, {@code /proc}, and
 * native access.
 */
public interface Anchor extends Closeable {

  /** Why nothing can be held here, in one sentence, or null if it can. */
  static @Nullable String unsupported() {
    return HeldFile.unsupported();
  }

  /**
   * Holds a directory, whose path is looked up now and by the usual rules.
   *
   * @param links which links are followed below it
   */
  static Anchor hold(Path directory, Links links) throws IOException {
    return HeldFile.hold(directory, links);
  }

  /** A path for {@code java.nio.file} that leads to what is held, for as long as it is. */
  Path path();

  /**
   * Finds and holds what {@code relative}, a path without {@code ..}, names below this directory;
   * the last link is followed as well.
   *
   * @param throughLinks whether there may be links on the way; if not, {@link Links} does not
   *     matter
   * @throws OutsideException if a link leads out, names its target from the root of the disk, or
   *     must not be there
   */
  Anchor find(byte[] relative, boolean throughLinks) throws IOException;

  /** The type and permissions of an entry as {@code st_mode} has them, 0 if it is not there. */
  int mode(byte[] name) throws IOException;

  /** Whether {@code directory} still leads to what is held. */
  boolean isAt(Path directory) throws IOException;

  /** Renames an entry, which takes the place of what has the new name. */
  void rename(byte[] name, Anchor directory, byte[] newName) throws IOException;

  /** Removes an entry that is no directory. */
  void delete(byte[] name) throws IOException;

  /** Lets go of it. Closing twice does nothing. */
  @Override
  void close();

  /** Which symbolic links are followed. */
  enum Links {
    /** None. */
    NONE,
    /** Those that stay below the directory and do not name their targets from the root. */
    BELOW,
    /** All but those of {@code /proc} that lead to what others have open. */
    ALL
  }

  /** A link led where it may not. */
  final class OutsideException extends FileSystemException {

    private static final long serialVersionUID = 1;

    /** For what was looked up. */
    public OutsideException(String file) {
      super(file, null, "a link leads out of the directory");
    }
  }
}
