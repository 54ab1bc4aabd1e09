package dev.wherry.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.LoginAttempt;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.users.InMemoryUsers.Account;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsersInOrderTest {

  private static final Users FIRST = users("anna", "/first");
  private static final Users SECOND = users("ben", "/second");
  private static final Users DOWN =
      (_, _) -> {
        throw new IOException("down");
      };

  @Test
  void theFirstThatSaysYesDecides() throws Exception {
    Users both = Users.inOrder(List.of(FIRST, users("anna", "/other"), SECOND));
    assertEquals(
        Path.of("/first"), Objects.requireNonNull(both.authenticate("anna", "secret")).home());
    assertNotNull(both.authenticate("ben", "secret"));
    assertNull(both.authenticate("ben", "wrong"));
    assertNull(both.authenticate("nobody", "secret"));
  }

  @Test
  void oneThatCannotAnswerIsPassedOver() throws Exception {
    Users all = Users.inOrder(List.of(DOWN, FIRST));
    assertNotNull(all.authenticate("anna", "secret"));
    assertThrows(IOException.class, () -> all.authenticate("anna", "wrong"));
    assertThrows(
        IOException.class, () -> Users.inOrder(List.of(FIRST, DOWN)).authenticate("x", "y"));
  }

  @Test
  void whatIsKnownOfTheClientReachesEachOfThem() throws Exception {
    List<LoginAttempt> seen = new ArrayList<>();
    Users curious =
        new Users() {
          @Override
          public @Nullable User authenticate(String name, String password) {
            throw new AssertionError("asked with less than is known");
          }

          @Override
          public @Nullable User authenticate(LoginAttempt attempt) {
            seen.add(attempt);
            return null;
          }

          @Override
          public boolean looksAtClient() {
            return true;
          }

          @Override
          public long generation() {
            return 5;
          }

          @Override
          public int parallelism() {
            return 1_000;
          }
        };
    Users both = Users.inOrder(List.of(FIRST, curious));
    LoginAttempt attempt =
        new LoginAttempt("carl", "secret", InetAddress.ofLiteral("192.0.2.1"), true, "a.example");
    assertNull(both.authenticate(attempt));
    assertEquals(List.of(attempt), seen);
    assertTrue(both.looksAtClient());
    assertFalse(Users.inOrder(List.of(FIRST, SECOND)).looksAtClient());
    assertEquals(5, both.generation());
    assertEquals(1_000, both.parallelism());
  }

  @Test
  void onlyTextIsHandedOn() {
    assertTrue(new LoginAttempt("änna", "pässword").isText());
    assertTrue(new LoginAttempt("anna", "").isText());
    assertFalse(new LoginAttempt("", "x").isText());
    assertFalse(new LoginAttempt("an\0na", "x").isText());
    assertFalse(new LoginAttempt("anna", "x\0y").isText());
    assertFalse(new LoginAttempt("anna", "\uDCFF").isText());
    assertFalse(new LoginAttempt("anna\uD83D", "\uDE00").isText());
    assertEquals("anna", new LoginAttempt("anna", "secret").toString());
  }

  private static Users users(String name, String home) {
    User user = new User(name, Path.of(home), Permissions.READ_ONLY);
    return new InMemoryUsers(List.of(new Account(user, "secret")), 1);
  }
}
