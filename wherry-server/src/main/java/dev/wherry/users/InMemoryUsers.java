package dev.wherry.users;

import dev.wherry.PasswordHash;
import dev.wherry.User;
import dev.wherry.Users;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Users that live as long as the server: a fixed list, with hashed passwords.
 *
 * <p>Names are compared exactly. An unknown name takes as long as a wrong password.
 */
public final class InMemoryUsers implements Users {

  private static final Pattern UNESCAPED_COMMA = Pattern.compile("(?<!\\\\),");

  /** Without anything that would be written in another way. */
  private static final Pattern COMMON_NAME = Pattern.compile("CN=([^\\\\#\"+]+)");

  private final Map<String, Stored> byName = new HashMap<>();
  private final String nobody;

  /**
   * A user and the password that lets it in.
   *
   * @param password in clear, or null if any password will do, as it is for {@code anonymous}
   */
  public record Account(User user, @Nullable String password) {

    /** The user's name; the password stays out of logs. */
    @Override
    public String toString() {
      return user.name();
    }
  }

  private record Stored(User user, @Nullable String hash) {}

  /**
   * Hashes all passwords, which takes its time: with {@link PasswordHash#ITERATIONS} each costs a
   * good part of a second.
   *
   * @param iterations of the hashes, see {@link PasswordHash#hash}
   * @throws IllegalArgumentException if a name is there twice
   */
  public InMemoryUsers(List<Account> accounts, int iterations) {
    for (Account account : accounts) {
      String name = account.user().name();
      String password = account.password();
      String hash = password == null ? null : PasswordHash.hash(password, iterations);
      if (byName.put(name, new Stored(account.user(), hash)) != null) {
        throw new IllegalArgumentException("user '" + name + "' is there twice");
      }
    }
    nobody = PasswordHash.ofNoPassword(iterations);
  }

  @Override
  public @Nullable User authenticate(String name, String password) {
    Stored stored = byName.get(name);
    String hash = stored == null ? nobody : stored.hash();
    boolean right = hash == null || PasswordHash.verify(password, hash);
    return right && stored != null ? stored.user() : null;
  }

  /** A certificate is that of the user whose name is its subject's common name. */
  @Override
  public @Nullable User certified(String name, X509Certificate certificate) {
    Stored stored = byName.get(name);
    return stored != null && name.equals(commonName(certificate)) ? stored.user() : null;
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    String names = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    for (String part : UNESCAPED_COMMA.split(names, -1)) {
      Matcher common = COMMON_NAME.matcher(part);
      if (common.matches()) {
        return common.group(1);
      }
    }
    return null;
  }
}
