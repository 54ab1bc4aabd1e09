package dev.wherry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Passwords as text that can be stored: PBKDF2 with HMAC-SHA-256 (RFC 8018) and a random salt, as
 * {@code $pbkdf2-sha256$i=iterations$salt$hash}, where salt and hash are Base64 without padding.
 *
 * <p>Slow on purpose; for threads that may block. Safe for use by many threads.
 */
public final class PasswordHash {

  /** Iterations that OWASP recommends for this function (2023). */
  public static final int ITERATIONS = 600_000;

  // What one check may cost at most, whoever wrote the stored text.
  private static final int MAX_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern ENCODED =
      Pattern.compile(
          "\\$pbkdf2-sha256\\$i=([1-9][0-9]{0,7})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** More checks at once are no quicker, and leave the event loops less. */
  private static final Semaphore PROCESSORS =
      new Semaphore(Runtime.getRuntime().availableProcessors());

  private PasswordHash() {}

  /**
   * Hashes {@code password} with a new salt.
   *
   * @param iterations 1 to 10,000,000
   * @throws IllegalArgumentException if the iterations are out of range, or the password is not
   *     valid Unicode
   */
  public static String hash(String password, int iterations) {
    checkIterations(iterations);
    if (!isUnicode(password)) {
      throw new IllegalArgumentException("the password is not valid Unicode");
    }
    byte[] salt = random(SALT_BYTES);
    return encode(iterations, salt, derive(password, salt, iterations));
  }

  /**
   * A text like those of {@link #hash} that was made of no password, so that {@link #verify} says
   * no after as long as it takes for any other. For names that nobody has: whoever measures the
   * time learns nothing. Costs nothing to make.
   *
   * @param iterations 1 to 10,000,000
   * @throws IllegalArgumentException if the iterations are out of range
   */
  public static String ofNoPassword(int iterations) {
    checkIterations(iterations);
    return encode(iterations, random(SALT_BYTES), random(HASH_BYTES));
  }

  /**
   * Whether {@code password} is the one that was hashed. The time it takes does not tell how much
   * of it is right. As many checks run at once as there are processors; others wait for them.
   *
   * @throws IllegalArgumentException if {@code encoded} is not a text made by {@link #hash}
   */
  public static boolean verify(String password, String encoded) {
    Parts parts = Parts.of(encoded);
    if (parts == null) {
      throw malformed();
    }
    PROCESSORS.acquireUninterruptibly();
    boolean same;
    try {
      same = MessageDigest.isEqual(parts.hash, derive(password, parts.salt, parts.iterations));
    } finally {
      PROCESSORS.release();
    }
    // The JDK hashes what is not Unicode as question marks, which must not open any account.
    return same && isUnicode(password);
  }

  /** Whether {@code encoded} is a text made by {@link #hash}, which {@link #verify} takes. */
  public static boolean isWellFormed(String encoded) {
    return Parts.of(encoded) != null;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, never shown
  private record Parts(int iterations, byte[] salt, byte[] hash) {

    static @Nullable Parts of(String encoded) {
      Matcher matcher = ENCODED.matcher(encoded);
      if (!matcher.matches()) {
        return null;
      }
      try {
        int iterations = Integer.parseInt(matcher.group(1));
        byte[] salt = Base64.getDecoder().decode(matcher.group(2));
        byte[] hash = Base64.getDecoder().decode(matcher.group(3));
        boolean fits = salt.length == SALT_BYTES && hash.length == HASH_BYTES;
        return fits && iterations <= MAX_ITERATIONS ? new Parts(iterations, salt, hash) : null;
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }

  private static void checkIterations(int iterations) {
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new IllegalArgumentException(
          "iterations are 1 to " + MAX_ITERATIONS + ", not " + iterations);
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static String encode(int iterations, byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$pbkdf2-sha256$i="
        + iterations
        + '$'
        + base64.encodeToString(salt)
        + '$'
        + base64.encodeToString(hash);
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    PBEKeySpec spec =
        new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }

  private static boolean isUnicode(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }

  /** Without the text itself, which is nearly as secret as the password. */
  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "a stored password must look like $pbkdf2-sha256$i=600000$salt$hash, with a salt of 16"
            + " and a hash of 32 bytes in Base64 without padding");
  }
}
