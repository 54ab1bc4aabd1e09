package dev.wherry.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wherry.files.Entry.Kind;
import org.junit.jupiter.api.Test;

class EntryTest {

  @Test
  void knowsNothingThatItWasNotTold() {
    Entry entry = Entry.of("a", Kind.FILE, 12, 34);
    assertEquals(12, entry.size());
    assertEquals(34, entry.modified());
    assertEquals(Entry.UNKNOWN, entry.created());
    assertEquals(Entry.UNKNOWN, entry.mode());
    assertEquals(Entry.UNKNOWN, entry.links());
    assertNull(entry.owner());
    assertNull(entry.group());
    assertNull(entry.linkTarget());
    assertNull(entry.unique());
  }

  @Test
  void changesNothingButTheNameOrTheTarget() {
    Entry entry = new Entry("a", Kind.SYMLINK, 1, 2, 3, 0777, 4, "anna", "users", "b", "1@2");
    assertEquals(
        new Entry("/x/a", Kind.SYMLINK, 1, 2, 3, 0777, 4, "anna", "users", "b", "1@2"),
        entry.named("/x/a"));
    assertEquals(
        new Entry("a", Kind.SYMLINK, 1, 2, 3, 0777, 4, "anna", "users", "/y", "1@2"),
        entry.pointingTo("/y"));
  }

  @Test
  void isUniqueByDeviceAndInode() {
    assertEquals("2a@801", Entry.unique(0x801, 42));
    assertNotEquals(Entry.unique(1, 0x12), Entry.unique(0x11, 2));
  }
}
