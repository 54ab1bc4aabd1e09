package dev.wherry.tests.users;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.users.InMemoryUsers;
import dev.wherry.users.file.Account;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.file.ListedUsers;
import dev.wherry.users.file.StoredPassword;
import dev.wherry.users.file.StoredPassword.Algorithm;
import dev.wherry.users.jdbc.JdbcOptions;
import dev.wherry.users.jdbc.JdbcUsers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A name that nobody has costs what a wrong password costs. Measured is the work of the thread, its
 * time on a processor: what else the machine does is not in it.
 */
class SameWorkTest {

  private static final Logger log = LoggerFactory.getLogger(SameWorkTest.class);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** The least of so many counts; what disturbs a processor's caches only ever adds to it. */
  private static final int MOST_TIMES = 12;

  private static final int TIMES = 2;
  private static final int ITERATIONS = 100_000;
  private static final User ANNA = new User("anna", Path.of("home"), Permissions.READ_ONLY);

  @ParameterizedTest
  @EnumSource
  void ofAUsersFile(Algorithm algorithm) throws Exception {
    String hash = StoredPassword.hash("secret", algorithm);
    check("file, " + algorithm, new ListedUsers(List.of(new Account(ANNA, hash))));
  }

  @Test
  void inMemory() throws Exception {
    var anna = new InMemoryUsers.Account(ANNA, "secret");
    check("memory", new InMemoryUsers(List.of(anna), ITERATIONS));
  }

  /** The embedded database works on the thread of whoever asks, so that its work counts, too. */
  @Test
  void ofADatabase() throws Exception {
    String url = "jdbc:h2:mem:same-work;USER=sa;PASSWORD=x";
    try (Connection owner = DriverManager.getConnection(url)) {
      owner.createStatement().execute("create table people(name varchar, password varchar)");
      try (PreparedStatement insert =
          owner.prepareStatement("insert into people values ('anna', ?)")) {
        insert.setString(1, StoredPassword.hash("secret", Algorithm.ARGON2ID));
        insert.execute();
      }
      JdbcOptions options =
          new JdbcOptions(url, null, null, "select password from people where name = ?");
      try (JdbcUsers users =
          new JdbcUsers(options, AccountTemplate.of("/home", Permissions.READ_ONLY))) {
        check("database", users);
      }
    }
  }

  private static void check(String source, Users users) throws Exception {
    assertNotNull(users.authenticate("anna", "secret"));
    assertNull(users.authenticate("nobody", "secret"));
    long wrong = Long.MAX_VALUE;
    long unknown = Long.MAX_VALUE;
    for (int i = 0; i < TIMES || (i < MOST_TIMES && !isSame(wrong, unknown)); i++) {
      wrong = Math.min(wrong, work(users, "anna"));
      unknown = Math.min(unknown, work(users, "nobody" + i));
    }
    String figures =
        String.format(
            Locale.ROOT,
            "%s: wrong password %.1f ms, unknown name %.1f ms",
            source,
            wrong / 1e6,
            unknown / 1e6);
    log.info(figures);
    assertTrue(isSame(wrong, unknown), figures);
  }

  private static boolean isSame(long wrong, long unknown) {
    double ratio = (double) unknown / wrong;
    return ratio > 0.5 && ratio < 2;
  }

  private static long work(Users users, String name) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    assertNull(users.authenticate(name, "guess"));
    return THREADS.getCurrentThreadCpuTime() - start;
  }
}
