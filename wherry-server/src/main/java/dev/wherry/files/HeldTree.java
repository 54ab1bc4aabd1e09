package dev.wherry.files;

import dev.wherry.Symlinks;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A home that the JDK holds open, for systems on which the kernel does no look-ups of the kind that
 * {@link dev.wherry.io.Anchor} needs: a path is walked name by name, each directory opened from the
 * one above without following links, and links are read and walked in the same way. Whatever
 * somebody swaps meanwhile, a step that is no directory of the one before fails.
 *
 * <p>For any thread. Methods may block as the file system does.
 */
final class HeldTree {

  private static final Logger log = LoggerFactory.getLogger(HeldTree.class);

  /** As Linux has it. */
  private static final int MOST_LINKS = 40;

  private final Path root;
  private final boolean followsLinks;
  private final SecureDirectoryStream<Path> held;

  private HeldTree(Path root, boolean followsLinks, SecureDirectoryStream<Path> held) {
    this.root = root;
    this.followsLinks = followsLinks;
    this.held = held;
  }

  /** Holds {@code root}, which has no links in it, or returns null if this JDK cannot do so. */
  @SuppressWarnings("StreamResourceLeak") // the tree closes it
  static @Nullable HeldTree of(Path root, Symlinks symlinks) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new HeldTree(root, symlinks == Symlinks.INSIDE, secure);
    }
    stream.close();
    return null;
  }

  /** Whether {@code directory} leads here. */
  boolean isAt(Path directory) throws IOException {
    Object key = held.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
    return key != null
        && key.equals(Files.readAttributes(directory, BasicFileAttributes.class).fileKey());
  }

  /** The directory itself. */
  Path root() {
    return root;
  }

  /** Moves an entry of the directory itself elsewhere. */
  void move(Path name, HeldEntry to) throws IOException {
    held.move(name, to.directory(), to.name());
  }

  /**
   * Finds something that exists; the last link is followed as well.
   *
   * @throws FileTree.OutsideException if a link leads out, or must not be there
   */
  HeldEntry find(FtpPath path) throws IOException {
    Walk walk = new Walk();
    try {
      for (String name : path.names()) {
        walk.ahead.add(Names.below(root, name).getFileName());
      }
      return walk.end();
    } finally {
      walk.close();
    }
  }

  /** Lets go of it. */
  void close() {
    close(held);
  }

  private static void close(SecureDirectoryStream<Path> directory) {
    try {
      directory.close();
    } catch (IOException e) {
      log.debug("error on close", e);
    }
  }

  /** A directory on the way. */
  private record Step(SecureDirectoryStream<Path> directory, Path path) {}

  private final class Walk {

    final Deque<Path> ahead = new ArrayDeque<>();
    private final Deque<Step> way = new ArrayDeque<>();
    private int links;

    Walk() {
      way.push(new Step(held, root));
    }

    HeldEntry end() throws IOException {
      while (!ahead.isEmpty()) {
        Path next = ahead.pop();
        if (next.toString().equals("..")) {
          up();
        } else if (!next.toString().equals(".") && !next.toString().isEmpty()) {
          BasicFileAttributes found = HeldEntry.attributes(at().directory, next);
          if (found.isSymbolicLink()) {
            follow(at().path.resolve(next));
          } else if (ahead.isEmpty()) {
            return entry(next);
          } else if (found.isDirectory()) {
            down(next);
          } else {
            throw new NotDirectoryException(at().path.resolve(next).toString());
          }
        }
      }
      return entry(HeldEntry.itself(root));
    }

    private Step at() {
      return way.element();
    }

    private void up() throws IOException {
      if (way.size() == 1) {
        throw new FileTree.OutsideException(root.resolve("..").toString());
      }
      HeldTree.close(way.pop().directory);
    }

    private void down(Path name) throws IOException {
      Step from = at();
      way.push(
          new Step(
              from.directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS),
              from.path.resolve(name)));
    }

    /** What is read may be another link, swapped in: it is walked from here all the same. */
    private void follow(Path link) throws IOException {
      if (!followsLinks) {
        throw new FileTree.OutsideException(link.toString());
      }
      if (++links > MOST_LINKS) {
        throw new FileSystemLoopException(link.toString());
      }
      Path target;
      try {
        target = Files.readSymbolicLink(link);
      } catch (NotLinkException e) {
        throw new NoSuchFileException(link.toString());
      }
      if (target.isAbsolute()) {
        target = below(target);
        close();
      }
      for (int i = target.getNameCount() - 1; i >= 0; i--) {
        ahead.push(target.getName(i));
      }
    }

    /** A target that is named from the root of the disk, perhaps by a way through other links. */
    private Path below(Path target) throws IOException {
      Path real = target.startsWith(root) ? target : target.toRealPath();
      if (!real.startsWith(root)) {
        throw new FileTree.OutsideException(target.toString());
      }
      return root.relativize(real);
    }

    private HeldEntry entry(Path name) {
      Step last = at();
      boolean isRoot = way.size() == 1;
      if (!isRoot) {
        way.pop();
      }
      return new HeldEntry(HeldTree.this, last.directory, !isRoot, name, last.path);
    }

    /** Goes back to the root. */
    void close() {
      while (way.size() > 1) {
        HeldTree.close(way.pop().directory);
      }
    }
  }
}
