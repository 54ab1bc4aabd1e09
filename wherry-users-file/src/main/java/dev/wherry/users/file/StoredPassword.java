package dev.wherry.users.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Passwords as a users file keeps them: argon2, bcrypt, scrypt and PBKDF2, crypt with SHA-2, and
 * what Apache FtpServer and programs around pyftpdlib have left behind.
 *
 * <p>Checking a password is slow on purpose; it is for threads that may block. Safe for use by many
 * threads.
 */
public final class StoredPassword {

  private static final List<PasswordFormat> FORMATS =
      List.of(
          new Argon2Format(),
          new BcryptFormat(),
          new ScryptFormat(),
          new Pbkdf2Format(),
          new CryptFormat(),
          new DigestFormat());

  /** More checks at once are no quicker, and argon2 and scrypt take their memory for each. */
  private static final Semaphore PROCESSORS =
      new Semaphore(Runtime.getRuntime().availableProcessors());

  /** The ways to keep a new password. */
  public enum Algorithm {
    /** RFC 9106, with 19 MiB, two passes and one lane, as OWASP recommends (2023). */
    ARGON2ID,
    /** With a cost of 12; takes no more than 72 bytes of a password. */
    BCRYPT,
    /** RFC 7914, with N = 2^15, r = 8, p = 3. */
    SCRYPT,
    /** RFC 8018 with HMAC-SHA-256 and 600,000 iterations; what the JDK can do by itself. */
    PBKDF2,
    /** Of crypt(3), with 100,000 rounds: what /etc/shadow has on many systems. */
    SHA512_CRYPT
  }

  private StoredPassword() {}

  /**
   * Hashes a password with a new salt.
   *
   * @throws IllegalArgumentException if the password is empty or not valid Unicode, or has more
   *     than 72 bytes and is for bcrypt
   */
  public static String hash(String password, Algorithm algorithm) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("a password cannot be empty");
    }
    if (!isUnicode(password)) {
      throw new IllegalArgumentException("the password is not valid Unicode");
    }
    return switch (algorithm) {
      case ARGON2ID -> Argon2Format.hash(password);
      case BCRYPT -> BcryptFormat.hash(password);
      case SCRYPT -> ScryptFormat.hash(password);
      case PBKDF2 -> Pbkdf2Format.hash(password);
      case SHA512_CRYPT -> CryptFormat.hash(password);
    };
  }

  /** Why {@code encoded} cannot be used, in one sentence without itself; null if it can. */
  public static @Nullable String fault(String encoded) {
    PasswordFormat format = format(encoded);
    return format == null
        ? "this is not a hash of a password; 'wherry passwd' makes one"
        : format.fault(encoded);
  }

  /**
   * Whether {@code password} is the one that was hashed. The time it takes does not tell how much
   * of it is right. As many checks run at once as there are processors; others wait for them.
   *
   * @throws IllegalArgumentException if {@code encoded} has a {@link #fault}
   */
  public static boolean verify(String password, String encoded) {
    PasswordFormat format = format(encoded);
    if (format == null || format.fault(encoded) != null) {
      throw new IllegalArgumentException(fault(encoded));
    }
    boolean isUnicode = isUnicode(password); // or else it would be hashed as something else
    PROCESSORS.acquireUninterruptibly();
    try {
      return format.verify(isUnicode ? password : "", encoded) && isUnicode;
    } finally {
      PROCESSORS.release();
    }
  }

  /** Whether the format is one that a graphics card tries billions of times a second. */
  public static boolean isWeak(String encoded) {
    return format(encoded) instanceof DigestFormat;
  }

  private static @Nullable PasswordFormat format(String encoded) {
    for (PasswordFormat format : FORMATS) {
      if (format.claims(encoded)) {
        return format;
      }
    }
    return null;
  }

  private static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
