package dev.wherry.io.posix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fast way to read a directory says what the JDK says, or this fails. */
class StatxCursorTest {

  private static final String ALL =
      "unix:mode,ino,dev,nlink,uid,gid,size,lastModifiedTime,creationTime";

  private final Libc libc = new Libc();
  private final Scratch scratch = new Scratch(libc);

  @TempDir Path directory;

  @Test
  void tellsOfEveryKindWhatTheJdkTells() throws Exception {
    Files.writeString(directory.resolve("file"), "12345");
    Files.createDirectory(directory.resolve("directory"));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    Files.setAttribute(directory.resolve("file"), "unix:mode", 0640);
    Files.createLink(directory.resolve("second name"), directory.resolve("file"));
    Set<String> seen = new TreeSet<>();
    try (StatxCursor cursor = StatxCursor.open(libc, scratch, directory)) {
      while (cursor.next()) {
        String name = new String(cursor.name(), UTF_8);
        seen.add(name);
        assertEquals(attributes(directory.resolve(name)), attributes(cursor), name);
      }
    }
    assertEquals(Set.of("file", "directory", "link", "second name"), seen);
  }

  @Test
  void readsMoreEntriesThanOneCallBrings() throws Exception {
    Set<String> made = new TreeSet<>();
    for (int i = 0; i < 3_000; i++) {
      made.add("a-rather-long-name-" + i);
      Files.createFile(directory.resolve("a-rather-long-name-" + i));
    }
    Set<String> seen = new TreeSet<>();
    try (StatxCursor cursor = StatxCursor.open(libc, scratch, directory)) {
      while (cursor.next()) {
        assertTrue(seen.add(new String(cursor.name(), US_ASCII)));
      }
      assertFalse(cursor.next(), "the end stays the end");
    }
    assertEquals(made, seen);
  }

  @Test
  void keepsTheBytesOfANameThatIsNotUtf8() throws Exception {
    Files.createFile(Path.of(URI.create(directory.toUri() + "%FF%41")));
    try (StatxCursor cursor = StatxCursor.open(libc, scratch, directory)) {
      assertTrue(cursor.next());
      assertArrayEquals(new byte[] {(byte) 0xFF, 'A'}, cursor.name());
    }
  }

  @Test
  void failsAsTheJdkDoes() {
    Path nothing = directory.resolve("nothing");
    assertThrows(NoSuchFileException.class, () -> StatxCursor.open(libc, scratch, nothing));
  }

  private static Map<String, Object> attributes(Path path) throws IOException {
    Map<String, Object> values =
        new HashMap<>(Files.readAttributes(path, ALL, LinkOption.NOFOLLOW_LINKS));
    values.replaceAll((_, value) ->
        value instanceof FileTime time
            ? (Object) time.to(TimeUnit.SECONDS)
            : Long.valueOf(((Number) value).longValue()));
    return values;
  }

  private static Map<String, Object> attributes(StatxCursor cursor) {
    Map<String, Object> values = new HashMap<>();
    values.put("mode", (long) cursor.mode());
    values.put("ino", cursor.inode());
    values.put("dev", cursor.device());
    values.put("nlink", (long) cursor.links());
    values.put("uid", (long) cursor.owner());
    values.put("gid", (long) cursor.group());
    values.put("size", cursor.size());
    values.put("lastModifiedTime", cursor.modified());
    values.put("creationTime", cursor.created());
    return values;
  }
}
