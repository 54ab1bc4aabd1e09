package dev.wherry;

import dev.wherry.files.FtpPath;
import dev.wherry.files.Glob;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user may do in a part of the tree, in place of what the user may do elsewhere. Of several
 * rules that fit a path the last one decides.
 *
 * <p>A rule goes by the path a client names and, where symbolic links lead elsewhere, by the path
 * they lead to: both must allow what is to be done. Immutable.
 */
public final class AccessRule {

  private final String pattern;
  private final List<Glob> names;
  private final boolean anywhere;
  private final Permissions permissions;
  private final boolean hidden;

  private AccessRule(String pattern, Permissions permissions, boolean hidden) {
    this.pattern = pattern;
    this.permissions = permissions;
    this.hidden = hidden;
    this.anywhere = pattern.indexOf('/') < 0;
    this.names = globs(pattern, anywhere);
  }

  /**
   * A rule for what {@code pattern} fits, and all below it.
   *
   * @param pattern with a slash, a path from the user's root, such as {@code /incoming} or {@code
   *     /projects/*}{@code /private}; without one, a name in any directory, such as {@code *.exe},
   *     in upper or lower case. {@code *}, {@code ?} and {@code [a-z]} stand for parts of one name
   * @param permissions what is allowed there, and nothing else
   * @throws IllegalArgumentException if the pattern is empty, has empty names, {@code .} or {@code
   *     ..}
   */
  public static AccessRule of(String pattern, Permissions permissions) {
    return new AccessRule(pattern, permissions, false);
  }

  /** A rule that hides what {@code pattern} fits: it is not listed, and cannot be reached. */
  public static AccessRule hidden(String pattern) {
    return new AccessRule(pattern, Permissions.NONE, true);
  }

  /** The pattern as it was given. */
  public String pattern() {
    return pattern;
  }

  /** What is allowed where the rule fits. */
  public Permissions permissions() {
    return permissions;
  }

  /** Whether it is as if nothing were there. */
  public boolean isHidden() {
    return hidden;
  }

  /** Whether the rule is for {@code path}, which is absolute, as clients see it. */
  public boolean fits(String path) {
    List<String> parts = FtpPath.ROOT.resolve(path).names();
    if (anywhere) {
      return parts.stream().anyMatch(names.getFirst()::matches);
    }
    return parts.size() >= names.size() && begins(parts, names.size());
  }

  /** Whether the rule is for something below {@code path} and not for the path itself. */
  boolean fitsBelow(String path) {
    List<String> parts = FtpPath.ROOT.resolve(path).names();
    return !anywhere && parts.size() < names.size() && begins(parts, parts.size());
  }

  private boolean begins(List<String> parts, int count) {
    for (int i = 0; i < count; i++) {
      if (!names.get(i).matches(parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<Glob> globs(String pattern, boolean anywhere) {
    if (pattern.equals("/")) {
      return List.of();
    }
    String relative = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    String trimmed =
        relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative;
    List<Glob> globs = new ArrayList<>();
    for (String name : trimmed.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException(
            "a rule's path has names between slashes, which '" + pattern + "' has not");
      }
      globs.add(Glob.forRule(name, anywhere));
    }
    return List.copyOf(globs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessRule rule
        && rule.pattern.equals(pattern)
        && rule.permissions.equals(permissions)
        && rule.hidden == hidden;
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  /** The pattern and what it allows. */
  @Override
  public String toString() {
    return pattern + ": " + (hidden ? "hidden" : permissions);
  }
}
