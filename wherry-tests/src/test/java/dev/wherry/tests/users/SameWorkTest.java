package dev.wherry.users.file;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.users.file.StoredPassword.Algorithm;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
  private static final int TIMES = 2;

  @ParameterizedTest
  @EnumSource
  void anUnknownNameCostsWhatAWrongPasswordDoes(Algorithm algorithm) throws Exception {
    User anna = new User("anna", Path.of("home"), Permissions.READ_ONLY);
    Users users =
        new ListedUsers(List.of(new Account(anna, StoredPassword.hash("secret", algorithm))));
    assertNotNull(users.authenticate("anna", "secret"));
    assertNull(users.authenticate("nobody", "secret"));
    long wrong = Long.MAX_VALUE;
    long unknown = Long.MAX_VALUE;
    for (int i = 0; i < TIMES; i++) {
      wrong = Math.min(wrong, work(users, "anna"));
      unknown = Math.min(unknown, work(users, "nobody" + i));
    }
    String figures =
        String.format(
            Locale.ROOT,
            "%s: wrong password %.1f ms, unknown name %.1f ms",
            algorithm,
            wrong / 1e6,
            unknown / 1e6);
    log.info(figures);
    double ratio = (double) unknown / wrong;
    assertTrue(ratio > 0.5 && ratio < 2, figures);
  }

  private static long work(Users users, String name) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    assertNull(users.authenticate(name, "guess"));
    return THREADS.getCurrentThreadCpuTime() - start;
  }
}
