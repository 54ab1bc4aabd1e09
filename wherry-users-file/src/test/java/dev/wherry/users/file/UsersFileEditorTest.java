package dev.wherry.users.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.users.file.StoredPassword.Algorithm;
import dev.wherry.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileEditorTest {

  @TempDir private Path directory;

  @Test
  void makesAFileForItsOwnerOnly() throws Exception {
    Path file = directory.resolve("users.yaml");
    String hash = StoredPassword.hash("secret", Algorithm.SHA512_CRYPT);
    assertTrue(new UsersFileEditor(file).set("anna", hash, Map.of("home", "/srv/%u")));
    assertEquals(
        "users:\n  anna:\n    password: " + hash + "\n    home: /srv/%u\n", Files.readString(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertNotNull(UsersFile.read(file).authenticate("anna", "secret"));
  }

  @Test
  void changesOneValueAndLeavesTheRestAsItIsWritten() throws Exception {
    Path file =
        write(
            """
            # Who may log in.
            defaults: {home: /srv/%u}   # one place
            users:
                anna:   # in accounting
                    password:   "21232f297a57a5a743894a0e4a801fc3"  # weak
                    permissions: read-write

                'b:n':
                    password: 21232f297a57a5a743894a0e4a801fc3
            """);
    assertFalse(new UsersFileEditor(file).set("anna", "ABC$1", Map.of()));
    assertTrue(new UsersFileEditor(file).set("Zoë", "$6$new", Map.of("permissions", "a, b")));
    assertEquals(
        """
        # Who may log in.
        defaults: {home: /srv/%u}   # one place
        users:
            anna:   # in accounting
                password:   ABC$1  # weak
                permissions: read-write

            'b:n':
                password: 21232f297a57a5a743894a0e4a801fc3
            'Zoë':
              password: $6$new
              permissions: a, b
        """,
        Files.readString(file));
    assertTrue(new UsersFileEditor(file).remove("b:n"));
    assertTrue(new UsersFileEditor(file).remove("Zoë"));
    assertFalse(new UsersFileEditor(file).remove("Zoë"));
    assertEquals(
        """
        # Who may log in.
        defaults: {home: /srv/%u}   # one place
        users:
            anna:   # in accounting
                password:   ABC$1  # weak
                permissions: read-write

        """,
        Files.readString(file));
  }

  @Test
  void doesNotTouchWhatItCannotRead() throws Exception {
    Path damaged = write("users: [");
    assertThrows(
        InvalidFileException.class, () -> new UsersFileEditor(damaged).set("anna", "x", Map.of()));
    assertEquals("users: [", Files.readString(damaged));
    Path braces = write("users: {anna: {password: x}}\n");
    assertFalse(new UsersFileEditor(braces).set("anna", "y", Map.of()));
    assertEquals("users: {anna: {password: y}}\n", Files.readString(braces));
    InvalidFileException e =
        assertThrows(
            InvalidFileException.class,
            () -> new UsersFileEditor(braces).set("ben", "x", Map.of()));
    assertTrue(String.valueOf(e.getMessage()).contains(":1:8: this is in braces"), e.getMessage());
  }

  private Path write(String text) throws Exception {
    return Files.writeString(directory.resolve("users.yaml"), text);
  }
}
