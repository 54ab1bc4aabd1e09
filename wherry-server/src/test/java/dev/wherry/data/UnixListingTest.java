package dev.wherry.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.files.Entry;
import dev.wherry.files.Entry.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnixListingTest {

  private static final long NOW = Instant.parse("2025-11-22T12:00:00Z").getEpochSecond();
  private static final long TODAY = Instant.parse("2025-11-22T10:00:59Z").getEpochSecond();

  private final UnixListing listing = new UnixListing(() -> Instant.ofEpochSecond(NOW));

  @Test
  void showsAFile() {
    assertEquals(
        "-rw-r--r--   1 owner    group        1234 Nov 22 10:00 name",
        listing.text(entry(Kind.FILE, 0644, 1234, TODAY)));
  }

  @Test
  void showsADirectory() {
    assertEquals(
        "drwxr-xr-x   1 owner    group        4096 Nov 22 10:00 name",
        listing.text(entry(Kind.DIRECTORY, 0755, 4096, TODAY)));
  }

  @Test
  void showsWhereASymbolicLinkPoints() {
    Entry link =
        new Entry("a b", Kind.SYMLINK, 6, TODAY, -1, 0777, 1, "owner", "group", "../c d", null);
    assertEquals(
        "lrwxrwxrwx   1 owner    group           6 Nov 22 10:00 a b -> ../c d", listing.text(link));
  }

  @Test
  void showsWhatIsUsualWhereTheFileSystemKnowsNothing() {
    assertEquals(
        "-rw-r--r--   1 ftp      ftp             0 Nov 22 10:00 a",
        listing.text(Entry.of("a", Kind.FILE, 0, TODAY)));
    assertEquals(
        "drwxr-xr-x   1 ftp      ftp             0 Nov 22 10:00 a",
        listing.text(Entry.of("a", Kind.DIRECTORY, 0, TODAY)));
    assertEquals(
        "lrwxrwxrwx   1 ftp      ftp             0 Nov 22 10:00 a",
        listing.text(Entry.of("a", Kind.SYMLINK, 0, TODAY)));
    assertEquals(
        "prw-r--r--   1 ftp      ftp             0 Nov 22 10:00 a",
        listing.text(Entry.of("a", Kind.OTHER, 0, TODAY)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, ---------",
    "0777, rwxrwxrwx",
    "0124, --x-w-r--",
    "0421, r---w---x",
    "04755, rwsr-xr-x",
    "04644, rwSr--r--",
    "02755, rwxr-sr-x",
    "02745, rwxr-Sr-x",
    "01777, rwxrwxrwt",
    "01776, rwxrwxrwT",
    "07000, --S--S--T",
    "0100644, rw-r--r--",
  })
  void showsThePermissionBits(String octal, String rights) {
    Entry file = entry(Kind.FILE, Integer.parseInt(octal, 8), 0, TODAY);
    assertEquals("-" + rights, listing.text(file).substring(0, 10));
  }

  @ParameterizedTest
  @CsvSource({"0010600, p", "0020600, c", "0060600, b", "0140600, s", "0600, p"})
  void showsWhatASpecialFileIs(String octal, String type) {
    Entry special = entry(Kind.OTHER, Integer.parseInt(octal, 8), 0, TODAY);
    assertEquals(type + "rw-------", listing.text(special).substring(0, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-22T12:00:00Z, Nov 22 12:00",
    "2025-11-22T12:00:01Z, Nov 22  2025",
    "2025-11-02T09:05:00Z, Nov  2 09:05",
    "2025-05-23T21:05:25Z, May 23 21:05",
    "2025-05-23T21:05:24Z, May 23  2025",
    "2019-02-28T00:00:00Z, Feb 28  2019",
    "1970-01-01T00:00:00Z, Jan  1  1970",
    "1969-12-31T23:59:59Z, Dec 31  1969",
    "2030-08-09T00:00:00Z, Aug  9  2030",
  })
  void showsTheYearOfTimesMoreThanSixMonthsAgoOrInTheFuture(String time, String shown) {
    Entry file = entry(Kind.FILE, 0644, 1, Instant.parse(time).getEpochSecond());
    assertEquals(
        "-rw-r--r--   1 owner    group           1 " + shown + " name", listing.text(file));
  }

  @Test
  void namesTheMonthsInEnglish() {
    StringBuilder months = new StringBuilder();
    for (Month month : Month.values()) {
      long first = LocalDate.of(2019, month, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
      months.append(listing.text(entry(Kind.FILE, 0, 0, first)), 42, 46);
    }
    assertEquals("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ", months.toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 100, 9_999_999, 10_000_000, 99_999_999, 100_000_000})
  void showsAnySize(long size) {
    String shown = ("       " + size).substring(Math.min(7, Long.toString(size).length() - 1));
    assertEquals(
        "-rw-r--r--   1 owner    group    " + shown + " Nov 22 10:00 name",
        listing.text(entry(Kind.FILE, 0644, size, TODAY)));
  }

  @Test
  void growsWhereSomethingIsWide() {
    Entry wide =
        new Entry(
            "n",
            Kind.FILE,
            Long.MAX_VALUE,
            TODAY,
            -1,
            0644,
            12345,
            "someverylongowner",
            "anotherlonggroup",
            null,
            null);
    assertEquals(
        "-rw-r--r-- 12345 someverylongowner anotherlonggroup 9223372036854775807 Nov 22 10:00 n",
        listing.text(wide));
  }

  @ParameterizedTest
  @CsvSource({
    "'a b', a_b",
    "'\tx', _x",
    "'a\nb', a_b",
    "'\0', _",
    "'\u007f', _",
    "a;b, a_b",
    "'', ftp",
    "1000, 1000",
    "andr\u00e9, andr\u00e9",
  })
  void keepsOwnerAndGroupInOneColumn(String name, String shown) {
    String[] columns = listing.text(owned(name)).split(" +", -1);
    assertEquals(9, columns.length);
    assertEquals(shown, columns[2]);
    assertEquals(shown, columns[3]);
  }

  @Test
  void makesQuestionMarksOfLineEndsInNames() {
    Entry link =
        new Entry("a\r\nb", Kind.SYMLINK, 6, TODAY, -1, 0777, 1, "owner", "group", "c\nd", null);
    assertEquals(
        "lrwxrwxrwx   1 owner    group           6 Nov 22 10:00 a??b -> c?d", listing.text(link));
  }

  @Test
  void readsTheClockForEveryLine() {
    long[] now = {TODAY};
    UnixListing running = new UnixListing(() -> Instant.ofEpochSecond(now[0]));
    Entry written = entry(Kind.FILE, 0644, 1, TODAY + 10);
    assertEquals("Nov 22  2025 name", running.text(written).substring(42));
    now[0] = TODAY + 10;
    assertEquals("Nov 22 10:01 name", running.text(written).substring(42));
  }

  private static Entry owned(String name) {
    return new Entry("name", Kind.FILE, 1, TODAY, -1, 0644, 1, name, name, null, null);
  }

  private static Entry entry(Kind kind, int mode, long size, long modified) {
    return new Entry("name", kind, size, modified, -1, mode, 1, "owner", "group", null, null);
  }
}
