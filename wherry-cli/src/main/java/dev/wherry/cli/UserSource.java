package dev.wherry.cli;

import dev.wherry.Users;
import dev.wherry.yaml.InvalidFileException;

/** A place where a configuration says that users are. */
interface UserSource {

  /**
   * Begins to use it.
   *
   * @throws InvalidFileException if it is a file that has been damaged since it was read
   * @throws IllegalArgumentException if this system cannot use it, with a sentence that says why
   */
  Users open() throws InvalidFileException;

  /**
   * Says what it means, and looks whether it could be used.
   *
   * @param where empty, or {@code " of host NAME"}
   */
  void explain(Explanation to, String where) throws InvalidFileException;
}
