package dev.wherry.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.users.InMemoryUsers.Account;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryUsersTest {

  private final User anna = new User("anna", Path.of("/anna"), Permissions.READ_WRITE);
  private final User ben = new User("ben", Path.of("/ben"), Permissions.READ_WRITE);
  private final User anonymous = new User("anonymous", Path.of("/pub"), Permissions.READ_ONLY);
  private final InMemoryUsers users =
      new InMemoryUsers(
          List.of(new Account(anna, "secret"), new Account(ben, ""), new Account(anonymous, null)),
          1);

  @Test
  void letsAUserInWithItsOwnPasswordOnly() {
    assertSame(anna, users.authenticate("anna", "secret"));
    assertNull(users.authenticate("anna", ""));
    assertNull(users.authenticate("anna", "Secret"));
    assertSame(ben, users.authenticate("ben", ""));
    assertNull(users.authenticate("ben", "secret"));
  }

  @Test
  void letsAUserWithoutPasswordInWithAnyPassword() {
    assertSame(anonymous, users.authenticate("anonymous", ""));
    assertSame(anonymous, users.authenticate("anonymous", "me@example.org"));
  }

  @Test
  void letsNobodyElseIn() {
    assertNull(users.authenticate("carl", "secret"));
    assertNull(users.authenticate("carl", ""));
    assertNull(users.authenticate("", ""));
    assertNull(users.authenticate("Anna", "secret"));
  }

  @Test
  void refusesTheSameNameTwice() {
    List<Account> twice = List.of(new Account(anna, "a"), new Account(anna, "b"));
    Exception refusal =
        assertThrows(IllegalArgumentException.class, () -> new InMemoryUsers(twice, 1));
    assertEquals("user 'anna' is there twice", refusal.getMessage());
  }

  @Test
  void doesNotShowPasswordsInLogs() {
    assertEquals("anna", new Account(anna, "secret").toString());
  }
}
