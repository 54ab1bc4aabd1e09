package dev.wherry.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wherry.Permissions;
import dev.wherry.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedPasswordsTest {

  private static final long LIFETIME = Duration.ofMinutes(5).toNanos();

  private final User anna = new User("anna", Path.of("/anna"), Permissions.READ_WRITE);
  private final User ben = new User("ben", Path.of("/ben"), Permissions.READ_WRITE);
  private long now;
  private final RememberedPasswords passwords =
      new RememberedPasswords(Duration.ofMinutes(5), 3, () -> now);

  @Test
  void recallsJustThePairThatWasRight() {
    assertNull(passwords.recall("anna", "secret"));
    passwords.remember("anna", "secret", anna);
    assertSame(anna, passwords.recall("anna", "secret"));
    assertNull(passwords.recall("anna", "Secret"));
    assertNull(passwords.recall("anna", ""));
    assertNull(passwords.recall("ben", "secret"));
  }

  @Test
  void keepsTheRightPasswordWhenAWrongOneIsTried() {
    passwords.remember("anna", "secret", anna);
    assertNull(passwords.recall("anna", "guess"));
    assertSame(anna, passwords.recall("anna", "secret"));
  }

  @Test
  void remembersOneNameIfThereIsRoomForOne() {
    RememberedPasswords one = new RememberedPasswords(Duration.ofMinutes(5), 1, () -> now);
    one.remember("anna", "secret", anna);
    assertSame(anna, one.recall("anna", "secret"));
    one.remember("ben", "secret", ben);
    assertSame(ben, one.recall("ben", "secret"));
    assertNull(one.recall("anna", "secret"));
  }

  @Test
  void aLifetimeMayBeForEver() {
    RememberedPasswords kept =
        new RememberedPasswords(Duration.ofSeconds(Long.MAX_VALUE), 1, () -> now);
    kept.remember("anna", "secret", anna);
    now += Duration.ofDays(36_500).toNanos();
    assertSame(anna, kept.recall("anna", "secret"));
  }

  @Test
  void tellsBytesThatAreNoUnicodeApart() {
    passwords.remember("anna", "a\udce9", anna);
    assertNull(passwords.recall("anna", "a?"));
    assertNull(passwords.recall("anna", "a\udcea"));
    assertSame(anna, passwords.recall("anna", "a\udce9"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5, Long.MIN_VALUE, -1, 4_711_000_000_000L})
  void forgetsAfterItsLifetimeWhereverTheClockStands(long start) {
    now = start;
    passwords.remember("anna", "secret", anna);
    now = start + LIFETIME - 1;
    assertSame(anna, passwords.recall("anna", "secret"));
    now = start + LIFETIME;
    assertNull(passwords.recall("anna", "secret"));
    now = start;
    assertNull(passwords.recall("anna", "secret"));
  }

  @Test
  void livesNoLongerForBeingRecalled() {
    passwords.remember("anna", "secret", anna);
    now = LIFETIME / 2;
    assertSame(anna, passwords.recall("anna", "secret"));
    now = LIFETIME;
    assertNull(passwords.recall("anna", "secret"));
  }

  @Test
  void remembersTheLatestPasswordOfAName() {
    passwords.remember("anna", "old", anna);
    passwords.remember("anna", "new", anna);
    assertNull(passwords.recall("anna", "old"));
    assertSame(anna, passwords.recall("anna", "new"));
  }

  @Test
  void forgetsWhatWasRememberedFirstWhenFull() {
    passwords.remember("a", "1", anna);
    passwords.remember("b", "2", anna);
    passwords.remember("c", "3", anna);
    passwords.remember("a", "1", anna);
    passwords.remember("d", "4", anna);
    assertNull(passwords.recall("b", "2"));
    assertSame(anna, passwords.recall("a", "1"));
    assertSame(anna, passwords.recall("c", "3"));
    assertSame(anna, passwords.recall("d", "4"));
  }

  @Test
  void forgetsOnDemand() {
    passwords.remember("anna", "secret", anna);
    passwords.remember("ben", "hidden", ben);
    passwords.forget("anna");
    assertNull(passwords.recall("anna", "secret"));
    assertSame(ben, passwords.recall("ben", "hidden"));
    passwords.forgetAll();
    assertNull(passwords.recall("ben", "hidden"));
  }

  @Test
  void servesManyThreads() throws InterruptedException, ExecutionException {
    RememberedPasswords shared = new RememberedPasswords(Duration.ofMinutes(5), 8, () -> 0);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> wrong = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        String name = "user" + thread;
        User user = new User(name, Path.of("/"), Permissions.READ_ONLY);
        wrong.add(
            threads.submit(() -> {
              int count = 0;
              for (int i = 0; i < 2000; i++) {
                shared.remember(name, "password" + i, user);
                count += user.equals(shared.recall(name, "password" + i)) ? 0 : 1;
                count += shared.recall(name, "password") == null ? 0 : 1;
              }
              return count;
            }));
      }
      for (Future<Integer> count : wrong) {
        assertEquals(0, count.get());
      }
    }
  }

  @Test
  void refusesToRememberNothing() {
    assertThrows(
        IllegalArgumentException.class, () -> new RememberedPasswords(Duration.ZERO, 1, () -> 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RememberedPasswords(Duration.ofSeconds(1), 0, () -> 0));
  }
}
