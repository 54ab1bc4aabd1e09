package dev.wherry;

import java.util.Arrays;
import java.util.EnumSet;

/**
 * A set of {@linkplain Permission permissions}. {@link Permission#WRITE} holds {@link
 * Permission#CREATE}, which has no letter of its own then. Immutable.
 */
public final class Permissions {

  /** No permission at all. */
  public static final Permissions NONE = of();

  /** Enter, list and read: {@code elr}. */
  public static final Permissions READ_ONLY =
      of(Permission.ENTER, Permission.LIST, Permission.READ);

  /** Every permission. */
  public static final Permissions READ_WRITE = of(Permission.values());

  /**
   * Enter directories and store new files: a drop box, in which nobody sees, fetches or replaces
   * what others have left.
   */
  public static final Permissions UPLOAD_ONLY = of(Permission.ENTER, Permission.CREATE);

  private final EnumSet<Permission> allowed;

  private Permissions(EnumSet<Permission> allowed) {
    if (allowed.contains(Permission.WRITE)) {
      allowed.remove(Permission.CREATE);
    }
    this.allowed = allowed;
  }

  /** The set of exactly these permissions. */
  public static Permissions of(Permission... permissions) {
    EnumSet<Permission> allowed = EnumSet.noneOf(Permission.class);
    allowed.addAll(Arrays.asList(permissions));
    return new Permissions(allowed);
  }

  /**
   * The set that {@code letters} name, in any order; {@link Permission#letter} tells the letters.
   *
   * @throws IllegalArgumentException if a letter names no permission
   */
  public static Permissions parse(String letters) {
    EnumSet<Permission> allowed = EnumSet.noneOf(Permission.class);
    for (int i = 0; i < letters.length(); i++) {
      allowed.add(named(letters.charAt(i), letters));
    }
    return new Permissions(allowed);
  }

  /** Whether {@code permission} is in the set. */
  public boolean allows(Permission permission) {
    return allowed.contains(permission)
        || (permission == Permission.CREATE && allowed.contains(Permission.WRITE));
  }

  /** This set and {@code permissions}. */
  public Permissions plus(Permission... permissions) {
    EnumSet<Permission> more = allowed.clone();
    more.addAll(Arrays.asList(permissions));
    return new Permissions(more);
  }

  /** This set and another. */
  public Permissions plus(Permissions others) {
    return plus(others.allowed.toArray(Permission[]::new));
  }

  /** This set without {@code permissions}. */
  public Permissions minus(Permission... permissions) {
    EnumSet<Permission> fewer = allowed.clone();
    fewer.removeAll(Arrays.asList(permissions));
    return new Permissions(fewer);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Permissions permissions && permissions.allowed.equals(allowed);
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The letters of the set, which {@link #parse} reads; empty for {@link #NONE}. */
  @Override
  public String toString() {
    StringBuilder letters = new StringBuilder();
    for (Permission permission : allowed) {
      letters.append(permission.letter());
    }
    return letters.toString();
  }

  private static Permission named(char letter, String letters) {
    StringBuilder known = new StringBuilder();
    for (Permission permission : Permission.values()) {
      if (permission.letter() == letter) {
        return permission;
      }
      known.append(permission.letter());
    }
    throw new IllegalArgumentException(
        "permissions are letters of '" + known + "', which '" + letters + "' is not");
  }
}
