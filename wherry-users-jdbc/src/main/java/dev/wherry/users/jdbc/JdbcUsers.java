package dev.wherry.users.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.wherry.LoginAttempt;
import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.file.DecoyHashes;
import dev.wherry.users.file.Outage;
import dev.wherry.users.file.StoredPassword;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users of a database, by a query of the operator's own. The passwords there are hashes of any
 * format that {@link StoredPassword} knows.
 *
 * <p>The name a client sends is a parameter of the query and never part of its text. An unknown
 * name costs the query and a hash, as a wrong password does. A database that is down keeps nobody
 * from starting; logins are refused until it is back. Safe for use by many threads.
 */
public final class JdbcUsers implements Users, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JdbcUsers.class);

  private static final String PASSWORD = "password";

  /** So many different hashes are enough to hide among. */
  private static final int DECOYS = 64;

  private final JdbcOptions options;
  private final AccountTemplate template;
  private final Outage outage;
  private final DecoyHashes decoys = new DecoyHashes();
  private final HikariDataSource pool;

  /**
   * Looks for the driver, and begins to connect.
   *
   * @param template has what the columns do not say
   * @throws IllegalArgumentException if there is no driver for the URL
   */
  public JdbcUsers(JdbcOptions options, AccountTemplate template) {
    this.options = options;
    this.template = template;
    this.outage = new Outage("the database " + options.place(), log);
    this.pool = JdbcDriver.of(options).pool(configuration(options));
  }

  /**
   * Whether there is a driver.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static void checkDriver(JdbcOptions options) {
    JdbcDriver.of(options);
  }

  private static HikariConfig configuration(JdbcOptions options) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(options.url());
    config.setUsername(options.user());
    config.setPassword(options.password());
    config.setDataSourceProperties(properties(options));
    config.setPoolName("wherry-users");
    config.setMaximumPoolSize(options.connections());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(options.timeout().toMillis());
    config.setValidationTimeout(options.timeout().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setReadOnly(true);
    return config;
  }

  /** The times are for PostgreSQL's driver: a query's own does not end the wait for a dead line. */
  private static Properties properties(JdbcOptions options) {
    Properties properties = new Properties();
    if (options.url().startsWith("jdbc:postgresql:")) {
      String seconds = "" + seconds(options.timeout());
      properties.setProperty("connectTimeout", seconds);
      properties.setProperty("loginTimeout", seconds);
      properties.setProperty("socketTimeout", seconds);
      properties.setProperty("ApplicationName", "wherry");
    }
    return properties;
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.plusMillis(999).toSeconds());
  }

  @Override
  public int parallelism() {
    return Math.max(options.connections(), Users.super.parallelism());
  }

  @Override
  public @Nullable User authenticate(String name, String password) throws IOException {
    Map<String, Object> row = new LoginAttempt(name, password).isText() ? row(name) : null;
    Object stored = row == null ? null : row.remove(PASSWORD);
    String hash = stored == null ? null : usable(name, stored.toString());
    boolean isRight = StoredPassword.verify(password, hash == null ? decoys.hash(name) : hash);
    return isRight && hash != null && row != null ? template.user(name, row) : null;
  }

  /** Null if it is none; then the password is checked against another one. */
  private @Nullable String usable(String name, String hash) {
    String fault = StoredPassword.fault(hash);
    if (fault != null) {
      log.error("the password of '{}' in the database cannot be used: {}", name, fault);
      return null;
    }
    if (decoys.size() < DECOYS) {
      decoys.add(hash);
    }
    return hash;
  }

  private @Nullable Map<String, Object> row(String name) throws IOException {
    outage.check();
    try (Connection connection = pool.getConnection();
        PreparedStatement query = connection.prepareStatement(options.query())) {
      query.setQueryTimeout(seconds(options.timeout()));
      query.setMaxRows(2);
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        Map<String, Object> row = rows.next() ? row(rows) : null;
        boolean isOne = row == null || !rows.next();
        outage.ended();
        if (!isOne) {
          throw new IOException("the query of the database finds more than one '" + name + "'");
        }
        return row;
      }
    } catch (SQLException e) {
      throw isOutage(e)
          ? outage.failed(e.getCause() instanceof SQLException cause ? cause : e)
          : new IOException("the query of the database fails: " + e.getMessage(), e);
    }
  }

  /** By the names of the columns, which databases give back in upper or lower case. */
  private static Map<String, Object> row(ResultSet rows) throws SQLException, IOException {
    boolean hasPassword = false;
    Map<String, Object> row = new HashMap<>();
    ResultSetMetaData columns = rows.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String value = rows.getString(i);
      String key = columns.getColumnLabel(i).toLowerCase(Locale.ROOT).replace('_', '-');
      hasPassword |= key.equals(PASSWORD);
      if (value != null) {
        row.put(key, value.strip()); // CHAR columns are filled up with blanks
      }
    }
    if (!hasPassword) {
      throw new IOException("the query of the database has no column 'password'");
    }
    return row;
  }

  /** Connections, resources, and what an administrator stops: classes 08, 53 and 57 of SQLSTATE. */
  private static boolean isOutage(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return e instanceof SQLTransientException
        || e instanceof SQLRecoverableException
        || e instanceof SQLNonTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57");
  }

  /** Closes the connections. */
  @Override
  public void close() {
    pool.close();
  }
}
