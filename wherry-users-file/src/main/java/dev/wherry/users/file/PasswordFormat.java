package dev.wherry.users.file;

import org.jspecify.annotations.Nullable;

/** One way to keep passwords as text. Safe for use by many threads; checking is slow on purpose. */
sealed interface PasswordFormat
    permits Argon2Format, BcryptFormat, CryptFormat, DigestFormat, Pbkdf2Format, ScryptFormat {

  /** Whether {@code encoded} says that it has this format. */
  boolean claims(String encoded);

  /** Why {@code encoded}, which claims this format, cannot be used, in one sentence; or null. */
  @Nullable String fault(String encoded);

  /** Whether {@code password} is the one kept in {@code encoded}, which has no fault. */
  boolean verify(String password, String encoded);
}
