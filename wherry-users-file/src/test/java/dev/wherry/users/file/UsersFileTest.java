package dev.wherry.users.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.AccessRule;
import dev.wherry.Folder;
import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {

  /** "secret". */
  private static final String HASH = "$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.";

  @TempDir private Path directory;

  @Test
  void readsEverythingThatAUserHas() throws Exception {
    ListedUsers users =
        read(
            """
            defaults:
              home: homes/%u
              permissions: read-only
              download: 5 MB/s
            users:
              anna:
                password: HASH
                permissions: [enter, list, read, write]
                rules:
                  /outgoing: read-only
                  "*.exe": none
                  /secret: hidden
                folders:
                  /music: /data/%u
                sessions: 3
                upload: 500 kB/s
                quota: 2 GiB
                quota-files: 1000
              ben:
                password: HASH
                home: /srv/ben
                permissions: elr
              anonymous:
                home: pub
            """);
    User anna = Objects.requireNonNull(users.authenticate("anna", "secret"));
    assertEquals(directory.resolve("homes/anna"), anna.home());
    assertEquals(
        Permissions.of(Permission.ENTER, Permission.LIST, Permission.READ, Permission.WRITE),
        anna.permissions());
    assertEquals(
        List.of(
            AccessRule.of("/outgoing", Permissions.READ_ONLY),
            AccessRule.of("*.exe", Permissions.NONE),
            AccessRule.hidden("/secret")),
        anna.rules());
    assertEquals(List.of(new Folder("/music", Path.of("/data/anna"))), anna.folders());
    assertEquals(3, anna.limits().sessions());
    assertEquals(500_000, anna.limits().bandwidth().upload());
    assertEquals(5_000_000, anna.limits().bandwidth().download());
    assertEquals(2L << 30, anna.limits().quota().bytes());
    assertEquals(1000, anna.limits().quota().files());
    User ben = Objects.requireNonNull(users.authenticate("ben", "secret"));
    assertEquals(Path.of("/srv/ben"), ben.home());
    assertEquals(Permissions.READ_ONLY, ben.permissions());
    assertNotNull(users.authenticate("anonymous", "anything"));
    assertNull(users.authenticate("anna", "wrong"));
    assertNull(users.authenticate("ftp", "anything"));
    assertNull(users.authenticate("nobody", "secret"));
  }

  @Test
  void tellsEveryMistakeWithItsPlaceAndWhatWasMeant() {
    InvalidFileException mistakes =
        assertThrows(
            InvalidFileException.class,
            () ->
                read(
                    """
                    users:
                      anna:
                        pasword: HASH
                        home: /srv/anna
                      ben:
                        password: secret
                        home: /srv/ben
                        permissions: read-onyl
                        download: fast
                      ../carl:
                        password: HASH
                        home: /srv/%u
                    usres: {}
                    """));
    String file = directory.resolve("users.yaml").toString();
    List<String> told = mistakes.problems().stream().map(Object::toString).toList();
    assertEquals(file + ":2:3: 'anna' has no password; 'wherry passwd anna' sets one", told.get(0));
    assertEquals(file + ":3:5: there is no 'pasword' here; did you mean 'password'?", told.get(1));
    assertEquals(
        file + ":6:15: 'password': this is not a hash of a password; 'wherry passwd' makes one",
        told.get(2));
    assertTrue(
        told.get(3)
            .startsWith(
                file + ":8:18: 'permissions': 'read-onyl' is no right; did you mean 'read-only'?"),
        told.get(3));
    assertTrue(told.get(4).startsWith(file + ":9:15: 'download': 'fast' is not a rate"));
    assertTrue(told.get(5).startsWith(file + ":10:3: '../carl' cannot be part of a path"));
    assertEquals(file + ":13:1: there is no 'usres' here; did you mean 'users'?", told.get(6));
    assertEquals(7, told.size());
    assertFalse(
        String.valueOf(mistakes.getMessage()).contains("secret'"), "no password in a message");
  }

  @Test
  void changesCountForTheNextLoginAndMistakesDoNot() throws Exception {
    Path file = write("users:\n  anna:\n    password: HASH\n    home: /srv/anna\n");
    try (UsersFile users = UsersFile.open(file, Duration.ofMillis(5))) {
      assertNotNull(users.authenticate("anna", "secret"));
      long before = users.generation();
      write("users:\n  ben:\n    password: HASH\n    home: /srv/ben\n");
      until(() -> users.generation() > before);
      assertNull(users.authenticate("anna", "secret"));
      assertNotNull(users.authenticate("ben", "secret"));
      long after = users.generation();
      write("users: [");
      Files.delete(file);
      write("users:\n  carl: {}\n");
      write("users:\n  ben:\n    password: HASH\n    home: /srv/ben2\n");
      until(() -> users.generation() > after);
      User ben = Objects.requireNonNull(users.authenticate("ben", "secret"));
      assertEquals(Path.of("/srv/ben2"), ben.home());
    }
  }

  @Test
  void aDamagedFileLeavesTheUsersAsTheyWere() throws Exception {
    Path file = write("users:\n  anna:\n    password: HASH\n    home: /srv/anna\n");
    try (UsersFile users = UsersFile.open(file, Duration.ofMillis(5))) {
      try (CapturedLog log = new CapturedLog(UsersFile.class)) {
        write("users: [");
        until(() -> log.text().contains("cannot be used"));
      }
      assertNotNull(users.authenticate("anna", "secret"));
      assertEquals(0, users.generation());
    }
  }

  private ListedUsers read(String yaml) throws Exception {
    return UsersFile.read(write(yaml));
  }

  private Path write(String yaml) throws IOException {
    Path file = directory.resolve("users.yaml");
    Path draft = directory.resolve("draft.yaml");
    Files.writeString(draft, yaml.replace("HASH", HASH));
    return Files.move(
        draft,
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private static void until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos(), "waited in vain");
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }
}
