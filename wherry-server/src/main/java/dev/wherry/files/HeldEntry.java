package dev.wherry.files;

import dev.wherry.files.Entry.Kind;
import dev.wherry.io.ChannelFile;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An entry of a directory that a {@link HeldTree} has found and holds. Everything is done by the
 * open directory and one name, and no link is followed.
 *
 * <p>Not for several threads at once. Methods may block as the file system does.
 */
final class HeldEntry {

  private static final Logger log = LoggerFactory.getLogger(HeldEntry.class);

  /** The constants of {@link PosixFilePermission} are in the order of {@code rwxrwxrwx}. */
  private static final int FIRST_BIT = 0400;

  private final HeldTree tree;
  private final SecureDirectoryStream<Path> directory;
  private final boolean owned;
  private final Path name;
  private final Path found;

  /**
   * An entry.
   *
   * @param owned whether the directory is closed with the entry
   * @param found where the directory was found
   */
  HeldEntry(
      HeldTree tree, SecureDirectoryStream<Path> directory, boolean owned, Path name, Path found) {
    this.tree = tree;
    this.directory = directory;
    this.owned = owned;
    this.name = name;
    this.found = found;
  }

  /** The name by which a directory is its own entry. */
  static Path itself(Path any) {
    return any.getFileSystem().getPath(".");
  }

  static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  SecureDirectoryStream<Path> directory() {
    return directory;
  }

  Path name() {
    return name;
  }

  /** Where it was found; nothing is done by it that could lead out. */
  Path path() {
    return name.equals(itself(name)) ? found : found.resolve(name);
  }

  /** The entry {@code other} of the directory that this is. */
  HeldEntry entry(String other) throws IOException {
    Path at = path();
    return new HeldEntry(tree, list(), true, Names.below(at, other).getFileName(), at);
  }

  /** Another entry of the same directory, to be used while this one is open. */
  HeldEntry beside(String other) {
    return new HeldEntry(tree, directory, false, Names.below(found, other).getFileName(), found);
  }

  BasicFileAttributes attributes() throws IOException {
    return attributes(directory, name);
  }

  <V extends FileAttributeView> V view(Class<V> type) {
    return directory.getFileAttributeView(name, type, LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens the directory that this is, for whoever asks to close it. */
  SecureDirectoryStream<Path> list() throws IOException {
    if (!attributes().isDirectory()) {
      throw new NotDirectoryException(path().toString());
    }
    return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
  }

  OpenFile open(Set<? extends OpenOption> options) throws IOException {
    try {
      if (!attributes().isRegularFile()) { // a FIFO would wait for its writer
        throw new FileSystemException(path().toString(), null, "not a regular file");
      }
    } catch (NoSuchFileException _) {
      // or else there is nothing to open
    }
    Set<OpenOption> strict = new HashSet<>(options);
    strict.add(LinkOption.NOFOLLOW_LINKS);
    return ChannelFile.of(directory.newByteChannel(name, strict));
  }

  void delete() throws IOException {
    if (attributes().isDirectory()) {
      directory.deleteDirectory(name);
    } else {
      directory.deleteFile(name);
    }
  }

  void moveTo(HeldEntry other) throws IOException {
    directory.move(name, other.directory, other.name);
  }

  void createDirectory() throws IOException {
    create(Files::createDirectory);
  }

  void createLink(Path target) throws IOException {
    create(path -> Files.createSymbolicLink(path, target));
  }

  /**
   * The JDK makes directories and links by paths only, which somebody may turn elsewhere. So they
   * are made in the home itself, where there is nothing to turn, and moved by the open directories.
   */
  private void create(Maker maker) throws IOException {
    if (kind() != null) {
      throw new FileAlreadyExistsException(path().toString());
    }
    Path made = Path.of(".made." + Integer.toHexString(ThreadLocalRandom.current().nextInt()));
    try {
      maker.make(tree.root().resolve(made));
    } catch (AccessDeniedException e) {
      createHere(maker, e);
      return;
    }
    boolean isMoved = false;
    try {
      tree.move(made, this);
      isMoved = true;
    } catch (AtomicMoveNotSupportedException e) { // another disk is mounted here
      createHere(maker, e);
    } finally {
      if (!isMoved) {
        Files.delete(tree.root().resolve(made));
      }
    }
  }

  /** The best there is where the home itself is not to be written: a window of microseconds. */
  private void createHere(Maker maker, FileSystemException otherwise) throws IOException {
    Object key =
        directory.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
    Path real = found.toRealPath();
    if (!real.equals(found)
        || key == null
        || !key.equals(Files.readAttributes(real, BasicFileAttributes.class).fileKey())) {
      throw otherwise;
    }
    maker.make(path());
  }

  /** What it is, or null if it is not there. */
  @Nullable Kind kind() throws IOException {
    try {
      return EntryReader.kind(attributes());
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  void setModified(FileTime time) throws IOException {
    BasicFileAttributes now = attributes();
    if (!now.isRegularFile() && !now.isDirectory()) { // a FIFO would wait
      throw new FileSystemException(path().toString(), null, "not a regular file");
    }
    view(BasicFileAttributeView.class).setTimes(time, null, null);
  }

  /** The nine bits of permission; there is no way to set another one. */
  void setMode(int mode) throws IOException {
    if (mode > 0777) {
      throw new UnsupportedOperationException("the JDK sets the bits of permission only");
    }
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    int bit = FIRST_BIT;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((mode & bit) != 0) {
        permissions.add(permission);
      }
      bit >>= 1;
    }
    view(PosixFileAttributeView.class).setPermissions(permissions);
  }

  void copyPermissions(HeldEntry old) throws IOException {
    PosixFileAttributeView from = old.view(PosixFileAttributeView.class);
    if (from != null && old.attributes().isRegularFile()) {
      view(PosixFileAttributeView.class).setPermissions(from.readAttributes().permissions());
    }
  }

  /** The bits of {@code st_mode}. */
  static int mode(Set<PosixFilePermission> permissions) {
    int mode = 0;
    int bit = FIRST_BIT;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      mode |= permissions.contains(permission) ? bit : 0;
      bit >>= 1;
    }
    return mode;
  }

  /** Lets go of the directory. */
  void close() {
    if (owned) {
      try {
        directory.close();
      } catch (IOException e) {
        log.debug("error on close", e);
      }
    }
  }

  private interface Maker {
    void make(Path path) throws IOException;
  }
}
