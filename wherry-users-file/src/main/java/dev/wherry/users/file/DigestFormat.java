package dev.wherry.users.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Digests that were never meant for passwords, to take accounts over from other servers: MD5 in
 * hexadecimal, which Apache FtpServer keeps and pyftpdlib's manual shows; {@code salt:MD5} of
 * Apache FtpServer's SaltedPasswordEncryptor, a thousand times over; SHA-256 in hexadecimal.
 */
final class DigestFormat implements PasswordFormat {

  private static final int SALTED_ROUNDS = 1_000;

  private static final Pattern ENCODED =
      Pattern.compile("[0-9A-Fa-f]{32}|\\d{1,10}:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{64}");

  @Override
  public boolean claims(String encoded) {
    return ENCODED.matcher(encoded).matches();
  }

  @Override
  public @Nullable String fault(String encoded) {
    return null;
  }

  @Override
  public boolean verify(String password, String encoded) {
    int colon = encoded.indexOf(':');
    String hash = encoded.substring(colon + 1);
    String computed =
        colon < 0
            ? digest(hash.length() == 32 ? "MD5" : "SHA-256", password)
            : salted(encoded.substring(0, colon), password);
    return MessageDigest.isEqual(
        computed.getBytes(StandardCharsets.US_ASCII),
        hash.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
  }

  private static String salted(String salt, String password) {
    String hash = salt + password;
    for (int i = 0; i < SALTED_ROUNDS; i++) {
      hash = digest("MD5", hash);
    }
    return hash;
  }

  private static String digest(String algorithm, String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5 and SHA-256", e);
    }
  }
}
