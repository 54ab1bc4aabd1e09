package dev.wherry;

import java.nio.file.Path;

/**
 * Somebody who may log in.
 *
 * @param name the name of the account, as hooks and logs show it
 * @param home the directory the user sees as {@code /} and cannot leave, on any file system; a
 *     relative path counts from the working directory of the process. It need not exist yet
 * @param permissions what the user may do
 */
public record User(String name, Path home, Permissions permissions) {

  /**
   * A user, after a check of its values.
   *
   * @throws IllegalArgumentException if the name is empty or holds a control character
   */
  public User {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a user's name cannot be empty");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a user's name cannot hold control characters");
    }
    home = home.toAbsolutePath();
  }
}
