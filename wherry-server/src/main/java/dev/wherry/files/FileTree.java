package dev.wherry.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A user's home directory as the root of a tree: turns a client's path into a path on disk, and
 * never into one that lies outside.
 *
 * <p>Symbolic links are followed as long as they lead to something inside. The check and the use
 * that follows it are two steps: somebody who can swap directories for links on the server's disk
 * meanwhile, which no FTP command can, is not kept out by it.
 *
 * <p>Safe for use by many threads. Methods may block as the file system does.
 */
public final class FileTree {

  private final Path root;

  private FileTree(Path root) {
    this.root = root;
  }

  /**
   * The tree below {@code home}.
   *
   * @throws IOException if that is not a directory
   */
  public static FileTree of(Path home) throws IOException {
    Path root = home.toRealPath();
    if (!Files.isDirectory(root)) {
      throw new FileSystemException(home.toString(), null, "not a directory");
    }
    return new FileTree(root);
  }

  /** Whether the files are on the system's own disks, where looking something up does not wait. */
  public boolean isLocal() {
    return root.getFileSystem().equals(FileSystems.getDefault());
  }

  /** The real path of something that exists; links are followed, also the last one. */
  public Path existing(FtpPath path) throws IOException {
    return inside(Names.below(root, path.relative()).toRealPath());
  }

  /**
   * The path of an entry of an existing directory, which itself need not exist; if it is a link,
   * the link is meant and not what it points to.
   *
   * @throws FileSystemException if the path is the root, which is no entry
   */
  public Path entry(FtpPath path) throws IOException {
    if (path.isRoot()) {
      throw new FileSystemException("/", null, "the root directory cannot be changed");
    }
    Path parent = existing(path.parent());
    return Names.below(parent, path.name());
  }

  /**
   * Where an upload to {@code path} goes: what exists under the name, behind links, or a new entry.
   *
   * @throws NoSuchFileException for a link to nothing, which could lead anywhere once followed
   */
  public Path target(FtpPath path) throws IOException {
    Path entry = entry(path);
    return Files.exists(entry, LinkOption.NOFOLLOW_LINKS) ? inside(entry.toRealPath()) : entry;
  }

  /** What a link points to, as a client may see it: empty if that lies outside of the tree. */
  String visible(Path target) {
    if (!target.isAbsolute()) {
      return Names.text(target);
    }
    return target.startsWith(root) ? "/" + Names.text(root.relativize(target)) : "";
  }

  private Path inside(Path real) throws IOException {
    if (!real.startsWith(root)) {
      throw new OutsideException(real.toString());
    }
    return real;
  }

  /** A link led out of the tree; to the client it is as if nothing were there. */
  static final class OutsideException extends NoSuchFileException {

    private static final long serialVersionUID = 1;

    OutsideException(String file) {
      super(file, null, "outside of the home directory");
    }
  }
}
