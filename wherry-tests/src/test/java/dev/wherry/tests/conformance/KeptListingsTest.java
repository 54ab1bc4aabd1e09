package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServerBuilder;
import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.io.DirectoryWatch;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Listings that are sent again: never when something has changed. Here they may be an hour old, so
 * whoever gets an old one gets it for good.
 */
class KeptListingsTest extends OnEveryTransport {

  /** Of these file systems listings are kept, by the names the JDK has for them. */
  private static final Set<String> WATCHED =
      Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "overlay");

  @TempDir private Path elsewhere;
  private Path file = Path.of("");

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual.listingAge(Duration.ofHours(1));
  }

  @BeforeEach
  void fill() throws IOException {
    file = write("file", "content");
    write("other", "");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
  }

  /** Asks often enough for the listing to be kept. */
  private String kept(String command) {
    client.receivesText(command);
    client.receivesText(command);
    return client.receivesText(command);
  }

  private interface Change {
    void make() throws IOException;
  }

  /** Every kind of listing shows what it is meant to after a change, and did not before. */
  private void shows(String what, Change change, String... commands) throws IOException {
    for (String command : commands.length == 0 ? new String[] {"MLSD", "LIST"} : commands) {
      assertTrue(!kept(command).contains(what), command);
    }
    change.make();
    for (String command : commands.length == 0 ? new String[] {"MLSD", "LIST"} : commands) {
      String listing = client.receivesText(command);
      assertTrue(listing.contains(what), command + ": " + listing);
      assertEquals(listing, kept(command));
    }
  }

  @Test
  void whatComesAndGoesIsSeenAtOnce() throws IOException {
    String[] all = {"MLSD", "LIST", "NLST", "NLST ."};
    shows("new\r\n", () -> write("new", ""), all);
    shows("renamed\r\n", () -> Files.move(home.resolve("new"), home.resolve("renamed")), all);
    shows("moved\r\n", () -> Files.move(make(elsewhere, "moved"), home.resolve("moved")), all);
    shows("sub\r\n", () -> Files.createDirectory(home.resolve("sub")), all);
    Files.delete(home.resolve("sub"));
    kept("NLST");
    Files.delete(home.resolve("moved"));
    Files.move(home.resolve("renamed"), elsewhere.resolve("renamed"));
    assertEquals(2, client.receivesText("NLST").lines().count());
  }

  private static Path make(Path directory, String name) throws IOException {
    return Files.createFile(directory.resolve(name));
  }

  @Test
  void whatBecomesOfAFileIsSeenAtOnce() throws IOException {
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
      shows("size=1001;", () -> open.write(ByteBuffer.wrap(new byte[1]), 1000), "MLSD");
      shows(" 2001 ", () -> open.write(ByteBuffer.wrap(new byte[1]), 2000), "LIST");
      shows("size=3;", () -> open.truncate(3), "MLSD");
    }
    shows(
        "UNIX.mode=0600;",
        () -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------")),
        "MLSD");
    shows(
        "modify=20250102030405;",
        () -> Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-01-02T03:04:05Z"))),
        "MLSD");
  }

  @Test
  void whatClientsDoIsSeenAtOnce() throws IOException {
    Client writer = another();
    shows("stored\r\n", () -> writer.storesText("STOR stored", "x"));
    shows("size=12;", () -> writer.storesText("STOR stored", "twelve bytes"), "MLSD");
    shows("size=24;", () -> writer.storesText("APPE stored", "twelve bytes"), "MLSD");
    shows("given\r\n", () -> writer.says("RNFR stored").hears(350).says("RNTO given").hears(250));
    shows("modify=2019", () -> writer.says("MFMT 20190102030405 given").hears(213), "MLSD");
    kept("LIST");
    writer.says("DELE given").hears(250);
    assertTrue(!client.receivesText("LIST").contains("given"));
  }

  @Test
  void whatAProgramDoesIsSeenAtOnce() throws IOException {
    shows("size=14;", () -> run("printf 'content' >> file"), "MLSD");
    shows("size=40;", () -> run("dd if=/dev/zero of=file bs=40 count=1 conv=notrunc 2>&1"), "MLSD");
    shows("size=3;", () -> run("printf 123 > file"), "MLSD");
  }

  private void run(String script) throws IOException {
    try {
      Process shell =
          new ProcessBuilder("sh", "-ec", script).directory(home.toFile()).inheritIO().start();
      assertEquals(0, shell.waitFor(), script);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsBehindAnotherNameOfAFileIsSeenAtOnce() throws IOException {
    Path twin = Files.createLink(elsewhere.resolve("twin"), file);
    shows("size=9;", () -> Files.writeString(twin, "character"), "MLSD");
  }

  @Test
  void whatHappensInASubdirectoryIsSeenAtOnce() throws IOException {
    Path sub = Files.createDirectory(home.resolve("sub"));
    Files.setLastModifiedTime(sub, FileTime.fromMillis(0));
    assertTrue(kept("MLSD").contains("modify=1970"));
    make(sub, "new");
    assertTrue(!client.receivesText("MLSD").contains("modify=1970"));
  }

  @Test
  void aDirectoryThatTookTheNameOfAnotherIsSeenAtOnce() throws IOException {
    Path sub = Files.createDirectory(home.resolve("sub"));
    make(sub, "before");
    shows(
        "after\r\n",
        () -> {
          Files.move(sub, elsewhere.resolve("sub"));
          make(Files.createDirectory(sub), "after");
        },
        "MLSD sub",
        "NLST sub");
  }

  @Test
  void everyoneGetsAListingOfHisOwn() {
    assertTrue(kept("MLSD").contains("perm=adfrw;"));
    Client reader = permitted(Permissions.of(Permission.LIST, Permission.ENTER, Permission.READ));
    assertTrue(reader.receivesText("MLSD").contains("perm=r;"));
    assertTrue(kept("MLSD").contains("perm=adfrw;"));
    client.says("OPTS MLST size;").hears(200);
    assertEquals("size=0; other\r\nsize=7; file\r\n", sorted(kept("MLSD")));
    assertEquals("file\r\nother\r\n", sorted(kept("NLST")));
    client.says("MKD sub").hears(257).says("CWD sub").hears(250);
    assertEquals("../file\r\n../other\r\n../sub\r\n", sorted(kept("NLST ..")));
  }

  private static String sorted(String listing) {
    return String.join("\r\n", listing.lines().sorted().toList()) + "\r\n";
  }

  @Test
  void aListingOfManyPiecesIsSentAgainWhole() {
    IntStream.range(0, 3_000)
        .forEach(i -> {
          try {
            write("a file whose name is rather long and has the number " + i, "");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    String first = client.receivesText("MLSD");
    assertEquals(3_002, first.lines().count());
    assertEquals(first, kept("MLSD"));
    assertEquals(first, another().receivesText("MLSD"));
  }

  /**
   * What nothing tells of, which is why there is a greatest age; and the proof that the other tests
   * here ask for something that is kept.
   */
  @Test
  void aLinkMadeMeanwhileGoesUnseen() throws IOException {
    boolean isKept =
        transport != TransportType.NIO
            && DirectoryWatch.unsupported() == null
            && WATCHED.contains(Files.getFileStore(home).type());
    assertTrue(kept("MLSD").contains("size=7;"));
    Path twin = Files.createLink(elsewhere.resolve("twin"), file);
    Files.writeString(twin, "character");
    assertTrue(client.receivesText("MLSD").contains(isKept ? "size=7;" : "size=9;"));
    assertTrue(client.receivesText("LIST").contains(" 9 "));
    make(home, "new");
    assertTrue(client.receivesText("MLSD").contains("size=9;"));
  }
}
