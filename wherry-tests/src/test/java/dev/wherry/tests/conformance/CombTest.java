package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COMB, as clients use it that send the parts of a file side by side. */
class CombTest extends OnEveryTransport {

  private static final long HUGE = 20L << 30;

  @Test
  void partsBecomeOneFileInTheOrderGiven() throws IOException {
    write("1", "one ");
    write("2", "two ");
    write("3", "three");
    client.says("COMB whole 2 1 3").hears("250 Combined.");
    assertEquals("two one three", read("whole"));
    assertEquals(List.of("whole"), names());
  }

  @Test
  void namesWithBlanksAreQuoted() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("part 1", "one ");
    write("part \"2\"", "two");
    client.says("COMB \"/sub/the whole\" \"part 1\" \"part \"\"2\"\"\"").hears("250 Combined.");
    assertEquals("one two", read("sub/the whole"));
    assertEquals(List.of("sub"), names());
  }

  @Test
  void aTargetThatIsThereKeepsItsContentInFront() throws IOException {
    write("whole", "zero ");
    write("1", "one");
    client.says("COMB whole 1").hears(250);
    assertEquals("zero one", read("whole"));
  }

  @Test
  void partsMayBeLargeOrEmpty() throws IOException {
    String large = "0123456789abcdef".repeat(50_000);
    write("1", large);
    write("2", "");
    write("3", large);
    client.says("COMB whole 1 2 3").hears(250);
    assertEquals(large + large, read("whole"));
  }

  @Test
  void nothingIsChangedIfOneNameIsWrong() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("whole", "zero");
    write("1", "one");
    client.says("COMB whole 1 missing").hears("550 No such file or directory.");
    client.says("COMB whole 1 sub").hears("550 Not a regular file.");
    client.says("COMB sub 1").hears(550);
    client.says("COMB missing/whole 1").hears("550 No such file or directory.");
    client.says("COMB whole 1 1").hears("501 A part cannot be there twice, nor be the target.");
    client.says("COMB whole 1 whole").hears(501);
    client.says("COMB whole").hears("501 Use: COMB \"target\" \"part\" ...");
    client.says("COMB").hears(501);
    assertEquals("zero", read("whole"));
    assertEquals("one", read("1"));
    assertEquals(List.of("1", "sub", "whole"), names());
  }

  @Test
  void itNeedsPermissionToWriteAndToDelete() throws IOException {
    write("1", "one");
    for (Permission missing : List.of(Permission.WRITE, Permission.DELETE)) {
      Client other = permitted(Permissions.READ_WRITE.minus(missing));
      other.says("COMB whole 1").hears("550 You are not permitted to do that.");
    }
    assertEquals(List.of("1"), names());
  }

  @Test
  void aLongOneCanBeAbortedAndNothingIsChanged() throws IOException {
    write("whole", "zero");
    write("1", "one");
    try (RandomAccessFile file = new RandomAccessFile(home.resolve("2").toFile(), "rw")) {
      file.setLength(HUGE);
    }
    client.says("COMB whole 1 2");
    Eventually.equal(4, () -> names().size());
    client.says("NOOP").hears(200);
    client.says("ABOR").hears("426 Aborted.").hears(226);
    assertEquals(List.of("1", "2", "whole"), names());
    assertEquals("zero", read("whole"));
  }

  @Test
  void aLinkIsRemovedAndNotWhatItPointsTo() throws IOException {
    write("1", "one");
    Files.createSymbolicLink(home.resolve("link"), Path.of("1"));
    client.says("COMB whole link").hears(250);
    assertEquals("one", read("whole"));
    assertEquals(List.of("1", "whole"), names());
  }

  @Test
  void whatLiesOutsideIsNotTouched(@TempDir Path outside) throws IOException {
    Path file = Files.writeString(outside.resolve("file"), "content");
    write("1", "one");
    Files.createSymbolicLink(home.resolve("link"), file);
    Files.createSymbolicLink(home.resolve("new"), outside.resolve("new"));
    Files.createSymbolicLink(home.resolve("out"), outside);
    client.says("COMB whole 1 link").hears("550 No such file or directory.");
    client.says("COMB link 1").hears("550 No such file or directory.");
    client.says("COMB new 1").hears("550 No such file or directory.");
    client.says("COMB out/whole 1").hears("550 No such file or directory.");
    assertEquals("content", Files.readString(file));
    assertEquals(List.of("1", "link", "new", "out"), names());
    assertEquals(false, Files.exists(outside.resolve("new"), LinkOption.NOFOLLOW_LINKS));
  }
}
