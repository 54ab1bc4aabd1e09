package dev.wherry.users.file;

import dev.wherry.User;
import dev.wherry.Users;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fixed list of accounts whose passwords may be kept in different formats.
 *
 * <p>An unknown name takes as long as a wrong password: it is checked against the hash of some
 * account, always the same for one name, so that a name does not give itself away by the time its
 * format takes. Safe for use by many threads.
 */
public final class ListedUsers implements Users {

  private final Map<String, Account> byName = new LinkedHashMap<>();
  private final DecoyHashes decoys = new DecoyHashes();

  /**
   * These accounts and nobody else.
   *
   * @throws IllegalArgumentException if a password has a format that is not known
   */
  public ListedUsers(Collection<Account> accounts) {
    for (Account account : accounts) {
      String password = account.password();
      if (password != null && StoredPassword.fault(password) != null) {
        throw new IllegalArgumentException(account + ": " + StoredPassword.fault(password));
      }
      byName.put(account.user().name(), account);
      if (password != null) {
        decoys.add(password);
      }
    }
  }

  /** The accounts, in their order. */
  public Collection<Account> accounts() {
    return List.copyOf(byName.values());
  }

  @Override
  public @Nullable User authenticate(String name, String password) {
    Account account = byName.get(name);
    String hash = account == null ? decoys.hash(name) : account.password();
    boolean isRight = hash == null || StoredPassword.verify(password, hash);
    return isRight && account != null ? account.user() : null;
  }
}
