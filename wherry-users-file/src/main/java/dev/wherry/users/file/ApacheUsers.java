package dev.wherry.users.file;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The accounts in a {@code users.properties} of Apache FtpServer, as a users file has them. What
 * has no counterpart there is told as a remark. Immutable.
 */
public final class ApacheUsers {

  private static final String PREFIX = "ftpserver.user.";
  private static final String PASSWORD = ".userpassword";
  private static final String HOME = ".homedirectory";

  private final Properties values = new Properties();
  private final Map<String, Map<String, String>> accounts = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();

  private ApacheUsers() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if there is no user in it
   */
  public static ApacheUsers read(Path file) throws IOException {
    ApacheUsers read = new ApacheUsers();
    // Properties are written in ISO 8859-1, with escapes for everything else.
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      read.values.load(reader);
    }
    Set<String> names = new TreeSet<>();
    for (String key : read.values.stringPropertyNames()) {
      for (String end : List.of(PASSWORD, HOME)) {
        if (key.startsWith(PREFIX) && key.endsWith(end)) {
          names.add(key.substring(PREFIX.length(), key.length() - end.length()));
        }
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          file + " has no user: no key is " + PREFIX + "NAME" + PASSWORD);
    }
    names.forEach(read::take);
    return read;
  }

  /** What to set, by user and key, for {@link UsersFileEditor#add}. */
  public Map<String, Map<String, String>> accounts() {
    return accounts;
  }

  /** What could not be taken over as it was, in sentences. */
  public List<String> remarks() {
    return remarks;
  }

  private void take(String user) {
    if (!value(user, "enableflag").map(Boolean::parseBoolean).orElse(true)) {
      remarks.add(user + " is disabled there, and left out.");
      return;
    }
    Map<String, String> account = new LinkedHashMap<>();
    boolean isAnonymous = user.equals("anonymous");
    String password = value(user, "userpassword").orElse("");
    if (!isAnonymous && StoredPassword.fault(password) != null) {
      if (password.isEmpty()) {
        remarks.add(user + " has no password there, and is left out.");
        return;
      }
      password = StoredPassword.hash(password, StoredPassword.Algorithm.ARGON2ID);
      remarks.add("The password of " + user + " was kept in clear there, and is hashed now.");
    }
    if (!isAnonymous) {
      account.put("password", password);
    }
    account.put("home", value(user, "homedirectory").orElse("/"));
    boolean mayWrite = value(user, "writepermission").map(Boolean::parseBoolean).orElse(false);
    account.put("permissions", mayWrite ? "read-write" : "read-only");
    number(user, "maxloginnumber").ifPresent(most -> account.put("sessions", "" + most));
    number(user, "uploadrate").ifPresent(rate -> account.put("upload", rate + " B/s"));
    number(user, "downloadrate").ifPresent(rate -> account.put("download", rate + " B/s"));
    number(user, "maxloginperip")
        .ifPresent(most ->
            remarks.add(
                user
                    + " may log in "
                    + most
                    + " times from one address there; here that is a limit of the server,"
                    + " 'sessions-per-address'."));
    number(user, "idletime")
        .ifPresent(seconds ->
            remarks.add(
                user
                    + " may be idle for "
                    + seconds
                    + " seconds there; here that is a limit of the server, 'idle'."));
    accounts.put(user, account);
  }

  private Optional<String> value(String user, String key) {
    return Optional.ofNullable(values.getProperty(PREFIX + user + "." + key))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** A limit; zero is none. */
  private Optional<Integer> number(String user, String key) {
    try {
      return value(user, key).map(Integer::valueOf).filter(number -> number > 0);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + PREFIX + user + "." + key + "' is not a number", e);
    }
  }
}
