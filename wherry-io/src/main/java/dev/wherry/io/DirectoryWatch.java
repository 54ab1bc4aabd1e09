package dev.wherry.io;

import dev.wherry.io.posix.Inotify;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Says whether what stands in a directory has changed: Linux's {@code inotify(7)}. Who has made a
 * change, and asks afterwards, finds that it is known here, which {@code java.nio.file}'s
 * WatchService with its thread does not promise.
 *
 * <p>It is not known here if a file was changed by its other hard link, by a mapping of its memory
 * that is still open, or by its handle ({@code open_by_handle_at(2)}, the kernel's NFS server), and
 * nothing is known of what subdirectories are.
 *
 * <p>For any thread, but one at a time.
 */
public interface DirectoryWatch extends Closeable {

  /** What {@link #watch} gives for what cannot be watched. */
  int NONE = 0;

  /** Why there can be none here, in one sentence, or null if there can. */
  static @Nullable String unsupported() {
    return Inotify.unsupported();
  }

  /**
   * Watches nothing yet. Takes a descriptor.
   *
   * @throws IOException if the process or the user has as many as it may
   */
  static DirectoryWatch open() throws IOException {
    return new Inotify();
  }

  /**
   * Watches what {@code directory} lists until it changes for the first time.
   *
   * @return the watch's number, never one that was used before; {@link #NONE} if others could
   *     change the directory behind the kernel's back (network file systems), or the user has as
   *     many watches as he may
   */
  int watch(DirectoryCursor directory) throws IOException;

  /** Watches it no more; it may be told as changed all the same. */
  void forget(int watch);

  /**
   * Tells of all changes since the last call, which end their watches.
   *
   * @param changed hears a watch's number, once or more
   * @return false if some were lost, so that everything may have changed
   */
  boolean changes(IntConsumer changed) throws IOException;

  /** Ends all watches. Closing twice does nothing. */
  @Override
  void close();
}
