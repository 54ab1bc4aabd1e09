package dev.wherry.users;

import dev.wherry.User;
import dev.wherry.files.WireText;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Passwords that were right a short while ago, so that a client that logs in again and again does
 * not pay for a slow hash each time.
 *
 * <p>Kept are digests under a random key that never leaves this object, at most one per name. While
 * a password is remembered it opens its account, even if it was changed or the account removed in
 * the meantime; {@link #forget} and {@link #forgetAll} end that. Safe for use by many threads; to
 * check a password takes about a microsecond and never blocks for long.
 */
public final class RememberedPasswords {

  private static final String ALGORITHM = "HmacSHA256";

  private final long lifetimeNanos;
  private final int capacity;
  private final LongSupplier nanoClock;
  private final SecretKeySpec key = newKey();
  private final LinkedHashMap<String, Remembered> byName = new LinkedHashMap<>();

  private static final class Remembered {
    final byte[] digest;
    final User user;
    final long since;

    Remembered(byte[] digest, User user, long since) {
      this.digest = digest;
      this.user = user;
      this.since = since;
    }
  }

  /**
   * Remembers nothing yet.
   *
   * @param lifetime how long a password is remembered after it was checked, more than zero
   * @param capacity how many names are remembered; the one remembered first goes first
   * @param nanoClock a clock like {@link System#nanoTime}
   */
  public RememberedPasswords(Duration lifetime, int capacity, LongSupplier nanoClock) {
    if (!lifetime.isPositive() || capacity < 1) {
      throw new IllegalArgumentException(
          "lifetime and capacity must be positive, not " + lifetime + " and " + capacity);
    }
    this.lifetimeNanos = TimeUnit.NANOSECONDS.convert(lifetime);
    this.capacity = capacity;
    this.nanoClock = nanoClock;
  }

  /**
   * Does now what the first password would wait for: the JDK needs a tenth of a second to find its
   * HMAC, as it asks all jars for a handler of URLs on the way.
   */
  public static void prepare() {
    Objects.requireNonNull(Hmac.PROTOTYPE);
  }

  /** The user who logged in with just this name and password lately, or null. */
  public @Nullable User recall(String name, String password) {
    byte[] digest = digest(password);
    long now = nanoClock.getAsLong();
    Remembered found;
    synchronized (byName) {
      found = byName.get(name);
      if (found != null && now - found.since >= lifetimeNanos) {
        byName.remove(name);
        found = null;
      }
    }
    return found != null && MessageDigest.isEqual(found.digest, digest) ? found.user : null;
  }

  /** Remembers that {@code name} and {@code password} are right and belong to {@code user}. */
  public void remember(String name, String password, User user) {
    Remembered remembered = new Remembered(digest(password), user, nanoClock.getAsLong());
    synchronized (byName) {
      byName.putLast(name, remembered);
      if (byName.size() > capacity) {
        byName.pollFirstEntry();
      }
    }
  }

  /** Forgets one name's password. */
  public void forget(String name) {
    synchronized (byName) {
      byName.remove(name);
    }
  }

  /** Forgets all. */
  public void forgetAll() {
    synchronized (byName) {
      byName.clear();
    }
  }

  private byte[] digest(String password) {
    try {
      Mac mac = (Mac) Hmac.PROTOTYPE.clone();
      mac.init(key);
      return mac.doFinal(WireText.encode(password));
    } catch (CloneNotSupportedException | InvalidKeyException e) {
      throw new IllegalStateException("the JDK's " + ALGORITHM + " can be cloned", e);
    }
  }

  private static SecretKeySpec newKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new SecretKeySpec(key, ALGORITHM);
  }

  private static final class Hmac {

    static final Mac PROTOTYPE = find();

    private static Mac find() {
      try {
        return Mac.getInstance(ALGORITHM);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
      }
    }
  }
}
