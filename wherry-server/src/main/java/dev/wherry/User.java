package dev.wherry;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may log in.
 *
 * @param name the name of the account, as hooks and logs show it
 * @param home the directory the user sees as {@code /} and cannot leave, on any file system; a
 *     relative path counts from the working directory of the process. It need not exist yet
 * @param permissions what the user may do where no rule says otherwise
 * @param rules what the user may do in parts of the tree; the last one that fits decides
 * @param folders directories from elsewhere that appear in the tree
 * @param limits what the user may take of the server
 * @param symlinks where symbolic links lead; null for what the server says
 */
public record User(
    String name,
    Path home,
    Permissions permissions,
    List<AccessRule> rules,
    List<Folder> folders,
    UserLimits limits,
    @Nullable Symlinks symlinks) {

  /**
   * A user, after a check of its values.
   *
   * @throws IllegalArgumentException if the name is empty or holds a control character, or two
   *     folders have one path
   */
  public User {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a user's name cannot be empty");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a user's name cannot hold control characters");
    }
    home = home.toAbsolutePath();
    rules = List.copyOf(rules);
    folders = List.copyOf(folders);
    if (folders.stream().map(Folder::path).distinct().count() < folders.size()) {
      throw new IllegalArgumentException("two folders of '" + name + "' have one path");
    }
  }

  /** A user with one directory, the same rights everywhere in it, and no limits of its own. */
  public User(String name, Path home, Permissions permissions) {
    this(name, home, permissions, List.of(), List.of(), UserLimits.NONE, null);
  }

  /** What the user may do at {@code path}, which is absolute, as the user sees it. */
  public Permissions permissionsAt(String path) {
    AccessRule rule = ruleAt(path);
    return rule == null ? permissions : rule.permissions();
  }

  /** Whether the user must not see that there is something at {@code path}. */
  public boolean isHidden(String path) {
    AccessRule rule = ruleAt(path);
    return rule != null && rule.isHidden();
  }

  private @Nullable AccessRule ruleAt(String path) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      if (rules.get(i).fits(path)) {
        return rules.get(i);
      }
    }
    return null;
  }

  /** Whether there is a place where the user may do this. */
  public boolean mayAnywhere(Permission permission) {
    return permissions.allows(permission)
        || rules.stream().anyMatch(rule -> rule.permissions().allows(permission));
  }

  /** Whether a directory holds places with rules of their own, so that it should stay there. */
  public boolean hasRulesBelow(String path) {
    return rules.stream().anyMatch(rule -> rule.fitsBelow(path));
  }

  /** The same under another name. */
  User named(String other) {
    return new User(other, home, permissions, rules, folders, limits, symlinks);
  }

  /** The same with other {@link #rules}. */
  public User withRules(AccessRule... others) {
    return new User(name, home, permissions, List.of(others), folders, limits, symlinks);
  }

  /** The same with other {@link #folders}. */
  public User withFolders(Folder... others) {
    return new User(name, home, permissions, rules, List.of(others), limits, symlinks);
  }

  /** The same with other {@link #limits}. */
  public User withLimits(UserLimits others) {
    return new User(name, home, permissions, rules, folders, others, symlinks);
  }

  /** The same with another {@link #symlinks}. */
  public User withSymlinks(Symlinks other) {
    return new User(name, home, permissions, rules, folders, limits, other);
  }
}
