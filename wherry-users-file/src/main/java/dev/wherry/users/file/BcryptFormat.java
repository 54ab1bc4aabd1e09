package dev.wherry.users.file;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/** {@code $2b$12$...}: bcrypt, which knows the first 72 bytes of a password and no more. */
final class BcryptFormat implements PasswordFormat {

  private static final int COST = 12;
  private static final int MOST_COST = 18;
  private static final int MOST_BYTES = 72;

  private static final Pattern ENCODED =
      Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

  @Override
  public boolean claims(String encoded) {
    return encoded.startsWith("$2");
  }

  @Override
  public @Nullable String fault(String encoded) {
    Matcher parts = ENCODED.matcher(encoded);
    if (!parts.matches()) {
      return "a hash of bcrypt looks like $2b$12$ and 53 characters behind it";
    }
    int cost = Integer.parseInt(parts.group(1));
    return cost >= 4 && cost <= MOST_COST ? null : "bcrypt has a cost of 4 to 18 here";
  }

  @Override
  public boolean verify(String password, String encoded) {
    return OpenBSDBCrypt.checkPassword(encoded, password.toCharArray());
  }

  static String hash(String password) {
    if (password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new IllegalArgumentException("bcrypt takes at most 72 bytes of a password");
    }
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return OpenBSDBCrypt.generate("2b", password.toCharArray(), salt, COST);
  }
}
