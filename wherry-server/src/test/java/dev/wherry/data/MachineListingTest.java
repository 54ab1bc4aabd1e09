package dev.wherry.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permissions;
import dev.wherry.data.MachineListing.Fact;
import dev.wherry.data.MachineListing.Role;
import dev.wherry.files.Entry;
import dev.wherry.files.Entry.Kind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MachineListingTest {

  private static final long MODIFIED = Instant.parse("2025-01-02T03:04:05Z").getEpochSecond();
  private static final long CREATED = Instant.parse("1999-12-31T23:59:59Z").getEpochSecond();

  private final MachineListing all =
      new MachineListing(EnumSet.allOf(Fact.class), Permissions.READ_WRITE);

  @Test
  void tellsAllFactsOfAFile() {
    Entry file =
        new Entry(
            "a b", Kind.FILE, 1234, MODIFIED, CREATED, 0100644, 1, "anna", "users", null, "2a@1");
    assertEquals(
        "type=file;size=1234;modify=20250102030405;create=19991231235959;perm=adfrw;unique=2a@1;"
            + "UNIX.mode=0644;UNIX.owner=anna;UNIX.group=users; a b",
        all.text(file));
  }

  @Test
  void tellsWhatIsKnown() {
    assertEquals(
        "type=file;size=0;modify=20250102030405;perm=adfrw; a",
        all.text(Entry.of("a", Kind.FILE, 0, MODIFIED)));
  }

  @Test
  void tellsTheSizeOfFilesOnly() {
    MachineListing sizes = new MachineListing(EnumSet.of(Fact.SIZE), Permissions.NONE);
    assertEquals("size=12; a", sizes.text(Entry.of("a", Kind.FILE, 12, 0)));
    assertEquals(" a", sizes.text(Entry.of("a", Kind.DIRECTORY, 12, 0)));
    assertEquals(" a", sizes.text(Entry.of("a", Kind.SYMLINK, 12, 0)));
    assertEquals(" a", sizes.text(Entry.of("a", Kind.OTHER, 12, 0)));
  }

  @Test
  void tellsOnlyTheFactsAskedForInItsOwnOrder() {
    MachineListing some =
        new MachineListing(EnumSet.of(Fact.MODIFY, Fact.TYPE), Permissions.READ_WRITE);
    assertEquals(
        "type=dir;modify=20250102030405; d", some.text(Entry.of("d", Kind.DIRECTORY, 1, MODIFIED)));
    MachineListing none = new MachineListing(Set.of(), Permissions.READ_WRITE);
    assertEquals(" d", none.text(Entry.of("d", Kind.DIRECTORY, 1, MODIFIED)));
  }

  @ParameterizedTest
  @CsvSource({"FILE, file", "DIRECTORY, dir", "SYMLINK, OS.unix=symlink", "OTHER, OS.unix=special"})
  void tellsTheType(Kind kind, String type) {
    MachineListing types = new MachineListing(EnumSet.of(Fact.TYPE), Permissions.NONE);
    assertEquals("type=" + type + "; a", types.text(Entry.of("a", kind, 0, 0)));
  }

  @ParameterizedTest
  @CsvSource({"CHILD, dir", "CURRENT, cdir", "PARENT, pdir"})
  void tellsTheListedDirectoryAndItsParentFromTheOthers(Role role, String type) {
    MachineListing types = new MachineListing(EnumSet.of(Fact.TYPE), Permissions.NONE);
    ByteBuffer out = ByteBuffer.allocate(100);
    assertTrue(types.write(Entry.of("/a", Kind.DIRECTORY, 0, 0), role, out));
    assertTrue(types.write(Entry.of("/b", Kind.DIRECTORY, 0, 0), role, out));
    assertEquals(
        "type=" + type + "; /a\r\ntype=" + type + "; /b\r\n",
        new String(out.array(), 0, out.position(), US_ASCII));
    assertFalse(types.write(Entry.of("/a", Kind.DIRECTORY, 0, 0), role, ByteBuffer.allocate(9)));
  }

  @ParameterizedTest
  @CsvSource({
    "elradfmwMT, FILE, adfrw",
    "elradfmwMT, SYMLINK, adfrw",
    "elradfmwMT, DIRECTORY, cdeflmp",
    "elradfmwMT, OTHER, df",
    "elr, FILE, r",
    "elr, DIRECTORY, el",
    "elr, OTHER, ''",
    "'', FILE, ''",
    "'', DIRECTORY, ''",
    "a, FILE, a",
    "a, DIRECTORY, ''",
    "c, FILE, ''",
    "c, DIRECTORY, c",
    "w, FILE, w",
    "w, DIRECTORY, c",
    "d, FILE, d",
    "d, DIRECTORY, dp",
    "f, FILE, f",
    "f, DIRECTORY, f",
    "m, FILE, ''",
    "m, DIRECTORY, m",
    "e, DIRECTORY, e",
    "l, DIRECTORY, l",
    "MT, FILE, ''",
  })
  void tellsWhatTheUserMayDo(String permissions, Kind kind, String perm) {
    MachineListing perms =
        new MachineListing(EnumSet.of(Fact.PERM), Permissions.parse(permissions));
    assertEquals("perm=" + perm + "; a", perms.text(Entry.of("a", kind, 0, 0)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0000", "07, 0007", "0644, 0644", "07777, 7777", "0106755, 6755"})
  void tellsTheModeInOctal(String octal, String shown) {
    MachineListing modes = new MachineListing(EnumSet.of(Fact.UNIX_MODE), Permissions.NONE);
    int mode = Integer.parseInt(octal, 8);
    Entry file = new Entry("a", Kind.FILE, 0, 0, -1, mode, 1, null, null, null, null);
    assertEquals("UNIX.mode=" + shown + "; a", modes.text(file));
  }

  @Test
  void endsAFactOnlyWhereItEnds() {
    Entry file = new Entry("a;b c", Kind.FILE, 0, 0, -1, -1, 1, "x;type=dir; y", "", null, "1;2");
    MachineListing facts =
        new MachineListing(
            EnumSet.of(Fact.UNIQUE, Fact.UNIX_OWNER, Fact.UNIX_GROUP), Permissions.NONE);
    assertEquals("unique=1_2;UNIX.owner=x_type=dir__y; a;b c", facts.text(file));
  }

  @Test
  void makesQuestionMarksOfLineEndsInNames() {
    MachineListing none = new MachineListing(Set.of(), Permissions.NONE);
    assertEquals(" a??b", none.text(Entry.of("a\r\nb", Kind.FILE, 0, 0)));
  }

  @ParameterizedTest
  @CsvSource({
    "type;size;, type;size;",
    "SIZE;Type, type;size;",
    "modify;x.y;modify, modify;",
    "unix.MODE;UNIX.owner;unix.group;MEDIA-type, UNIX.mode;UNIX.owner;UNIX.group;media-type;",
    "'', ''",
    ";;, ''",
    "'type size', ''",
    "type*, ''",
  })
  void readsTheFactsAClientWants(String wanted, String taken) {
    assertEquals(taken, Fact.list(Fact.parse(wanted)));
  }

  @ParameterizedTest
  @EnumSource
  void knowsEveryFactByItsName(Fact fact) {
    assertEquals(EnumSet.of(fact), Fact.parse(fact.toString()));
  }

  @Test
  void marksTheFactsInUseInItsFeature() {
    assertEquals(
        "type*;size;modify*;create;perm;unique;UNIX.mode;UNIX.owner;UNIX.group;media-type;",
        Fact.feature(EnumSet.of(Fact.MODIFY, Fact.TYPE)));
  }
}
