package dev.wherry.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.files.Entry;
import dev.wherry.files.Entry.Kind;
import org.junit.jupiter.api.Test;

class NameListingTest {

  @Test
  void showsNamesOnly() {
    assertEquals(" a b ", new NameListing("").text(Entry.of(" a b ", Kind.FILE, 1, 2)));
  }

  @Test
  void putsThePrefixInFrontOfTheName() {
    assertEquals("d/e/a", new NameListing("d/e/").text(Entry.of("a", Kind.DIRECTORY, 1, 2)));
  }

  @Test
  void makesQuestionMarksOfLineEnds() {
    assertEquals("d?/a??b", new NameListing("d\n/").text(Entry.of("a\r\nb", Kind.FILE, 1, 2)));
  }
}
