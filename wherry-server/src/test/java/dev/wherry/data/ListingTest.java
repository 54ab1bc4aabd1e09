package dev.wherry.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permissions;
import dev.wherry.data.MachineListing.Fact;
import dev.wherry.files.Entry;
import dev.wherry.files.Entry.Kind;
import dev.wherry.files.WireText;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all listings have in common. */
class ListingTest {

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  static Stream<Listing> listings() {
    return Stream.of(
        new UnixListing(() -> Instant.EPOCH),
        new MachineListing(EnumSet.allOf(Fact.class), Permissions.READ_WRITE),
        new NameListing("dir/"));
  }

  @ParameterizedTest
  @MethodSource("listings")
  void writesAWholeLineOrNothing(Listing listing) {
    Entry entry = Entry.of("caf\u00e9", Kind.FILE, 1234, 0);
    byte[] line = (listing.text(entry) + "\r\n").getBytes(UTF_8);
    for (int room = 0; room < line.length; room++) {
      ByteBuffer out = ByteBuffer.allocate(1000).position(7).limit(7 + room);
      assertFalse(listing.write(entry, out));
      assertEquals(7, out.position());
    }
    ByteBuffer out = ByteBuffer.allocateDirect(1000).position(7).limit(7 + line.length);
    assertTrue(listing.write(entry, out));
    assertFalse(out.hasRemaining());
    byte[] written = new byte[line.length];
    out.get(7, written);
    assertArrayEquals(line, written);
  }

  @ParameterizedTest
  @MethodSource("listings")
  void writesLineAfterLine(Listing listing) {
    ByteBuffer out = ByteBuffer.allocate(2000);
    Entry longer = Entry.of("n".repeat(255), Kind.FILE, Long.MAX_VALUE, 0);
    Entry shorter = Entry.of("n", Kind.DIRECTORY, 0, 0);
    assertTrue(listing.write(longer, out));
    assertTrue(listing.write(shorter, out));
    String both = new String(out.array(), 0, out.position(), UTF_8);
    assertEquals(listing.text(longer) + "\r\n" + listing.text(shorter) + "\r\n", both);
  }

  @Test
  void growsAtWhateverPlaceTheLineOutgrowsItsBuffer() {
    // Room is made for three bytes a character, so only such characters leave none to spare.
    String wide = "\u20ac".repeat(60);
    for (int length = 8; length < 80; length++) {
      String owner = "o".repeat(length);
      Entry entry = new Entry("n", Kind.FILE, 1234, 0, 0, 0644, 1, owner, wide, "target", wide);
      assertEquals(
          "-rw-r--r--   1 " + owner + " " + wide + "     1234 Jan  1 00:00 n -> target",
          new UnixListing(() -> Instant.EPOCH).text(entry));
      Entry other = new Entry(owner, Kind.FILE, 1, 0, 0, 0644, 1, owner, wide, null, wide);
      assertEquals(
          "unique="
              + wide
              + ";UNIX.mode=0644;UNIX.owner="
              + owner
              + ";UNIX.group="
              + wide
              + "; "
              + owner,
          new MachineListing(
                  EnumSet.of(Fact.UNIQUE, Fact.UNIX_MODE, Fact.UNIX_OWNER, Fact.UNIX_GROUP),
                  Permissions.NONE)
              .text(other));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void writesOneLineWhateverTheNamesHold(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Entry entry =
        new Entry(
            anyName(random),
            Kind.SYMLINK,
            random.nextLong(Long.MAX_VALUE),
            random.nextLong(),
            random.nextLong(),
            random.nextInt(),
            random.nextInt(1000),
            anyName(random),
            anyName(random),
            anyName(random),
            anyName(random));
    for (Listing listing : listings().toList()) {
      ByteBuffer out = ByteBuffer.allocate(3000);
      assertTrue(listing.write(entry, out));
      String line = new String(out.array(), 0, out.position(), ISO_8859_1);
      assertTrue(line.endsWith("\r\n"), line);
      String inner = line.substring(0, line.length() - 2);
      assertTrue(inner.chars().noneMatch(c -> c == '\r' || c == '\n'), line);
      assertEquals(WireText.decode(inner.getBytes(ISO_8859_1)), listing.text(entry));
    }
  }

  @ParameterizedTest
  @MethodSource("listings")
  void showsNamesByteForByte(Listing listing) {
    byte[] name = {'a', (byte) 0xE9, (byte) 0xFF, '\t', 0x1B, (byte) 0xC3, (byte) 0xA9, ' '};
    ByteBuffer out = ByteBuffer.allocate(1000);
    assertTrue(listing.write(Entry.of(WireText.decode(name), Kind.FILE, 0, 0), out));
    int end = out.position() - 2;
    assertArrayEquals(name, Arrays.copyOfRange(out.array(), end - name.length, end));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void splitsTimesAsTheCalendarDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Listing.Line line = new Listing.Line();
    for (int i = 0; i < 1000; i++) {
      long first = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
      long last = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
      assertSplit(line, random.nextLong(first, last + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00", "0000-02-29T23:59:59", "0000-03-01T00:00:00", "1900-02-28T23:59:59",
        "1900-03-01T00:00:00", "1969-12-31T23:59:59", "1970-01-01T00:00:00", "2000-02-29T12:00:00",
        "2000-12-31T23:59:59", "2001-01-01T00:00:00", "2024-02-29T00:00:00", "2024-03-01T00:00:00",
        "2038-01-19T03:14:08", "2100-02-28T23:59:59", "2100-03-01T00:00:00", "9999-12-31T23:59:59"
      })
  void splitsTimesAtTheEdgesOfTheCalendar(String time) {
    assertSplit(new Listing.Line(), LocalDateTime.parse(time).toEpochSecond(ZoneOffset.UTC));
  }

  @Test
  void showsTheNearestTimeThatHasFourDigitsForTheYear() {
    MachineListing listing = new MachineListing(EnumSet.of(Fact.MODIFY), Permissions.NONE);
    List<String> lines =
        List.of(
            listing.text(Entry.of("a", Kind.FILE, 0, Long.MIN_VALUE)),
            listing.text(Entry.of("a", Kind.FILE, 0, Long.MAX_VALUE)));
    assertEquals(List.of("modify=00000101000000; a", "modify=99991231235959; a"), lines);
  }

  private static void assertSplit(Listing.Line line, long second) {
    line.split(second);
    assertEquals(
        LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC),
        LocalDateTime.of(line.year, line.month, line.day, line.hour, line.minute, line.second));
  }

  private static String anyName(SplittableRandom random) {
    StringBuilder name = new StringBuilder("x");
    String[] parts = {"\r", "\n", "\r\n226 ", " ", ";", "\udcff", "\u00e9", "\ud83d\ude00", "a"};
    while (random.nextInt(10) != 0) {
      name.append(parts[random.nextInt(parts.length)]);
    }
    return name.toString();
  }
}
