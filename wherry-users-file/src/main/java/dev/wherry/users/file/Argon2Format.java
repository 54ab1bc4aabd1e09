package dev.wherry.users.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, as the reference implementation has it. */
final class Argon2Format implements PasswordFormat {

  private static final int MEMORY = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int MOST_MEMORY = 1024 * 1024;
  private static final int MOST_PASSES = 100;
  private static final int MOST_LANES = 64;
  private static final int BYTES = 32;

  private static final Pattern ENCODED =
      Pattern.compile(
          "\\$argon2(id|i|d)\\$(?:v=(16|19)\\$)?m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");

  @Override
  public boolean claims(String encoded) {
    return encoded.startsWith("$argon2");
  }

  @Override
  public @Nullable String fault(String encoded) {
    Matcher parts = ENCODED.matcher(encoded);
    if (!parts.matches()) {
      return "a hash of argon2 looks like $argon2id$v=19$m=19456,t=2,p=1$salt$hash";
    }
    int memory = Integer.parseInt(parts.group(3));
    int passes = Integer.parseInt(parts.group(4));
    int lanes = Integer.parseInt(parts.group(5));
    boolean isCheap =
        memory <= MOST_MEMORY && passes <= MOST_PASSES && lanes <= MOST_LANES && lanes > 0;
    return isCheap && passes > 0 && memory >= 8 * lanes
        ? null
        : "argon2 takes m of 8 for each lane to 1048576, t of 1 to 100, and p of 1 to 64 here";
  }

  @Override
  public boolean verify(String password, String encoded) {
    Matcher parts = ENCODED.matcher(encoded);
    if (!parts.matches()) {
      return false;
    }
    int type =
        switch (parts.group(1)) {
          case "id" -> Argon2Parameters.ARGON2_id;
          case "i" -> Argon2Parameters.ARGON2_i;
          default -> Argon2Parameters.ARGON2_d;
        };
    byte[] hash = Base64.getDecoder().decode(parts.group(7));
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(type)
            .withVersion(parts.group(2) == null ? 16 : Integer.parseInt(parts.group(2)))
            .withMemoryAsKB(Integer.parseInt(parts.group(3)))
            .withIterations(Integer.parseInt(parts.group(4)))
            .withParallelism(Integer.parseInt(parts.group(5)))
            .withSalt(Base64.getDecoder().decode(parts.group(6)))
            .build();
    return MessageDigest.isEqual(hash, derive(password, parameters, hash.length));
  }

  static String hash(String password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(MEMORY)
            .withIterations(PASSES)
            .withParallelism(LANES)
            .withSalt(salt)
            .build();
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + MEMORY
        + ",t="
        + PASSES
        + ",p="
        + LANES
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(derive(password, parameters, BYTES));
  }

  private static byte[] derive(String password, Argon2Parameters parameters, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(parameters);
    byte[] hash = new byte[length];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
