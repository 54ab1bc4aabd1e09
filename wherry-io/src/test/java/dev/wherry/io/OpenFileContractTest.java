package dev.wherry.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every promise of {@link Transport#open} and {@link OpenFile}, kept by each of the transports. */
@ParameterizedClass
@MethodSource("dev.wherry.io.TransportFixture#transports")
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // native waits cannot be interrupted
class OpenFileContractTest {

  private static final Set<OpenOption> TO_READ = Set.of(READ);
  private static final Set<OpenOption> TO_WRITE = Set.of(WRITE);
  private static final Set<OpenOption> TO_CREATE = Set.of(READ, WRITE, CREATE_NEW);

  private final Transport transport;
  private final byte[] megabyte = new byte[1 << 20];

  @TempDir Path directory;

  OpenFileContractTest(TransportType type) throws IOException {
    transport = type.open();
    new Random(203).nextBytes(megabyte);
  }

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void theSizeAtOpeningIsKnownAndTheSizeIsThePresentOne() throws IOException {
    Path path = directory.resolve("grows");
    try (OpenFile made = transport.open(path, TO_CREATE)) {
      assertEquals(0, made.openedSize());
    }
    Files.writeString(path, "12345");
    try (OpenFile file = transport.open(path, TO_READ)) {
      assertEquals(5, file.openedSize());
      Files.writeString(path, "1234567");
      assertEquals(7, file.size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileIsReadAndWrittenAtPositions(boolean direct) throws IOException {
    Path path = directory.resolve("file");
    try (OpenFile file = transport.open(path, TO_CREATE)) {
      assertEquals(0, file.size());
      file.write(buffer(megabyte.length, direct).put(megabyte).flip(), 5);
      file.write(buffer(5, direct).put("hello".getBytes(US_ASCII)).flip(), 0);
      assertEquals(megabyte.length + 5, file.size());
      ByteBuffer in = buffer(megabyte.length, direct);
      for (int n = 0; in.hasRemaining() && n >= 0; ) {
        n = file.read(in, 5L + in.position());
      }
      assertEquals(ByteBuffer.wrap(megabyte), in.flip());
      assertEquals(-1, file.read(buffer(1, direct), megabyte.length + 5));
      file.truncate(1L << 30);
      assertEquals(megabyte.length + 5, file.size(), "cutting makes nothing longer");
      file.truncate(4);
      assertEquals(4, file.size());
      file.force();
    }
    assertEquals("hell", Files.readString(path));
  }

  @Test
  void aFileIsCreatedTruncatedOrKeptAsTheOptionsSay() throws IOException {
    Path path = directory.resolve("file");
    transport.open(path, Set.of(WRITE, CREATE)).close();
    Files.writeString(path, "hello");
    transport.open(path, Set.of(WRITE, CREATE)).close();
    assertEquals("hello", Files.readString(path));
    transport.open(path, TO_READ).close();
    transport.open(path, Set.of(READ, TRUNCATE_EXISTING)).close();
    assertEquals("hello", Files.readString(path), "what is only read is not truncated");
    transport.open(path, Set.of(WRITE, TRUNCATE_EXISTING)).close();
    assertEquals("", Files.readString(path));
    assertThrows(FileAlreadyExistsException.class, () -> transport.open(path, TO_CREATE));
  }

  @Test
  void aCreatedFileHasThePermissionsThatJavaWouldGiveIt() throws IOException {
    Path theirs = Files.createFile(directory.resolve("theirs"));
    Path ours = directory.resolve("ours");
    transport.open(ours, TO_CREATE).close();
    assertEquals(permissions(theirs), permissions(ours));
  }

  private static Object permissions(Path path) throws IOException {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.getPosixFilePermissions(path)
        : path.toFile().canWrite();
  }

  @Test
  void aFileThatCannotBeOpenedIsRefusedAsJavaDoes() throws IOException {
    Path missing = directory.resolve("missing");
    NoSuchFileException e =
        assertThrows(NoSuchFileException.class, () -> transport.open(missing, TO_READ));
    assertEquals(missing.toString(), e.getFile());
    Path below = Files.createFile(directory.resolve("file")).resolve("below");
    assertThrows(FileSystemException.class, () -> transport.open(below, TO_READ));
    Path endless = directory.resolve("x".repeat(5000));
    assertThrows(FileSystemException.class, () -> transport.open(endless, TO_READ));
    Path more = directory.resolve("x".repeat(100_000));
    assertThrows(FileSystemException.class, () -> transport.open(more, TO_READ));
    assertThrows(
        UnsupportedOperationException.class,
        () -> transport.open(missing, Set.of(WRITE, new OpenOption() {})));
  }

  @Test
  void aSymbolicLinkIsFollowedUnlessItMustNotBe() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "hello");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    try (OpenFile followed = transport.open(link, TO_READ)) {
      assertEquals(5, followed.size());
    }
    Set<OpenOption> unfollowed = Set.of(READ, NOFOLLOW_LINKS);
    assertThrows(IOException.class, () -> transport.open(link, unfollowed));
    transport.open(file, unfollowed).close();
    Path loop = directory.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThrows(IOException.class, () -> transport.open(loop, TO_READ));
  }

  @Test
  void aDirectoryIsNotARegularFile() {
    for (Set<OpenOption> options : List.of(TO_READ, TO_WRITE)) {
      FileSystemException e =
          assertThrows(FileSystemException.class, () -> transport.open(directory, options));
      assertEquals("not a regular file", e.getReason());
    }
  }

  @Test
  void aFifoIsRefusedWithoutWaitingForItsOtherEnd() throws Exception {
    if (File.separatorChar == '\\') {
      return; // Windows has none in its file system
    }
    Path fifo = directory.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    for (Set<OpenOption> options : List.of(TO_READ, TO_WRITE)) {
      FileSystemException e =
          assertThrows(FileSystemException.class, () -> transport.open(fifo, options));
      assertEquals("not a regular file", e.getReason());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "with space", "100%", "a%20b", "caf\u00e9", "\u65e5\u672c"})
  void namesOfAllKindsCanBeOpened(String name) throws IOException {
    Path path = Files.createDirectory(directory.resolve(name)).resolve(name);
    Files.writeString(path, "hello");
    try (OpenFile file = transport.open(path, TO_READ)) {
      assertEquals(5, file.size());
    }
    Path created = directory.resolve(name + "2");
    transport.open(created, TO_CREATE).close();
    assertTrue(Files.exists(created));
    FileSystemException e =
        assertThrows(
            FileSystemException.class, () -> transport.open(directory.resolve(name), TO_READ));
    assertEquals("not a regular file", e.getReason());
  }

  @Test
  void aNameThatIsNotUtf8CanBeOpened() throws Exception {
    if (File.separatorChar == '\\') {
      return; // Windows has no such names
    }
    Process shell =
        new ProcessBuilder("sh", "-c", "printf hello > \"$(printf 'caf\\351')\"")
            .directory(directory.toFile())
            .start();
    assertEquals(0, shell.waitFor());
    try (Stream<Path> list = Files.list(directory);
        OpenFile file = transport.open(list.findAny().orElseThrow(), TO_READ)) {
      assertEquals(5, file.size());
    }
  }

  @Test
  void aRelativePathIsOpenedFromWhereJavaIs() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "hello");
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    assertFalse(relative.isAbsolute());
    try (OpenFile opened = transport.open(relative, TO_READ)) {
      assertEquals(5, opened.size());
    }
  }

  @Test
  void aClosedFileCanBeClosedAgainAndNotRead() throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[10]);
    OpenFile file = transport.open(path, TO_READ);
    file.close();
    file.close();
    assertThrows(IOException.class, file::size);
    assertThrows(IOException.class, () -> file.read(ByteBuffer.allocate(1), 0));
  }

  private static ByteBuffer buffer(int size, boolean direct) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }
}
