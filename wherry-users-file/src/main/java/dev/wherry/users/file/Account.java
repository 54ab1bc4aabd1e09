package dev.wherry.users.file;

import dev.wherry.User;
import org.jspecify.annotations.Nullable;

/**
 * A user and how the password is kept.
 *
 * @param password in a format of {@link StoredPassword}; null if any password will do
 */
public record Account(User user, @Nullable String password) {

  /** The user's name; what is nearly a password stays out of logs. */
  @Override
  public String toString() {
    return user.name();
  }
}
