package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.tests.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the source of users is asked, and when a password is known from a moment ago. */
class RememberedTest {

  @TempDir Path home;

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong generation = new AtomicLong();
  private boolean looksAtClient;

  @Test
  void aPasswordThatWasRightIsKnown() {
    logInFiveTimes(Duration.ofMinutes(5));
    assertEquals(1, asked.get());
  }

  @Test
  void notIfThatIsOff() {
    logInFiveTimes(Duration.ZERO);
    assertEquals(5, asked.get());
  }

  @Test
  void notWhenTheUsersHaveChanged() {
    try (FtpServer server = server(Duration.ofMinutes(5))) {
      Client.loggedIn(server).close();
      Client.loggedIn(server).close();
      generation.incrementAndGet();
      Client.loggedIn(server).close();
      Client.loggedIn(server).close();
    }
    assertEquals(2, asked.get());
  }

  @Test
  void forAnotherAddressIfTheUsersLookAtIt() {
    looksAtClient = true;
    try (FtpServer server = server(Duration.ofMinutes(5))) {
      for (String address : List.of("127.0.0.1", "127.0.0.2", "127.0.0.1", "127.0.0.2")) {
        Client.of(server, Client.ip(address)).login().close();
      }
    }
    assertEquals(2, asked.get());
  }

  private void logInFiveTimes(Duration remembered) {
    try (FtpServer server = server(remembered)) {
      for (int i = 0; i < 5; i++) {
        Client.loggedIn(server).close();
      }
    }
  }

  private FtpServer server(Duration remembered) {
    return FtpServer.builder()
        .port(0)
        .rememberPasswords(remembered)
        .users(
            new Users() {
              @Override
              public @Nullable User authenticate(String name, String password) {
                asked.incrementAndGet();
                return password.equals("secret")
                    ? new User(name, home, Permissions.READ_ONLY)
                    : null;
              }

              @Override
              public boolean looksAtClient() {
                return looksAtClient;
              }

              @Override
              public long generation() {
                return generation.get();
              }
            })
        .start();
  }
}
