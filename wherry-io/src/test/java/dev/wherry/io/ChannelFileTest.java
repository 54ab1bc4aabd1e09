package dev.wherry.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of the disk, of memory, and of an archive. */
@ParameterizedClass(name = "a file of {0}")
@ValueSource(strings = {"disk", "memory", "archive"})
@Timeout(60)
class ChannelFileTest {

  private static final Set<OpenOption> TO_READ = Set.of(READ);
  private static final Set<OpenOption> TO_CREATE = Set.of(WRITE, CREATE_NEW);

  @TempDir Path temporary;

  private final String kind;
  private FileSystem files;
  private Path directory;

  ChannelFileTest(String kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() throws IOException {
    files =
        switch (kind) {
          case "memory" -> Jimfs.newFileSystem();
          case "archive" ->
              FileSystems.newFileSystem(
                  URI.create("jar:" + temporary.resolve("archive.zip").toUri()),
                  Map.of("create", "true"));
          default -> FileSystems.getDefault();
        };
    directory = kind.equals("disk") ? temporary : files.getPath("/");
  }

  @AfterEach
  void close() throws IOException {
    if (!kind.equals("disk")) {
      files.close();
    }
  }

  @Test
  void aFileIsReadAtPositions() throws IOException {
    try (ChannelFile file = file("0123456789")) {
      assertEquals(10, file.size());
      assertEquals("012", read(file, 0, 3));
      assertEquals("345", read(file, 3, 3));
      assertEquals("1234", read(file, 1, 4));
      assertEquals("89", read(file, 8, 4));
      assertEquals(-1, file.read(ByteBuffer.allocate(1), 10));
      assertEquals(-1, file.read(ByteBuffer.allocate(1), 11));
    }
  }

  @Test
  void aFileIsWrittenPieceByPiece() throws IOException {
    Path path = directory.resolve("new");
    try (ChannelFile file = ChannelFile.open(path, TO_CREATE)) {
      file.write(ascii("hello"), 0);
      file.write(ascii(", "), 5);
      file.write(ByteBuffer.allocate(0), 7);
      file.write(ascii("world"), 7);
      file.force();
    }
    assertEquals("hello, world", Files.readString(path));
  }

  @Test
  void aFileIsWrittenAtPositionsAndCut() throws IOException {
    Path path = directory.resolve("new");
    try (ChannelFile file = ChannelFile.open(path, TO_CREATE)) {
      file.write(ascii("hello, world"), 0);
      file.write(ascii("HELLO"), 0);
      file.write(ascii("!"), 12);
      file.truncate(100);
      assertEquals(13, file.size(), "cutting makes nothing longer");
      if (!kind.equals("archive")) { // whose files cannot be cut
        file.truncate(5);
        assertEquals(5, file.size());
      }
    }
    assertEquals(kind.equals("archive") ? "HELLO, world!" : "HELLO", Files.readString(path));
  }

  @Test
  void onlyAFileOfTheDiskCanBeSentByTheSystem() throws IOException {
    try (ChannelFile file = file("0123456789")) {
      if (kind.equals("disk")) {
        assertNotNull(file.fileChannel());
      } else {
        assertNull(file.fileChannel(), "its channel might keep the loop waiting");
      }
    }
  }

  @Test
  void aDirectoryIsNotARegularFile() {
    for (Set<OpenOption> options : Set.of(TO_READ, Set.<OpenOption>of(WRITE))) {
      FileSystemException e =
          assertThrows(
              FileSystemException.class, () -> ChannelFile.open(directory, options).close());
      assertEquals("not a regular file", e.getReason());
    }
  }

  @Test
  void whatDoesNotExistIsSaidSo() {
    Path missing = directory.resolve("missing");
    NoSuchFileException e =
        assertThrows(NoSuchFileException.class, () -> ChannelFile.open(missing, TO_READ).close());
    assertEquals(missing.toString(), e.getFile());
  }

  @Test
  void aClosedFileCanBeClosedAgainAndNotRead() throws IOException {
    ChannelFile file = file("0123456789");
    file.close();
    file.close();
    assertThrows(IOException.class, () -> file.read(ByteBuffer.allocate(1), 0));
  }

  @Test
  void aFileCanBeOpenedByManyAtOnce() throws IOException {
    try (ChannelFile one = file("0123456789");
        ChannelFile two = ChannelFile.open(directory.resolve("file"), TO_READ)) {
      assertEquals("567", read(one, 5, 3));
      assertEquals("012", read(two, 0, 3));
      assertEquals("89", read(one, 8, 2));
    }
    assertTrue(Files.exists(directory.resolve("file")));
    assertFalse(Files.exists(directory.resolve("new")));
  }

  private ChannelFile file(String content) throws IOException {
    return ChannelFile.open(Files.writeString(directory.resolve("file"), content), TO_READ);
  }

  private static String read(OpenFile file, long position, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    int n = 0;
    while (buffer.hasRemaining() && n >= 0) {
      n = file.read(buffer, position + buffer.position());
    }
    return US_ASCII.decode(buffer.flip()).toString();
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }
}
