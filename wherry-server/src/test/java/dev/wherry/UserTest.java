package dev.wherry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserTest {

  @Test
  void livesOnAnyFileSystem() throws IOException {
    try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      Path home = disk.getPath("/home/anna");
      User anna = new User("anna", home, Permissions.READ_ONLY);
      assertSame(home, anna.home());
    }
  }

  @Test
  void makesARelativeHomeAbsolute() {
    User anna = new User("anna", Path.of("public"), Permissions.READ_ONLY);
    assertEquals(Path.of("").toAbsolutePath().resolve("public"), anna.home());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "\0", "a\u007f", "\u0085"})
  void hasANameThatCanBeShown(String name) {
    Path home = Path.of("/");
    assertThrows(IllegalArgumentException.class, () -> new User(name, home, Permissions.READ_ONLY));
  }
}
