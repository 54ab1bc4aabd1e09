package dev.wherry.users.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Hashes of real accounts, which the passwords of unknown names are checked against, so that a name
 * does not give itself away by the time an answer takes. The same name meets the same hash as long
 * as none is added. Safe for use by many threads.
 */
public final class DecoyHashes {

  private final List<String> hashes = new ArrayList<>();
  private final byte[] key = new byte[16];

  /** None yet; until one is added, unknown names meet PBKDF2. */
  public DecoyHashes() {
    new SecureRandom().nextBytes(key);
  }

  /** Adds a hash that {@link StoredPassword#fault} has nothing against. */
  public synchronized void add(String hash) {
    hashes.add(hash);
  }

  /** How many have been added. */
  public synchronized int size() {
    return hashes.size();
  }

  /** The hash for a name that is unknown. */
  public synchronized String hash(String name) {
    return hashes.isEmpty() ? Lonely.HASH : hashes.get(number(name) % hashes.size());
  }

  private int number(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key);
      byte[] sum = digest.digest(name.getBytes(StandardCharsets.UTF_8));
      return (sum[0] & 0xFF) << 16 | (sum[1] & 0xFF) << 8 | (sum[2] & 0xFF);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Made when it is first needed: it takes a good part of a second. */
  private static final class Lonely {
    static final String HASH = StoredPassword.hash("nobody", StoredPassword.Algorithm.PBKDF2);
  }
}
