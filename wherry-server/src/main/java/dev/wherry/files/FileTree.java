package dev.wherry.files;

import dev.wherry.Symlinks;
import dev.wherry.files.Entry.Kind;
import dev.wherry.io.Anchor;
import dev.wherry.io.DirectoryCursor;
import dev.wherry.io.EventLoop;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A user's home directory as the root of a tree: turns a client's path into a place on disk, and
 * never into one that lies outside. Symbolic links are followed as {@link Symlinks} says; but for
 * {@link Symlinks#FOLLOW} they do not lead out either.
 *
 * <p>Where there are {@link Anchor}s (Linux) the kernel sees to that with each look-up, and what
 * was found is held: nobody can swap a directory for a link between the check and the use. Else a
 * {@link HeldTree} walks the path name by name, if the JDK can hold directories. Where it cannot
 * (Windows, file systems of others) the check and the use are two steps, and somebody with another
 * way to write to the disk is not kept out.
 *
 * <p>Safe for use by many threads. Methods may block as the file system does.
 */
public final class FileTree {

  /** A system property: {@code true} to look names up as where the kernel has no openat2. */
  private static final String WITHOUT_OPENAT2 = "dev.wherry.without-openat2";

  private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);

  private final Path root;
  private final Symlinks symlinks;
  private final @Nullable Anchor anchor;
  private final @Nullable HeldTree held;
  private final Consumer<FileTree> whenLeft;
  private final AtomicInteger users = new AtomicInteger(1);

  private FileTree(
      Path root,
      Symlinks symlinks,
      @Nullable Anchor anchor,
      @Nullable HeldTree held,
      Consumer<FileTree> whenLeft) {
    this.root = root;
    this.symlinks = symlinks;
    this.anchor = anchor;
    this.held = held;
    this.whenLeft = whenLeft;
  }

  /**
   * The tree below {@code home}, with one user.
   *
   * @param whenLeft hears that the last user has left
   * @throws IOException if that is not a directory
   */
  static FileTree of(Path home, Symlinks symlinks, Consumer<FileTree> whenLeft) throws IOException {
    Path root = home.toRealPath();
    if (!Files.isDirectory(root)) {
      throw new FileSystemException(home.toString(), null, "not a directory");
    }
    if (!isLocal(root)) {
      return new FileTree(root, symlinks, null, null, whenLeft);
    }
    if (Anchor.unsupported() == null && !Boolean.getBoolean(WITHOUT_OPENAT2)) {
      Anchor anchor = Anchor.hold(root, links(symlinks));
      return new FileTree(root, symlinks, anchor, null, whenLeft);
    }
    HeldTree held = symlinks == Symlinks.FOLLOW ? null : HeldTree.of(root, symlinks);
    return new FileTree(root, symlinks, null, held, whenLeft);
  }

  private static Anchor.Links links(Symlinks symlinks) {
    return switch (symlinks) {
      case NEVER -> Anchor.Links.NONE;
      case INSIDE -> Anchor.Links.BELOW;
      case FOLLOW -> Anchor.Links.ALL;
    };
  }

  private static boolean isLocal(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault());
  }

  /** Whether the files are on the system's own disks, where looking something up does not wait. */
  public boolean isLocal() {
    return isLocal(root);
  }

  /** Where links lead. */
  public Symlinks symlinks() {
    return symlinks;
  }

  /** Whether this is still what {@code home} leads to. */
  boolean isAt(Path home) throws IOException {
    return anchor != null ? anchor.isAt(home) : held != null && held.isAt(home);
  }

  /** One more user, unless the last one has left. */
  boolean enter() {
    return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** One more user, who leaves for himself: whoever uses the tree beside a session. */
  public FileTree share() {
    if (!enter()) {
      throw new IllegalStateException("the last user has left");
    }
    return this;
  }

  /** One user less. After the last one the home is held no longer. */
  public void leave() {
    if (users.decrementAndGet() == 0) {
      if (anchor != null) {
        anchor.close();
      }
      if (held != null) {
        held.close();
      }
      whenLeft.accept(this);
    }
  }

  /** Something that exists; links are followed, also the last one. */
  public Place existing(FtpPath path) throws IOException {
    if (held != null) {
      return Place.of(held.find(path));
    }
    return anchor == null ? Place.of(real(path)) : Place.of(find(anchor, path));
  }

  private Anchor find(Anchor from, FtpPath path) throws IOException {
    try {
      return from.find(bytes(path), true);
    } catch (Anchor.OutsideException e) {
      return findReal(from, real(path));
    }
  }

  /** For links that name something inside from the root of the disk; nobody swaps it meanwhile. */
  private Anchor findReal(Anchor from, Path real) throws IOException {
    if (symlinks == Symlinks.FOLLOW && !real.startsWith(root)) {
      return Anchor.hold(real, Anchor.Links.ALL);
    }
    try {
      return from.find(WireText.encode(relative(real)), false);
    } catch (Anchor.OutsideException e) {
      throw new OutsideException(real.toString());
    }
  }

  /**
   * An entry of an existing directory, which itself need not exist; if it is a link, the link is
   * meant and not what it points to.
   *
   * @throws FileSystemException if the path is the root, which is no entry
   */
  public Place entry(FtpPath path) throws IOException {
    if (path.isRoot()) {
      throw new FileSystemException("/", null, "the root directory cannot be changed");
    }
    FtpPath parent = path.parent();
    return anchor != null && parent.isRoot()
        ? Place.entry(anchor, path.name(), share()::leave)
        : existing(parent).entry(path.name());
  }

  /**
   * Where an upload to {@code path} goes: what exists under the name, behind links, or a new entry.
   *
   * @throws NoSuchFileException for a link to nothing, which could lead anywhere once followed
   */
  public Target target(FtpPath path) throws IOException {
    Target entry = Target.of(entry(path));
    if (entry.found() != Kind.SYMLINK) {
      return entry;
    }
    entry.place().close();
    return Target.of(held == null ? realEntry(real(path)) : Place.of(held.find(path)));
  }

  private Place realEntry(Path real) throws IOException {
    Path parent = real.getParent();
    if (real.equals(root) || parent == null) {
      throw new FileSystemException("/", null, "the root directory cannot be changed");
    }
    return anchor == null
        ? Place.of(real)
        : Place.of(findReal(anchor, parent)).entry(Names.of(real));
  }

  /**
   * Opens a file to read.
   *
   * @param loop whose thread asks and will read, or null for any other thread
   */
  public OpenFile read(FtpPath path, @Nullable EventLoop loop) throws IOException {
    if (anchor != null && loop != null) {
      try {
        OpenFile fast = loop.open(anchor, bytes(path), READ);
        if (fast != null) {
          return fast;
        }
      } catch (Anchor.OutsideException _) {
        // perhaps a link that names something inside from the root of the disk
      }
    }
    try (Place place = existing(path)) {
      return place.open(loop, READ);
    }
  }

  /**
   * Opens a directory.
   *
   * @param loop whose thread asks and will read, or null for any other thread
   * @throws NotDirectoryException if it is none
   */
  public EntrySource entries(FtpPath path, @Nullable EventLoop loop) throws IOException {
    DirectoryCursor fast = loop == null ? null : cursor(path, loop);
    return fast == null ? EntryReader.open(this, existing(path)) : new CursorEntries(this, fast);
  }

  private @Nullable DirectoryCursor cursor(FtpPath path, EventLoop loop) throws IOException {
    if (held != null) {
      return null;
    }
    if (anchor == null) {
      return loop.list(real(path));
    }
    try {
      return loop.list(anchor, bytes(path));
    } catch (Anchor.OutsideException e) {
      try (Anchor found = findReal(anchor, real(path))) {
        return loop.list(found, new byte[0]);
      }
    }
  }

  /**
   * The same path, in which names that are not on the disk in UTF-8 but in the charset of {@code
   * fallback} are what they are on the disk.
   */
  public FtpPath known(FtpPath path, FallbackNames fallback) {
    FtpPath known = FtpPath.ROOT;
    for (String name : path.names()) {
      FtpPath next = known.resolve(name);
      String other = fallback.onDisk(name);
      if (other != null && !other.equals(name) && !isThere(next)) {
        FtpPath alternative = known.resolve(other);
        next = isThere(alternative) ? alternative : next;
      }
      known = next;
    }
    return known;
  }

  private boolean isThere(FtpPath path) {
    try (Place place = entry(path)) {
      return place.kind() != null;
    } catch (IOException e) {
      return false; // its directory is not there either
    }
  }

  /** What a link points to, as a client may see it: empty if that lies outside of the tree. */
  String visible(Path target) {
    if (!target.isAbsolute()) {
      return Names.text(target);
    }
    return target.startsWith(root) ? "/" + relative(target) : "";
  }

  private static byte[] bytes(FtpPath path) {
    return WireText.encode(path.relative());
  }

  private String relative(Path real) {
    String base = Names.text(root);
    String whole = Names.text(real);
    int start = base.endsWith("/") ? base.length() : base.length() + 1;
    return whole.substring(Math.min(start, whole.length()));
  }

  /**
   * The path, without links on the way, of something that was found in this tree; null for what
   * lies outside, where links may lead there.
   */
  @Nullable FtpPath seen(Place found) throws IOException {
    Path real = found.real();
    if (real.startsWith(root)) {
      return FtpPath.ROOT.resolve("./" + relative(real));
    }
    if (symlinks != Symlinks.FOLLOW) {
      throw new OutsideException(real.toString());
    }
    return null;
  }

  /** By path, for whatever is not held; where all is held, it is asked for links only. */
  private Path real(FtpPath path) throws IOException {
    Path real = Names.below(root, path.relative()).toRealPath();
    boolean isAllowed =
        switch (symlinks) {
          case NEVER -> anchor == null && real.startsWith(root) && !hasLink(path);
          case INSIDE -> real.startsWith(root);
          case FOLLOW -> true;
        };
    if (!isAllowed) {
      throw new OutsideException(real.toString());
    }
    return real;
  }

  private boolean hasLink(FtpPath path) {
    for (FtpPath at = path; !at.isRoot(); at = at.parent()) {
      if (Files.isSymbolicLink(Names.below(root, at.relative()))) {
        return true;
      }
    }
    return false;
  }

  /** A link led out of the tree; to the client it is as if nothing were there. */
  static final class OutsideException extends NoSuchFileException {

    private static final long serialVersionUID = 1;

    OutsideException(String file) {
      super(file, null, "outside of the home directory");
    }
  }
}
