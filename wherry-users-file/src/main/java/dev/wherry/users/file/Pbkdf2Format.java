package dev.wherry.users.file;

import dev.wherry.PasswordHash;
import org.jspecify.annotations.Nullable;

/** {@code $pbkdf2-sha256$i=600000$salt$hash}: what the library itself has. */
final class Pbkdf2Format implements PasswordFormat {

  @Override
  public boolean claims(String encoded) {
    return encoded.startsWith("$pbkdf2");
  }

  @Override
  public @Nullable String fault(String encoded) {
    return PasswordHash.isWellFormed(encoded)
        ? null
        : "a hash of PBKDF2 looks like $pbkdf2-sha256$i=600000$salt$hash";
  }

  @Override
  public boolean verify(String password, String encoded) {
    return PasswordHash.verify(password, encoded);
  }

  static String hash(String password) {
    return PasswordHash.hash(password, PasswordHash.ITERATIONS);
  }
}
