package dev.wherry.users.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.SCrypt;
import org.jspecify.annotations.Nullable;

/** {@code $scrypt$ln=15,r=8,p=3$salt$hash}, as passlib has it. */
final class ScryptFormat implements PasswordFormat {

  private static final int LOG_N = 15;
  private static final int R = 8;
  private static final int P = 3;
  private static final int BYTES = 32;

  /** 128 times N times r bytes of memory: 1 GiB. */
  private static final long MOST_MEMORY = 1L << 30;

  private static final Pattern ENCODED =
      Pattern.compile(
          "\\$scrypt\\$ln=(\\d{1,2}),r=(\\d{1,3}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  @Override
  public boolean claims(String encoded) {
    return encoded.startsWith("$scrypt$");
  }

  @Override
  public @Nullable String fault(String encoded) {
    Matcher parts = ENCODED.matcher(encoded);
    if (!parts.matches()) {
      return "a hash of scrypt looks like $scrypt$ln=15,r=8,p=3$salt$hash";
    }
    int logN = Integer.parseInt(parts.group(1));
    int r = Integer.parseInt(parts.group(2));
    int p = Integer.parseInt(parts.group(3));
    boolean isPossible = logN >= 1 && logN <= 30 && r >= 1 && p >= 1 && p <= 64;
    return isPossible && (128L << logN) * r <= MOST_MEMORY
        ? null
        : "scrypt takes at most 1 GiB of memory and p of 1 to 64 here";
  }

  @Override
  public boolean verify(String password, String encoded) {
    Matcher parts = ENCODED.matcher(encoded);
    if (!parts.matches()) {
      return false;
    }
    byte[] hash = Base64.getDecoder().decode(parts.group(5));
    byte[] derived =
        SCrypt.generate(
            password.getBytes(StandardCharsets.UTF_8),
            Base64.getDecoder().decode(parts.group(4)),
            1 << Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            hash.length);
    return MessageDigest.isEqual(hash, derived);
  }

  static String hash(String password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    byte[] hash =
        SCrypt.generate(password.getBytes(StandardCharsets.UTF_8), salt, 1 << LOG_N, R, P, BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$scrypt$ln="
        + LOG_N
        + ",r="
        + R
        + ",p="
        + P
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }
}
