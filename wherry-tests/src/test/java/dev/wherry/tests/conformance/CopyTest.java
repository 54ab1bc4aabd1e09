package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SITE CPFR, CPTO, SYMLINK, MKDIR and RMDIR, as ProFTPD and its clients have them. */
class CopyTest extends OnEveryTransport {

  @Test
  void aCopyIsMadeInTwoSteps() throws IOException {
    write("a file", "content");
    client.says("SITE CPFR a file").hears("350 Ready for the place to copy to.");
    client.says("SITE CPTO a copy").hears("250 Copied.");
    assertEquals("content", read("a copy"));
    assertEquals("content", read("a file"));
    client.says("SITE CPTO another").hears("503 SITE CPFR first.");
    assertEquals(List.of("a copy", "a file"), names());
  }

  @Test
  void aCopyTakesTheContentAndNoMore() throws IOException {
    String large = "0123456789abcdef".repeat(100_000);
    write("large", large);
    write("small", "small");
    client.says("SITE CPFR small").hears(350);
    client.says("SITE CPTO large").hears(250);
    assertEquals("small", read("large"));
    write("large", large);
    client.says("SITE CPFR large").hears(350);
    client.says("SITE CPTO large").hears(250);
    assertEquals(large, read("large"));
    assertEquals(List.of("large", "small"), names());
  }

  @Test
  void onlyFilesAreCopied() throws IOException {
    write("file", "content");
    Files.createDirectory(home.resolve("sub"));
    client.says("SITE CPFR missing").hears("550 No such file or directory.");
    client.says("SITE CPFR sub").hears("550 Not a regular file.");
    client.says("SITE CPFR file").hears(350);
    client.says("SITE CPTO sub").hears("550 Not a regular file.");
    client.says("SITE CPFR file").hears(350);
    client.says("SITE CPTO missing/copy").hears("550 No such file or directory.");
    client.says("SITE CPFR").hears("501 Use: SITE CPFR path");
    client.says("SITE CPTO").hears("501 Use: SITE CPTO path");
  }

  @Test
  void everyStepNeedsItsPermission() throws IOException {
    write("file", "content");
    write("other", "other");
    Client reader = permitted(Permissions.READ_ONLY);
    reader.says("SITE CPFR file").hears(350);
    for (String command : List.of("CPTO copy", "SYMLINK file link", "MKDIR made", "RMDIR sub")) {
      reader.says("SITE " + command).hears("550 You are not permitted to do that.");
    }
    Client writer = permitted(Permissions.READ_WRITE.minus(Permission.READ));
    writer.says("SITE CPFR file").hears("550 You are not permitted to do that.");
    Client keeper =
        permitted(Permissions.READ_WRITE.minus(Permission.WRITE).plus(Permission.CREATE));
    keeper.says("SITE CPFR file").hears(350);
    keeper.says("SITE CPTO other").hears("550 It exists already.");
    keeper.says("SITE CPFR file").hears(350);
    keeper.says("SITE CPTO copy").hears(250);
    assertEquals("other", read("other"));
  }

  @Test
  void aLinkLeadsToTheSamePlaceWhenTheHomeIsMoved() throws IOException {
    Files.createDirectories(home.resolve("sub/deep"));
    write("sub/a file", "content");
    client.says("SITE SYMLINK \"/sub/a file\" /sub/deep/link").hears("200 The link is made.");
    client.says("SITE SYMLINK sub link").hears(200);
    assertEquals(Path.of("../a file"), Files.readSymbolicLink(home.resolve("sub/deep/link")));
    assertEquals(Path.of("sub"), Files.readSymbolicLink(home.resolve("link")));
    client.says("TYPE I").hears(200);
    assertEquals("content", client.receivesText("RETR link/deep/link"));
    client.says("SITE SYMLINK sub link").hears("550 It exists already.");
    client.says("SITE SYMLINK missing other").hears("550 No such file or directory.");
    client.says("SITE SYMLINK one").hears("501 Use: SITE SYMLINK target link");
    client.says("SITE SYMLINK a b c").hears(501);
  }

  @Test
  void directoriesAreMadeWithThoseAbove() throws IOException {
    client.says("SITE MKDIR a/b with blanks/c").hears("200 The directory is there.");
    assertTrue(Files.isDirectory(home.resolve("a/b with blanks/c")));
    client.says("SITE MKDIR a/b with blanks").hears(200);
    write("file", "");
    client.says("SITE MKDIR file/sub").hears(550);
    client.says("SITE MKDIR file").hears(550);
    assertEquals(List.of("a", "file"), names());
  }

  @Test
  void directoriesAreRemovedWithAllBelow() throws IOException {
    Files.createDirectories(home.resolve("a dir/b/c"));
    write("a dir/file", "");
    write("a dir/b/c/file", "");
    write("file", "");
    client.says("SITE RMDIR a dir").hears("200 The directory is removed.");
    assertEquals(List.of("file"), names());
    client.says("SITE RMDIR file").hears("550 Not a directory.");
    client.says("SITE RMDIR missing").hears(550);
    client.says("SITE RMDIR /").hears("550 The root directory cannot be changed.");
    client.says("SITE RMDIR ..").hears("550 The root directory cannot be changed.");
    assertEquals(List.of("file"), names());
  }

  @Test
  void whatLiesOutsideIsNotTouched(@TempDir Path outside) throws IOException {
    Path file = Files.writeString(outside.resolve("file"), "content");
    Files.createDirectories(outside.resolve("sub"));
    Files.createDirectories(home.resolve("dir/deep"));
    write("inside", "inside");
    Files.createSymbolicLink(home.resolve("out"), outside);
    Files.createSymbolicLink(home.resolve("link"), file);
    Files.createSymbolicLink(home.resolve("new"), outside.resolve("new"));
    Files.createSymbolicLink(home.resolve("dir/deep/out"), outside);
    Files.createSymbolicLink(home.resolve("dir/deep/link"), file);
    Files.createSymbolicLink(home.resolve("dir/deep/up"), Path.of("../.."));
    for (String from : List.of("link", "out/file", "../file", "new")) {
      client.says("SITE CPFR " + from).hears("550 No such file or directory.");
    }
    for (String to : List.of("link", "out/file", "out/new", "new")) {
      client.says("SITE CPFR inside").hears(350);
      client.says("SITE CPTO " + to).hears("550 No such file or directory.");
    }
    client.says("SITE SYMLINK out/file mine").hears("550 No such file or directory.");
    client.says("SITE SYMLINK /../../etc mine").hears("550 No such file or directory.");
    client.says("SITE SYMLINK inside out/mine").hears("550 No such file or directory.");
    client.says("SITE MKDIR out/made").hears("550 No such file or directory.");
    client.says("SITE MKDIR new/made").hears(550);
    client.says("SITE RMDIR out/sub").hears("550 No such file or directory.");
    client.says("SITE RMDIR out").hears("550 Not a directory.");
    client.says("SITE RMDIR dir").hears("200 The directory is removed.");
    assertEquals("content", Files.readString(file));
    assertEquals("inside", read("inside"));
    assertFalse(Files.exists(outside.resolve("new")));
    assertFalse(Files.exists(outside.resolve("made")));
    assertTrue(Files.isDirectory(outside.resolve("sub")));
    assertEquals(List.of("inside", "link", "new", "out"), names());
  }

  /** A link that was harmless where it was made, and is then moved. */
  @Test
  void aLinkThatIsMovedDoesNotLeadOut() throws IOException {
    Files.createDirectories(home.resolve("a/b"));
    write("file", "content");
    client.says("SITE SYMLINK /file /a/b/link").hears(200);
    client.says("RNFR a/b/link").hears(350).says("RNTO /link").hears(250);
    client.says("SIZE link").hears("550 No such file or directory.");
    client.says("SITE CPFR link").hears("550 No such file or directory.");
  }
}
