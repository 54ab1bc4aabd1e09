package dev.wherry.files;

import dev.wherry.Folder;
import dev.wherry.Permission;
import dev.wherry.Symlinks;
import dev.wherry.User;
import dev.wherry.io.EventLoop;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files as one user sees them: the home, the folders that appear in it, and what the user's
 * rules allow.
 *
 * <p>Rules are asked twice: for the path as the client names it, and for the path behind its links.
 * A user without rules and folders has nothing of it but the home's {@link FileTree}. Safe for use
 * by many threads. Methods may block as the file system does.
 */
public final class UserTree {

  private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);

  private final List<Mounted> mounts;
  private final @Nullable User ruled;
  private final @Nullable FallbackNames fallback;
  private final @Nullable Permission need;

  /** A directory and where it appears; the home is the first, and at the root. */
  private record Mounted(FtpPath at, FileTree tree) {

    boolean has(FtpPath path) {
      return at.isRoot() || path.equals(at) || path.toString().startsWith(at + "/");
    }

    /** The path below this directory. */
    FtpPath below(FtpPath path) {
      return at.isRoot()
          ? path
          : FtpPath.ROOT.resolve("./" + path.toString().substring(at.toString().length()));
    }

    /** Where something below this directory appears. */
    FtpPath seen(FtpPath below) {
      return at.resolve("./" + below.relative());
    }
  }

  private UserTree(
      List<Mounted> mounts,
      @Nullable User ruled,
      @Nullable FallbackNames fallback,
      @Nullable Permission need) {
    this.mounts = mounts;
    this.ruled = ruled;
    this.fallback = fallback;
    this.need = need;
  }

  /**
   * The tree of {@code user}, to be given back by {@link #leave}.
   *
   * @param fallback what names are that are not UTF-8, as rules are to know them; or null
   * @throws IOException if the home or a folder is not a directory
   */
  public static UserTree of(User user, Homes homes, @Nullable FallbackNames fallback)
      throws IOException {
    List<Mounted> mounts = new ArrayList<>(1 + user.folders().size());
    boolean isWhole = false;
    try {
      mounts.add(new Mounted(FtpPath.ROOT, homes.enter(user.home(), user.symlinks())));
      for (Folder folder : user.folders()) {
        mounts.add(
            new Mounted(
                FtpPath.ROOT.resolve(folder.path()),
                homes.enter(folder.directory(), user.symlinks())));
      }
      isWhole = true;
    } finally {
      if (!isWhole) {
        mounts.forEach(mount -> mount.tree.leave());
      }
    }
    return new UserTree(List.copyOf(mounts), user.rules().isEmpty() ? null : user, fallback, null);
  }

  /** The same tree, where every path must be one at which the user has this permission. */
  public UserTree needing(@Nullable Permission permission) {
    return ruled == null || permission == need
        ? this
        : new UserTree(mounts, ruled, fallback, permission);
  }

  /** Whether all files are on the system's own disks, where looking something up does not wait. */
  public boolean isLocal() {
    for (Mounted mount : mounts) {
      if (!mount.tree.isLocal()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a path belongs to the home, and not to a folder. */
  public boolean isInHome(FtpPath path) {
    return mount(path).at.isRoot();
  }

  /** Where links lead at a path. */
  public Symlinks symlinks(FtpPath path) {
    return mount(path).tree.symlinks();
  }

  /** Whether the user has rules: then what holds for a directory need not hold for all below it. */
  public boolean hasRules() {
    return ruled != null;
  }

  /** One more user of the tree, who leaves for himself: whoever uses it beside a session. */
  public UserTree share() {
    mounts.forEach(mount -> mount.tree.share());
    return this;
  }

  /** One user less. */
  public void leave() {
    mounts.forEach(mount -> mount.tree.leave());
  }

  /** Something that exists; links are followed, also the last one. */
  public Place existing(FtpPath path) throws IOException {
    check(path);
    Mounted mount = mount(path);
    return checked(mount, mount.tree.existing(mount.below(path)));
  }

  /**
   * An entry of an existing directory, which itself need not exist; if it is a link, the link is
   * meant and not what it points to.
   *
   * @throws FileSystemException if the path is the root or a folder, which is no entry
   */
  public Place entry(FtpPath path) throws IOException {
    check(path);
    Mounted mount = mount(path);
    if (ruled == null || mount.at.equals(path)) {
      return mount.tree.entry(mount.below(path));
    }
    Place parent = mount.tree.existing(mount.below(path.parent()));
    boolean isReady = false;
    try {
      FtpPath real = mount.tree.seen(parent);
      if (real != null) {
        check(mount.seen(real).resolve("./" + path.name()));
      }
      isReady = true;
    } finally {
      if (!isReady) {
        parent.close();
      }
    }
    return parent.entry(path.name());
  }

  /** An entry that may be moved elsewhere with all that lies in it. */
  public Place movable(FtpPath path) throws IOException {
    if (ruled != null && ruled.hasRulesBelow(text(path))) {
      throw new NotPermittedException(path.toString());
    }
    return entry(path);
  }

  /**
   * Where an upload to {@code path} goes: what exists under the name, behind links, or a new entry.
   *
   * @throws NoSuchFileException for a link to nothing, which could lead anywhere once followed
   */
  public Target target(FtpPath path) throws IOException {
    if (ruled == null) {
      Mounted mount = mount(path);
      return mount.tree.target(mount.below(path));
    }
    boolean isThere;
    try (Place entry = entry(path)) {
      isThere = entry.kind() != null;
    }
    Mounted mount = mount(path);
    Target target = mount.tree.target(mount.below(path));
    return isThere ? new Target(checked(mount, target.place()), target.found()) : target;
  }

  /**
   * Opens a file to read.
   *
   * @param loop whose thread asks and will read, or null for any other thread
   */
  public OpenFile read(FtpPath path, @Nullable EventLoop loop) throws IOException {
    if (ruled == null) {
      Mounted mount = mount(path);
      return mount.tree.read(mount.below(path), loop);
    }
    try (Place place = existing(path)) {
      return place.open(loop, READ);
    }
  }

  /**
   * Opens a directory; what is hidden is passed over, and folders appear.
   *
   * @param loop whose thread asks and will read, or null for any other thread
   */
  public EntrySource entries(FtpPath path, @Nullable EventLoop loop) throws IOException {
    if (ruled != null) {
      existing(path).close();
    }
    Mounted mount = mount(path);
    EntrySource onDisk = mount.tree.entries(mount.below(path), loop);
    return ruled == null && mounts.size() == 1 ? onDisk : new SeenEntries(this, path, onDisk);
  }

  /** Reads what a place in this tree is, under the name given. */
  public Entry read(FtpPath path, Place place, String name) throws IOException {
    return EntryReader.read(mount(path).tree, place, name);
  }

  /**
   * The same path, in which names that are not on the disk in UTF-8 but in the charset of {@code
   * fallback} are what they are on the disk.
   */
  public FtpPath known(FtpPath path, FallbackNames fallback) {
    Mounted mount = mount(path);
    return mount.seen(mount.tree.known(mount.below(path), fallback));
  }

  /** Whether what the client names so is to be passed over in listings. */
  boolean hides(FtpPath directory, String name) {
    try {
      return ruled != null && ruled.isHidden(text(directory.resolve("./" + name)));
    } catch (InvalidPathException e) {
      return true; // nobody could name it
    }
  }

  /** The folders that appear in {@code directory}. */
  List<FtpPath> foldersIn(FtpPath directory) {
    return mounts.stream()
        .map(Mounted::at)
        .filter(at -> !at.isRoot() && at.parent().equals(directory))
        .filter(at -> !hides(directory, at.name()))
        .toList();
  }

  /** The directory whose own path is the longest of those that the path lies in. */
  private Mounted mount(FtpPath path) {
    Mounted best = mounts.getFirst();
    for (int i = 1; i < mounts.size(); i++) {
      Mounted mount = mounts.get(i);
      if (mount.has(path) && mount.at.toString().length() > best.at.toString().length()) {
        best = mount;
      }
    }
    return best;
  }

  private Place checked(Mounted mount, Place found) throws IOException {
    boolean isPermitted = ruled == null;
    try {
      if (ruled != null) {
        FtpPath real = mount.tree.seen(found);
        if (real != null) {
          check(mount.seen(real));
        }
        isPermitted = true;
      }
    } finally {
      if (!isPermitted) {
        found.close();
      }
    }
    return found;
  }

  /** The path as rules have it. */
  private String text(FtpPath path) {
    return fallback == null ? path.toString() : fallback.text(path.toString());
  }

  private void check(FtpPath path) throws IOException {
    if (ruled == null) {
      return;
    }
    if (ruled.isHidden(text(path))) {
      throw new NoSuchFileException(path.toString());
    }
    if (need != null && !ruled.permissionsAt(text(path)).allows(need)) {
      throw new NotPermittedException(path.toString());
    }
  }

  /** The disk would let it happen, but a rule does not. */
  static final class NotPermittedException extends AccessDeniedException {

    private static final long serialVersionUID = 1;

    NotPermittedException(String file) {
      super(file);
    }
  }
}
