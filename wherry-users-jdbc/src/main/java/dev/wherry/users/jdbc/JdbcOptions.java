package dev.wherry.users.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, and what it is asked.
 *
 * @param url as its driver wants it: {@code jdbc:postgresql://db.example.org/ftp}
 * @param user who connects to it; null if the URL says so, or nobody has to
 * @param password of that user; never logged
 * @param drivers JAR files with drivers, before those of the class and the module path
 * @param query has one {@code ?} for the name that a client has sent, and gives at most one row
 *     with the column {@code password}, a hash, and perhaps {@code name}, {@code home}, {@code
 *     permissions} and the other keys of a users file
 * @param connections how many there are at most, 5 by default
 * @param timeout how long a connection and an answer may take, 5 seconds by default
 */
public record JdbcOptions(
    String url,
    @Nullable String user,
    @Nullable String password,
    List<Path> drivers,
    String query,
    int connections,
    Duration timeout) {

  /** HikariCP waits for at least that long. */
  private static final Duration SHORTEST = Duration.ofMillis(250);

  /**
   * After a check of the values.
   *
   * @throws IllegalArgumentException with a sentence if one of them cannot be
   */
  public JdbcOptions {
    checkedUrl(url);
    checkedQuery(query);
    checkedTimeout(timeout);
    if (connections < 1) {
      throw new IllegalArgumentException("there is at least one connection");
    }
    drivers = List.copyOf(drivers);
  }

  /** The URL, if it can be one. */
  public static String checkedUrl(String url) {
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "the URL of a database looks like jdbc:postgresql://host/database");
    }
    return url;
  }

  /** The query, if it can be one. */
  public static String checkedQuery(String query) {
    if (query.chars().filter(c -> c == '?').count() != 1) {
      throw new IllegalArgumentException(
          "the query has one ?, for the user's name: select password, home from users where"
              + " name = ?");
    }
    return query;
  }

  /** The timeout, if it can be one. */
  public static Duration checkedTimeout(Duration timeout) {
    if (timeout.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("the timeout of a database is 250ms or more");
    }
    return timeout;
  }

  /** With five connections, and five seconds for an answer. */
  public JdbcOptions(String url, @Nullable String user, @Nullable String password, String query) {
    this(url, user, password, List.of(), query, 5, Duration.ofSeconds(5));
  }

  /** The database without what a URL may hold of secrets. */
  String place() {
    int end = url.indexOf('?') < 0 ? url.length() : url.indexOf('?');
    int semicolon = url.indexOf(';') < 0 ? url.length() : url.indexOf(';');
    String place = url.substring(0, Math.min(end, semicolon));
    return place.replaceAll("//[^/]*@", "//");
  }

  /** The database; the password stays out of logs. */
  @Override
  public String toString() {
    return place();
  }
}
