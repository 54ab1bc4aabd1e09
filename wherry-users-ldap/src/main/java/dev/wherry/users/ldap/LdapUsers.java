package dev.wherry.users.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import dev.wherry.LoginAttempt;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.file.Outage;
import dev.wherry.yaml.Values;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users of an LDAP directory (RFC 4511). Who logs in is checked by binding as that user, so the
 * directory sees the password and nobody has to read its hashes.
 *
 * <p>An empty password is refused here: a directory takes it for an anonymous bind that succeeds
 * (RFC 4513, section 5.1.2). Referrals are not followed, as the password would go with them. A name
 * that a search does not find is answered after the time that the last bind took. Safe for use by
 * many threads.
 */
public final class LdapUsers implements Users, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LdapUsers.class);

  /** What a directory says to a bind of somebody who may not log in. */
  private static final Set<ResultCode> REFUSALS =
      Set.of(
          ResultCode.INVALID_CREDENTIALS,
          ResultCode.NO_SUCH_OBJECT,
          ResultCode.INVALID_DN_SYNTAX,
          ResultCode.NAMING_VIOLATION,
          ResultCode.INAPPROPRIATE_AUTHENTICATION,
          ResultCode.CONSTRAINT_VIOLATION,
          ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
          ResultCode.UNWILLING_TO_PERFORM);

  private final LdapOptions options;
  private final AccountTemplate template;
  private final Outage outage;
  private final Directory directory;
  private volatile long lastBindNanos;

  /**
   * Connects to nobody yet.
   *
   * @param template has what the entries do not say
   * @throws IllegalArgumentException if the authorities cannot be read
   */
  public LdapUsers(LdapOptions options, AccountTemplate template) {
    this.options = options;
    this.template = template;
    this.outage = new Outage("the directory " + options, log);
    this.directory = new Directory(options);
  }

  @Override
  public int parallelism() {
    return options.connections();
  }

  @Override
  public @Nullable User authenticate(String name, String password) throws IOException {
    if (password.isEmpty() || !new LoginAttempt(name, password).isText()) {
      return null;
    }
    outage.check();
    try {
      Entry entry =
          switch (options.lookup()) {
            case UserLookup.ByDn by -> bound(by.dn(name), password);
            case UserLookup.BySearch by -> bound(found(by, name), password);
          };
      outage.ended();
      return entry == null ? null : user(name, entry);
    } catch (LDAPException e) {
      throw isOutage(e)
          ? outage.failed(e)
          : new IOException("the directory " + options + " refuses: " + e.getMessage(), e);
    }
  }

  /** Null if there is none, or more than one. */
  private @Nullable Entry found(UserLookup.BySearch by, String name) throws LDAPException {
    SearchRequest request =
        new SearchRequest(by.base(), SearchScope.SUB, by.filter(name), options.wanted());
    request.setSizeLimit(2);
    List<SearchResultEntry> entries = directory.searching(pool -> entries(pool, request));
    if (entries.size() > 1) {
      log.error("{} finds more than one '{}' in the directory", by, name);
    }
    return entries.size() == 1 ? entries.getFirst() : null;
  }

  private static List<SearchResultEntry> entries(LDAPConnectionPool pool, SearchRequest request)
      throws LDAPException {
    try {
      SearchResult result = pool.search(request);
      return all(result.getSearchEntries());
    } catch (LDAPSearchException e) {
      if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
        return all(e.getSearchEntries());
      }
      throw e;
    }
  }

  /** The library has null where a listener has taken them, and none has here. */
  private static List<SearchResultEntry> all(@Nullable List<SearchResultEntry> entries) {
    return entries == null ? List.of() : entries;
  }

  private @Nullable Entry bound(@Nullable Entry entry, String password) throws LDAPException {
    if (entry == null) {
      LockSupport.parkNanos(lastBindNanos);
      return null;
    }
    return directory.binding(
        connection -> binds(connection, entry.getParsedDN(), password) ? entry : null);
  }

  /** The entry is read as the user, who may see it. */
  private @Nullable Entry bound(DN dn, String password) throws LDAPException {
    return directory.binding(connection -> {
      if (!binds(connection, dn, password)) {
        return null;
      }
      SearchRequest request =
          new SearchRequest(
              dn.toString(),
              SearchScope.BASE,
              Filter.createPresenceFilter("objectClass"),
              options.wanted());
      List<SearchResultEntry> entries = all(connection.search(request).getSearchEntries());
      return entries.isEmpty() ? new Entry(dn) : entries.getFirst();
    });
  }

  private boolean binds(LDAPConnection connection, DN dn, String password) throws LDAPException {
    long start = System.nanoTime();
    try {
      connection.bind(new SimpleBindRequest(dn, password));
      return true;
    } catch (LDAPException e) {
      if (!REFUSALS.contains(e.getResultCode())) {
        throw e;
      }
      if (!e.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)) {
        log.info("the directory does not let {} in: {}", dn, e.getResultCode());
      }
      return false;
    } finally {
      lastBindNanos = System.nanoTime() - start;
    }
  }

  private @Nullable User user(String name, Entry entry) throws IOException {
    Map<String, Object> said = new HashMap<>();
    options
        .attributes()
        .forEach((key, attribute) -> {
          String[] values = entry.getAttributeValues(attribute);
          if (values != null && values.length > 0) {
            said.put(key, key.equals("permissions") ? List.of(values) : values[0]);
          }
        });
    said.computeIfPresent(AccountTemplate.NAME, (_, first) -> meant(name, entry, first.toString()));
    GroupRights groups = options.groups();
    if (groups != null) {
      String[] of = entry.getAttributeValues(groups.attribute());
      Permissions rights = groups.of(of == null ? List.of() : List.of(of));
      if (rights == null) {
        log.info("'{}' is in none of the groups that may log in", name);
        return null;
      }
      said.put("permissions", Values.names(rights));
    }
    return template.user(name, said);
  }

  /** Of several names the one that was meant: directories do not tell upper from lower case. */
  private String meant(String name, Entry entry, String first) {
    String attribute =
        Objects.requireNonNull(options.attributes().get(AccountTemplate.NAME), "it has a value");
    return Arrays.stream(entry.getAttributeValues(attribute))
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .orElse(first);
  }

  /** What says that the server is not there, or has no time. */
  private static boolean isOutage(LDAPException e) {
    return !e.getResultCode().isConnectionUsable()
        || e.getResultCode().equals(ResultCode.TIMEOUT)
        || e.getResultCode().equals(ResultCode.UNAVAILABLE)
        || e.getResultCode().equals(ResultCode.BUSY);
  }

  /** Closes the connections. */
  @Override
  public void close() {
    directory.close();
  }
}
