package dev.wherry.users.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import dev.wherry.users.file.Authorities;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a directory: some that stay bound as whoever searches, and some that are bound
 * anew for each login. They are made when they are first needed. Safe for use by many threads.
 */
final class Directory implements AutoCloseable {

  private final LdapOptions options;
  private final SSLSocketFactory tls;
  private final @Nullable BindRequest searcher;
  private @Nullable LDAPConnectionPool searches;
  private @Nullable LDAPConnectionPool binds;

  /** What is done with connections that are lent. */
  interface Work<C, R extends @Nullable Object> {
    R with(C connections) throws LDAPException;
  }

  Directory(LdapOptions options) {
    this.options = options;
    this.tls = new NamedSockets(Authorities.trust(options.authorities()).getSocketFactory());
    this.searcher =
        options.lookup() instanceof UserLookup.BySearch by && by.as() != null
            ? new SimpleBindRequest(by.as(), String.valueOf(by.password()))
            : null;
  }

  /** Searches, again on a new connection if the server has closed the old one meanwhile. */
  <R extends @Nullable Object> R searching(Work<LDAPConnectionPool, R> work) throws LDAPException {
    return work.with(searches());
  }

  /** Binds, again on a new connection if the server has closed the old one meanwhile. */
  <R extends @Nullable Object> R binding(Work<LDAPConnection, R> work) throws LDAPException {
    LDAPConnectionPool pool = binds();
    LDAPConnection connection = pool.getConnection();
    boolean isSound = false;
    try {
      R result;
      try {
        result = work.with(connection);
      } catch (LDAPException e) {
        if (e.getResultCode().isConnectionUsable()
            || e.getResultCode().equals(ResultCode.TIMEOUT)) {
          throw e;
        }
        connection = pool.replaceDefunctConnection(connection);
        result = work.with(connection);
      }
      isSound = true;
      return result;
    } catch (LDAPException e) {
      isSound = e.getResultCode().isConnectionUsable();
      throw e;
    } finally {
      if (isSound) {
        pool.releaseConnection(connection);
      } else {
        pool.releaseDefunctConnection(connection);
      }
    }
  }

  private synchronized LDAPConnectionPool searches() throws LDAPException {
    if (searches == null) {
      searches = pool(searcher);
      searches.setRetryFailedOperationsDueToInvalidConnections(true);
    }
    return searches;
  }

  private synchronized LDAPConnectionPool binds() throws LDAPException {
    if (binds == null) {
      binds = pool(null);
    }
    return binds;
  }

  private LDAPConnectionPool pool(@Nullable BindRequest bind) throws LDAPException {
    LDAPConnectionPool pool =
        new LDAPConnectionPool(servers(), bind, 0, options.connections(), 1, startTls(), false);
    pool.setConnectionPoolName("wherry-users");
    pool.setCreateIfNecessary(true);
    pool.setMaxWaitTimeMillis(options.timeout().toMillis());
    return pool;
  }

  private @Nullable PostConnectProcessor startTls() {
    return options.startTls() ? new StartTLSPostConnectProcessor(tls) : null;
  }

  private ServerSet servers() {
    LDAPConnectionOptions connection = new LDAPConnectionOptions();
    int millis = (int) Math.min(Integer.MAX_VALUE, options.timeout().toMillis());
    connection.setConnectTimeoutMillis(millis);
    connection.setResponseTimeoutMillis(millis);
    connection.setFollowReferrals(false);
    connection.setBindWithDNRequiresPassword(true);
    List<SingleServerSet> servers =
        options.servers().stream()
            .map(server ->
                server.isEncrypted()
                    ? new SingleServerSet(server.host(), server.port(), tls, connection)
                    : new SingleServerSet(server.host(), server.port(), connection))
            .toList();
    return servers.size() == 1
        ? servers.getFirst()
        : new FailoverServerSet(servers.toArray(ServerSet[]::new));
  }

  @Override
  public synchronized void close() {
    if (searches != null) {
      searches.close();
    }
    if (binds != null) {
      binds.close();
    }
  }
}
