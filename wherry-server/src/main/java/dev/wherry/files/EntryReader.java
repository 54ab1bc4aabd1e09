package dev.wherry.files;

import dev.wherry.files.Entry.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory entry by entry, in the directory's own order, so that its size does not matter
 * to memory. Not for several threads at once. Methods may block as the file system does.
 */
public final class EntryReader implements EntrySource {

  private static final String UNIX =
      "unix:mode,ino,dev,nlink,uid,gid,size,lastModifiedTime,creationTime";

  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMLINK = 0120000;

  /** Asking the system for a name means reading its user database, so each is asked for once. */
  private static final Map<Integer, String> OWNERS = new ConcurrentHashMap<>();

  private static final Map<Integer, String> GROUPS = new ConcurrentHashMap<>();

  private final FileTree tree;
  private final Place place;
  private final DirectoryStream<Path> directory;
  private final Iterator<Path> entries;

  private EntryReader(FileTree tree, Place place, DirectoryStream<Path> directory) {
    this.tree = tree;
    this.place = place;
    this.directory = directory;
    this.entries = directory.iterator();
  }

  /** Opens {@code directory}, a place in {@code tree}, which is closed with the reader. */
  @SuppressWarnings("StreamResourceLeak") // the reader closes it
  public static EntrySource open(FileTree tree, Place directory) throws IOException {
    HeldEntry held = directory.held();
    if (held != null) {
      try (directory) {
        return new HeldEntries(tree, held.list());
      }
    }
    boolean isOpen = false;
    try {
      if (!directory.attributes().isDirectory()) { // the JDK would wait for a FIFO's writer
        throw new NotDirectoryException(directory.path().toString());
      }
      DirectoryStream<Path> stream = Files.newDirectoryStream(directory.path());
      isOpen = true;
      return new EntryReader(tree, directory, stream);
    } finally {
      if (!isOpen) {
        directory.close();
      }
    }
  }

  /** {@inheritDoc} What vanishes meanwhile is passed over. */
  @Override
  public @Nullable Entry next() throws IOException {
    try {
      while (entries.hasNext()) {
        Path path = entries.next();
        try {
          return read(tree, path, Names.of(path), LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
          // it was there a moment ago
        }
      }
      return null;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      directory.close();
    } finally {
      place.close();
    }
  }

  /** Reads what exists at {@code place}, under the name given. */
  public static Entry read(FileTree tree, Place place, String name) throws IOException {
    HeldEntry held = place.held();
    return held == null
        ? read(tree, place.path(), name)
        : HeldEntries.read(tree, held.directory(), held.name(), name);
  }

  private static Entry read(FileTree tree, Path path, String name, LinkOption... links)
      throws IOException {
    Entry entry = isUnix(path) ? readUnix(path, name, links) : readBasic(path, name, links);
    return entry.kind() == Kind.SYMLINK ? withTarget(tree, path, entry) : entry;
  }

  /** What {@code path} itself is, a link for itself. */
  static Kind kind(Path path) throws IOException {
    return readBasic(path, "", LinkOption.NOFOLLOW_LINKS).kind();
  }

  private static boolean isUnix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static Entry readUnix(Path path, String name, LinkOption... links) throws IOException {
    Map<String, Object> values = Files.readAttributes(path, UNIX, links);
    int mode = (int) value(values, "mode");
    int uid = (int) value(values, "uid");
    int gid = (int) value(values, "gid");
    learnNames(path, uid, gid, links);
    return new Entry(
        name,
        kind(mode),
        (long) value(values, "size"),
        seconds((FileTime) value(values, "lastModifiedTime")),
        seconds((FileTime) value(values, "creationTime")),
        mode,
        (int) value(values, "nlink"),
        OWNERS.get(uid),
        GROUPS.get(gid),
        null,
        Entry.unique((long) value(values, "dev"), (long) value(values, "ino")));
  }

  /** What {@code st_mode} says. */
  static Kind kind(int mode) {
    return switch (mode & TYPE) {
      case REGULAR -> Kind.FILE;
      case DIRECTORY -> Kind.DIRECTORY;
      case SYMLINK -> Kind.SYMLINK;
      default -> Kind.OTHER;
    };
  }

  /** The name of a user that {@link #learnNames} has learnt. */
  static @Nullable String owner(int uid) {
    return OWNERS.get(uid);
  }

  /** The name of a group that {@link #learnNames} has learnt. */
  static @Nullable String group(int gid) {
    return GROUPS.get(gid);
  }

  /** Has the system tell the names of a file's owner and group, if nobody has asked before. */
  static void learnNames(Path path, int uid, int gid, LinkOption... links) throws IOException {
    if (OWNERS.containsKey(uid) && GROUPS.containsKey(gid)) {
      return;
    }
    PosixFileAttributes names = Files.readAttributes(path, PosixFileAttributes.class, links);
    OWNERS.put(uid, names.owner().getName());
    GROUPS.put(gid, names.group().getName());
  }

  private static Object value(Map<String, Object> values, String key) {
    return Objects.requireNonNull(values.get(key), key);
  }

  private static Entry readBasic(Path path, String name, LinkOption... links) throws IOException {
    BasicFileAttributes values = Files.readAttributes(path, BasicFileAttributes.class, links);
    return entry(name, values);
  }

  static Entry entry(String name, BasicFileAttributes values) {
    return Entry.of(name, kind(values), values.size(), seconds(values.lastModifiedTime()));
  }

  static Kind kind(BasicFileAttributes values) {
    return values.isRegularFile()
        ? Kind.FILE
        : values.isDirectory()
            ? Kind.DIRECTORY
            : values.isSymbolicLink() ? Kind.SYMLINK : Kind.OTHER;
  }

  static Entry withTarget(FileTree tree, Path path, Entry link) throws IOException {
    String target = tree.visible(Files.readSymbolicLink(path));
    return target.isEmpty() ? link : link.pointingTo(target);
  }

  private static long seconds(FileTime time) {
    return time.to(TimeUnit.SECONDS);
  }
}
