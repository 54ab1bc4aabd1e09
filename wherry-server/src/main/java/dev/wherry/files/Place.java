package dev.wherry.files;

import dev.wherry.files.Entry.Kind;
import dev.wherry.io.Anchor;
import dev.wherry.io.ChannelFile;
import dev.wherry.io.EventLoop;
import dev.wherry.io.OpenFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a client's path leads, until it is closed: something that exists, or an entry of a
 * directory that exists. Where the system can hold descriptors, the place stays what was found,
 * whatever becomes of the directories and links on the way to it.
 *
 * <p>Not for several threads at once. Methods may block as the file system does.
 */
public final class Place implements Closeable {

  private static final Path NO_PATH = Path.of("");

  private final @Nullable Anchor anchor;
  private final @Nullable HeldEntry held;
  private final String name;
  private Runnable whenClosed;
  private Path path;

  private Place(
      @Nullable Anchor anchor,
      @Nullable HeldEntry held,
      String name,
      Path path,
      Runnable whenClosed) {
    this.anchor = anchor;
    this.held = held;
    this.name = name;
    this.path = path;
    this.whenClosed = whenClosed;
  }

  /** A path that nothing holds. */
  static Place of(Path path) {
    return new Place(null, null, "", path, Place::nothing);
  }

  /** What {@code held} is; it is the place's to close. */
  static Place of(Anchor held) {
    return new Place(held, null, "", NO_PATH, held::close);
  }

  /** An entry of a directory that somebody else holds; {@code whenClosed} runs once. */
  static Place entry(Anchor directory, String name, Runnable whenClosed) {
    return new Place(directory, null, name, NO_PATH, whenClosed);
  }

  /** What {@code held} is; it is the place's to close. */
  static Place of(HeldEntry held) {
    return new Place(null, held, "", held.path(), held::close);
  }

  /**
   * The entry {@code name} of the directory that this place is, which it stands for from now on.
   */
  Place entry(String name) throws IOException {
    if (held != null) {
      try (Place _ = this) {
        return of(held.entry(name));
      }
    }
    return anchor == null ? of(Names.below(path, name)) : entry(anchor, name, whenClosed);
  }

  /** What the JDK holds of it, or null. */
  @Nullable HeldEntry held() {
    return held;
  }

  /** Another entry of the same directory, to be used while this place is open. */
  Place beside(String other) throws IOException {
    if (anchor != null) {
      return entry(anchor, other, Place::nothing);
    }
    if (held != null) {
      return of(held.beside(other));
    }
    Path parent = path.getParent();
    if (parent == null) {
      throw new FileSystemException(path.toString(), null, "the root directory cannot be changed");
    }
    return of(Names.below(parent, other));
  }

  /** The last name on the way. */
  String name() {
    return anchor == null ? Names.of(path) : name;
  }

  /** The place for {@code java.nio.file}, while it is open. */
  Path path() {
    if (path.equals(NO_PATH) && anchor != null) {
      path = name.isEmpty() ? anchor.path() : Names.below(anchor.path(), name);
    }
    return path;
  }

  /** What an entry is by itself, a link for itself; null if there is none. */
  public @Nullable Kind kind() throws IOException {
    if (anchor != null && !name.isEmpty()) {
      int mode = anchor.mode(WireText.encode(name));
      return mode == 0 ? null : EntryReader.kind(mode);
    }
    if (held != null) {
      return held.kind();
    }
    return Files.exists(path(), LinkOption.NOFOLLOW_LINKS) ? EntryReader.kind(path()) : null;
  }

  /**
   * Opens a regular file as {@link dev.wherry.io.Transport#open} does.
   *
   * @param loop whose thread asks and will use the file, or null for any other thread
   */
  public OpenFile open(@Nullable EventLoop loop, Set<? extends OpenOption> options)
      throws IOException {
    if (held != null) {
      return held.open(options);
    }
    if (loop == null) {
      return ChannelFile.open(path(), options);
    }
    OpenFile fast =
        anchor == null || name.isEmpty() ? null : loop.open(anchor, WireText.encode(name), options);
    return fast == null ? loop.open(path(), options) : fast;
  }

  /** What there is, behind a link if this is one. */
  public BasicFileAttributes attributes() throws IOException {
    return held == null
        ? Files.readAttributes(path(), BasicFileAttributes.class)
        : held.attributes();
  }

  /** Whether there is a directory. */
  public boolean isDirectory() throws IOException {
    return held == null ? Files.isDirectory(path()) : held.kind() == Kind.DIRECTORY;
  }

  /** The way here without links. */
  public Path real() throws IOException {
    return held == null ? path().toRealPath() : held.path();
  }

  /** The way to an entry, which need not be there, without links before it. */
  Path destination() throws IOException {
    if (anchor == null) {
      return path().toAbsolutePath();
    }
    Path real = anchor.path().toRealPath();
    return name.isEmpty() ? real : Names.below(real, name);
  }

  /** How many bytes can be stored here. */
  public long usableSpace() throws IOException {
    return Files.getFileStore(path()).getUsableSpace();
  }

  /** Removes the entry: a link itself, a directory if it is empty. */
  public void delete() throws IOException {
    if (held == null) {
      Files.delete(path());
    } else {
      held.delete();
    }
  }

  /** The same, if it is there. */
  void deleteIfExists() throws IOException {
    try {
      delete();
    } catch (NoSuchFileException _) {
      // as it should be
    }
  }

  /** Makes the entry a directory. */
  public void createDirectory() throws IOException {
    if (held == null) {
      Files.createDirectory(path());
    } else {
      held.createDirectory();
    }
  }

  /** Makes the entry a link. */
  public void createLink(Path target) throws IOException {
    if (held == null) {
      Files.createSymbolicLink(path(), target);
    } else {
      held.createLink(target);
    }
  }

  /** Sets when the content changed last. */
  public void setModified(FileTime time) throws IOException {
    if (held == null) {
      Files.setLastModifiedTime(path(), time);
    } else {
      held.setModified(time);
    }
  }

  /** Sets when it was made; false if the file system cannot do that. */
  public boolean setCreated(FileTime time) throws IOException {
    if (held != null) {
      return false; // no system that can hold it this way can set it
    }
    BasicFileAttributeView view = Files.getFileAttributeView(path(), BasicFileAttributeView.class);
    FileTime before = view.readAttributes().lastModifiedTime();
    view.setTimes(null, null, time); // systems that cannot do it say nothing
    view.setTimes(before, null, null);
    return view.readAttributes().creationTime().equals(time);
  }

  /** Whether it has Unix permission bits. */
  public boolean hasMode() {
    return path().getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /** Sets the permission bits, and the sticky one. */
  public void setMode(int mode, LinkOption... links) throws IOException {
    if (held == null) {
      Files.setAttribute(path(), "unix:mode", mode, links);
    } else {
      held.setMode(mode);
    }
  }

  /** Gives this new file the permissions of one that is there, if the disk has them. */
  void copyPermissions(Place old) throws IOException {
    if (held != null && old.held != null) {
      held.copyPermissions(old.held);
      return;
    }
    Path from = old.path();
    if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)
        && Files.getFileStore(from).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path(), Files.getPosixFilePermissions(from));
    }
  }

  private static void nothing() {}

  /** Gives an entry the name and directory of another one, whose place it takes. */
  public void moveTo(Place other) throws IOException {
    if (anchor != null && other.anchor != null) {
      anchor.rename(WireText.encode(name), other.anchor, WireText.encode(other.name));
      return;
    }
    if (held != null && other.held != null) {
      held.moveTo(other.held);
      return;
    }
    try {
      Files.move(path(), other.path(), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(path(), other.path(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Lets go of what is held. Closing twice does nothing. */
  @Override
  public void close() {
    whenClosed.run();
    whenClosed = Place::nothing;
  }
}
