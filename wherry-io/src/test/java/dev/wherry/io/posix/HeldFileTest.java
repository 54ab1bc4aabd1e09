package dev.wherry.io.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.Anchor;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFileTest {

  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;

  @TempDir Path outside;
  private Path home;
  private Anchor held;

  @BeforeEach
  void hold() throws IOException {
    assertNull(Anchor.unsupported());
    home = Files.createDirectories(outside.resolve("home"));
    Files.createDirectories(home.resolve("a/b"));
    Files.writeString(home.resolve("a/b/file"), "inside");
    Files.writeString(outside.resolve("file"), "outside");
    held = Anchor.hold(home, Anchor.Links.BELOW);
  }

  @AfterEach
  void letGo() {
    held.close();
  }

  private static byte[] name(String text) {
    return text.getBytes(UTF_8);
  }

  private String found(String relative, boolean throughLinks) throws IOException {
    try (Anchor found = held.find(name(relative), throughLinks)) {
      return Files.readString(found.path());
    }
  }

  @Test
  void linksThatStayBelowAreFollowed() throws IOException {
    Files.createSymbolicLink(home.resolve("down"), Path.of("a/b"));
    Files.createSymbolicLink(home.resolve("a/up"), Path.of("../a/b/file"));
    assertEquals("inside", found("down/file", true));
    assertEquals("inside", found("a/up", true));
    assertThrows(Anchor.OutsideException.class, () -> found("down/file", false));
    assertThrows(Anchor.OutsideException.class, () -> found("a/up", false));
  }

  @Test
  void noWayLeadsOut() throws IOException {
    Files.createSymbolicLink(home.resolve("out"), Path.of(".."));
    Files.createSymbolicLink(home.resolve("absolute"), home.resolve("a/b/file"));
    for (String way : new String[] {"../file", "out/file", "out", "absolute", "a/../../file"}) {
      assertThrows(Anchor.OutsideException.class, () -> found(way, true), way);
    }
    assertThrows(Anchor.OutsideException.class, () -> found("/etc/passwd", true));
  }

  @Test
  void noLinkIsFollowedWhereNoneMayBe() throws IOException {
    Files.createSymbolicLink(home.resolve("down"), Path.of("a/b"));
    Files.createSymbolicLink(home.resolve("a/up"), Path.of("b/file"));
    try (Anchor strict = Anchor.hold(home, Anchor.Links.NONE)) {
      for (String way : new String[] {"down", "down/file", "a/up"}) {
        assertThrows(Anchor.OutsideException.class, () -> strict.find(name(way), true), way);
      }
      try (Anchor found = strict.find(name("a/b/file"), true)) {
        assertEquals("inside", Files.readString(found.path()));
      }
    }
  }

  @Test
  void linksLeadOutWhereTheyMayButNotToWhatOthersHaveOpen() throws IOException {
    Files.createSymbolicLink(home.resolve("out"), Path.of(".."));
    Files.createSymbolicLink(home.resolve("absolute"), outside.resolve("file"));
    Files.createSymbolicLink(home.resolve("magic"), Path.of("/proc/self/cwd"));
    try (Anchor free = Anchor.hold(home, Anchor.Links.ALL)) {
      for (String way : new String[] {"out/file", "absolute"}) {
        try (Anchor found = free.find(name(way), true)) {
          assertEquals("outside", Files.readString(found.path()), way);
        }
      }
      assertThrows(FileSystemLoopException.class, () -> free.find(name("magic"), true));
      assertThrows(Anchor.OutsideException.class, () -> free.find(name("out/file"), false));
    }
  }

  @Test
  void whatIsMissingIsMissing() {
    assertThrows(NoSuchFileException.class, () -> found("nothing", true));
    assertThrows(NotDirectoryException.class, () -> found("a/b/file/x", true));
  }

  @Test
  void whatIsHeldStaysWhatItIs() throws IOException {
    try (Anchor directory = held.find(name("a/b"), true)) {
      Files.move(home.resolve("a"), outside.resolve("moved"));
      Files.createSymbolicLink(home.resolve("a"), outside);
      assertEquals("inside", Files.readString(directory.path().resolve("file")));
      assertEquals(REGULAR, directory.mode(name("file")) & TYPE);
      directory.rename(name("file"), directory, name("renamed"));
      assertEquals(0, directory.mode(name("file")));
      directory.delete(name("renamed"));
      assertThrows(NoSuchFileException.class, () -> directory.delete(name("renamed")));
    }
    assertEquals("outside", Files.readString(outside.resolve("file")));
  }

  @Test
  void itTellsWhetherANameStillLeadsToIt() throws IOException {
    assertTrue(held.isAt(home));
    Files.move(home, outside.resolve("old"));
    assertFalse(held.isAt(home));
    Files.createDirectory(home);
    assertFalse(held.isAt(home));
    assertTrue(held.isAt(outside.resolve("old")));
  }

  @Test
  void nothingIsFoundOnceItIsClosed() {
    held.close();
    held.close();
    assertThrows(IOException.class, () -> found("a", true));
  }

  @Test
  void namesAreBytes() throws IOException {
    byte[] latin = {'c', 'a', 'f', (byte) 0xe9};
    held.rename(name("a"), held, latin);
    assertEquals("inside", contentBelow(latin));
  }

  private String contentBelow(byte[] directory) throws IOException {
    try (Anchor below = held.find(directory, false);
        Anchor file = below.find(name("b/file"), false)) {
      return Files.readString(file.path());
    }
  }
}
