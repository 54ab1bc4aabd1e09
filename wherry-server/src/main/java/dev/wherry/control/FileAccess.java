package dev.wherry.control;

import dev.wherry.Permission;
import dev.wherry.User;
import dev.wherry.files.EntrySource;
import dev.wherry.files.FallbackNames;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Place;
import dev.wherry.files.TextEntries;
import dev.wherry.files.Usage;
import dev.wherry.files.UserTree;
import dev.wherry.io.EventLoop;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a session's commands come to files: by the names the client uses, as far as the user may, up
 * to the quota, and opened in the way that suits the thread. Whoever runs the session's command
 * owns it.
 */
public final class FileAccess {

  private final Settings settings;
  private final EventLoop loop;
  private final State state;
  private @Nullable UserTree tree;
  private @Nullable Permission need;
  private Usage usage = Usage.UNLIMITED;

  FileAccess(Settings settings, EventLoop loop, State state) {
    this.settings = settings;
    this.loop = loop;
    this.state = state;
  }

  /** What a user has, from now on; with nulls it is nothing. */
  void change(@Nullable User user, @Nullable UserTree files) {
    leave();
    tree = files;
    usage = user == null ? Usage.UNLIMITED : settings.quotas().of(user);
  }

  /** Gives the tree back. */
  void leave() {
    if (tree != null) {
      tree.leave();
      tree = null;
    }
  }

  /** The path the client means by {@code argument}. */
  public FtpPath path(String argument) {
    FallbackNames fallback = settings.fallback();
    return fallback == null
        ? state.directory.resolve(argument)
        : tree().known(state.directory.resolve(fallback.text(argument)), fallback);
  }

  /** A path, or a part of one, as the client sees it. */
  public String shown(String path) {
    FallbackNames fallback = settings.fallback();
    return fallback == null ? path : fallback.text(path);
  }

  /** The user's files, as far as the permission goes that the command needs. */
  public UserTree tree() {
    return known().needing(need);
  }

  /** The same files for somebody who works beside the session, and gives them back. */
  UserTree share() {
    return known().share();
  }

  private UserTree known() {
    if (tree == null) {
      throw new IllegalStateException("nobody is logged in");
    }
    return tree;
  }

  /**
   * The command that runs needs this permission at every path it looks up from now on.
   *
   * @return false if the user has it nowhere
   */
  public boolean needs(@Nullable Permission permission) {
    need = permission;
    return permission == null || (state.user != null && state.user.mayAnywhere(permission));
  }

  /** Whether the user may do this, too, where the client names a path so. */
  public boolean may(Permission permission, FtpPath path) {
    return state.user != null
        && state.user.permissionsAt(shown(path.toString())).allows(permission);
  }

  /** Whether line ends are changed on the way. */
  public boolean convertsAscii() {
    return state.isAscii && !settings.textAsIs();
  }

  /** What the user keeps in the home, if that counts and the path lies there. */
  public Usage usage(FtpPath path) {
    return state.user == null || !known().isInHome(path) ? Usage.UNLIMITED : usage;
  }

  /** Whether it is known what the user keeps, or does not matter. */
  boolean isCounted() {
    return usage.isKnown();
  }

  /** Counts what the user keeps, on a thread that may block. */
  void count() throws IOException {
    usage.count();
  }

  /** Whether looking something up may take a while. */
  boolean isSlow() {
    return tree != null && !tree.isLocal();
  }

  /** Where a file's content may be read and written: null for the loop, else on these threads. */
  public @Nullable Executor threads() {
    return known().isLocal() ? null : settings.threads();
  }

  /** Opens a file in the way that suits those who will read and write it. */
  public OpenFile open(Place place, Set<? extends OpenOption> options) throws IOException {
    return place.open(fileLoop(), options);
  }

  /** Opens a file to be read, see {@link #open}. */
  public OpenFile read(FtpPath path) throws IOException {
    return tree().read(path, fileLoop());
  }

  /** What the loop opens is for the loop alone, and MODE Z works on other threads. */
  private @Nullable EventLoop fileLoop() {
    return loop.isInLoop() && state.deflateLevel == 0 ? loop : null;
  }

  /**
   * Opens a directory in the way that suits the thread that asks.
   *
   * @param onLoop whether the entries will be read by the loop, too
   */
  public EntrySource entries(FtpPath directory, boolean onLoop) throws IOException {
    EntrySource entries = tree().entries(directory, onLoop && loop.isInLoop() ? loop : null);
    FallbackNames fallback = settings.fallback();
    return fallback == null ? entries : new TextEntries(entries, fallback);
  }
}
