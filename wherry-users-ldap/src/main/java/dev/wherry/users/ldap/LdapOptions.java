package dev.wherry.users.ldap;

import dev.wherry.users.file.AccountReader;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.file.Loopback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a directory is, and what of it makes users.
 *
 * @param servers the one to be asked first in front; the others stand in for it
 * @param startTls whether a connection to {@code ldap://} begins with StartTLS
 * @param authorities certificates in PEM of those who may vouch for the servers; null for those of
 *     the JDK
 * @param lookup how a user's entry is found
 * @param attributes of the entry, by the words of a users file that they stand for, such as {@code
 *     home} and {@code homeDirectory}; {@code name} is the name as it is meant
 * @param groups null if they are of no account
 * @param connections to each use at most, 10 by default
 * @param timeout how long a connection and an answer may take, 5 seconds by default
 */
public record LdapOptions(
    List<LdapServer> servers,
    boolean startTls,
    @Nullable Path authorities,
    UserLookup lookup,
    Map<String, String> attributes,
    @Nullable GroupRights groups,
    int connections,
    Duration timeout) {

  /** Words of a users file that an attribute can stand for. */
  public static final List<String> KEYS =
      java.util.stream.Stream.concat(
              java.util.stream.Stream.of(AccountTemplate.NAME),
              AccountReader.KEYS.stream()
                  .filter(key -> !key.equals("rules") && !key.equals("folders")))
          .toList();

  /**
   * After a check of the values.
   *
   * @throws IllegalArgumentException with a sentence if one of them cannot be
   */
  public LdapOptions {
    servers = List.copyOf(servers);
    attributes = Map.copyOf(attributes);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("a directory has a server");
    }
    if (startTls && servers.stream().anyMatch(LdapServer::isEncrypted)) {
      throw new IllegalArgumentException("StartTLS is for ldap://; ldaps:// has TLS already");
    }
    if (!KEYS.containsAll(attributes.keySet())) {
      throw new IllegalArgumentException("attributes stand for " + String.join(", ", KEYS));
    }
    if (connections < 1 || !timeout.isPositive()) {
      throw new IllegalArgumentException("there is at least one connection, and some time");
    }
  }

  /** Whether passwords cross a network in clear on their way to the directory. */
  public boolean isClear() {
    return !startTls
        && servers.stream()
            .anyMatch(server -> !server.isEncrypted() && !Loopback.is(server.host()));
  }

  /** The attributes of an entry that are of use. */
  String[] wanted() {
    Set<String> wanted = new HashSet<>(attributes.values());
    if (groups != null) {
      wanted.add(groups.attribute());
    }
    return wanted.isEmpty() ? new String[] {"1.1"} : wanted.toArray(String[]::new);
  }

  /** With the name as {@code uid}, as it is in most directories. */
  public static Map<String, String> usualAttributes() {
    return new HashMap<>(Map.of(AccountTemplate.NAME, "uid"));
  }

  /** The servers. */
  @Override
  public String toString() {
    return String.join(" or ", servers.stream().map(LdapServer::toString).toList());
  }
}
