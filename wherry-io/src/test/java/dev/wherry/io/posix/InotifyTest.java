package dev.wherry.io.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.DirectoryCursor;
import dev.wherry.io.DirectoryWatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A change is known when the call that made it has returned: no test here waits for anything. */
@EnabledOnOs(OS.LINUX)
class InotifyTest {

  private static final Path SHARED_MEMORY = Path.of("/dev/shm"); // tmpfs, whatever /tmp is

  private final Libc libc = new Libc();
  private final Scratch scratch = new Scratch(libc);
  private final DirectoryWatch watch = open();

  private Path directory = SHARED_MEMORY;
  private Path file = SHARED_MEMORY;

  private static DirectoryWatch open() {
    try {
      return DirectoryWatch.open();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void fill() throws IOException {
    directory = Files.createTempDirectory(SHARED_MEMORY, "wherry");
    file = Files.writeString(directory.resolve("file"), "content");
  }

  @AfterEach
  void clear() throws IOException {
    watch.close();
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private int watched(Path path) throws IOException {
    try (DirectoryCursor cursor = StatxCursor.open(libc, scratch, path)) {
      return watch.watch(cursor);
    }
  }

  private Set<Integer> changed() throws IOException {
    Set<Integer> numbers = new TreeSet<>();
    assertTrue(watch.changes(numbers::add));
    return numbers;
  }

  private interface Change {
    void make() throws IOException;
  }

  private void hears(Change change) throws IOException {
    int number = watched(directory);
    assertNotEquals(DirectoryWatch.NONE, number);
    assertEquals(Set.of(), changed());
    change.make();
    assertEquals(Set.of(number), changed());
    assertEquals(Set.of(), changed());
  }

  @Test
  void everyChangeOfTheDirectoryIsHeardOf() throws IOException {
    hears(() -> Files.createFile(directory.resolve("new")));
    hears(() -> Files.move(directory.resolve("new"), directory.resolve("other")));
    hears(() -> Files.createLink(directory.resolve("link"), file));
    hears(() -> Files.createSymbolicLink(directory.resolve("symlink"), file));
    hears(() -> Files.createDirectory(directory.resolve("sub")));
    hears(() -> Files.move(directory.resolve("other"), directory.resolve("sub/other")));
    hears(() -> Files.move(directory.resolve("sub/other"), directory.resolve("other")));
    hears(() -> Files.delete(directory.resolve("sub")));
    hears(() -> Files.delete(directory.resolve("other")));
  }

  @Test
  void everyChangeOfAFileIsHeardOf() throws IOException {
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
      hears(() -> open.write(ByteBuffer.wrap(new byte[] {1}), 0));
      hears(() -> open.write(ByteBuffer.wrap(new byte[] {1}), 100));
      hears(() -> open.truncate(3));
      hears(
          () -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------")));
      hears(() -> Files.setLastModifiedTime(file, FileTime.fromMillis(0)));
      hears(open::close);
    }
  }

  @Test
  void readingIsNoChange() throws IOException {
    int number = watched(directory);
    assertEquals("content", Files.readString(file));
    assertEquals(7, Files.size(file));
    try (var entries = Files.list(directory)) {
      assertEquals(1, entries.count());
    }
    assertEquals(Set.of(), changed());
    assertEquals(number, watched(directory));
  }

  @Test
  void aWatchEndsWithTheFirstChange() throws IOException {
    int first = watched(directory);
    Files.delete(file);
    Files.createFile(file);
    assertEquals(Set.of(first), changed());
    Files.delete(file);
    assertEquals(Set.of(), changed());
    assertNotEquals(first, watched(directory));
  }

  @Test
  void whatIsForgottenIsHeardOfNoMore() throws IOException {
    int number = watched(directory);
    watch.forget(number);
    changed();
    Files.delete(file);
    assertEquals(Set.of(), changed());
    watch.forget(number);
  }

  @Test
  void manyChangesAreToldTogether() throws IOException {
    Set<Integer> numbers = new TreeSet<>();
    for (int i = 0; i < 2_000; i++) {
      numbers.add(watched(Files.createDirectory(directory.resolve("sub" + i))));
    }
    for (int i = 0; i < 2_000; i++) {
      Files.createFile(directory.resolve("sub" + i + "/a file with a rather long name"));
    }
    assertEquals(numbers, changed());
  }

  @Test
  void whatOthersMayChangeBehindTheKernelsBackIsNotWatched() throws IOException {
    assertEquals(DirectoryWatch.NONE, watched(Path.of("/proc/self/task")));
  }
}
