package dev.wherry.users.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.jspecify.annotations.Nullable;

/** {@code $6$rounds=100000$salt$hash}: crypt(3) with SHA-512, or {@code $5$} with SHA-256. */
final class CryptFormat implements PasswordFormat {

  private static final int ROUNDS = 100_000;
  private static final int MOST_ROUNDS = 5_000_000;
  private static final int SALT = 16;
  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final Pattern ENCODED =
      Pattern.compile(
          "\\$[56]\\$(?:rounds=([1-9]\\d{0,8})\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43,86}");

  @Override
  public boolean claims(String encoded) {
    return encoded.startsWith("$5$") || encoded.startsWith("$6$");
  }

  @Override
  public @Nullable String fault(String encoded) {
    Matcher parts = ENCODED.matcher(encoded);
    int length = encoded.length() - encoded.lastIndexOf('$') - 1;
    if (!parts.matches() || length != (encoded.startsWith("$6") ? 86 : 43)) {
      return "a hash of crypt with SHA-512 looks like $6$salt$ and 86 characters behind it";
    }
    boolean isCheap = parts.group(1) == null || Integer.parseInt(parts.group(1)) <= MOST_ROUNDS;
    return isCheap ? null : "crypt takes at most 5000000 rounds here";
  }

  @Override
  public boolean verify(String password, String encoded) {
    String computed = Crypt.crypt(password.getBytes(StandardCharsets.UTF_8), encoded);
    return MessageDigest.isEqual(
        computed.getBytes(StandardCharsets.US_ASCII), encoded.getBytes(StandardCharsets.US_ASCII));
  }

  static String hash(String password) {
    SecureRandom random = new SecureRandom();
    StringBuilder salt = new StringBuilder("$6$rounds=" + ROUNDS + "$");
    for (int i = 0; i < SALT; i++) {
      salt.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return Sha2Crypt.sha512Crypt(password.getBytes(StandardCharsets.UTF_8), salt.toString());
  }
}
