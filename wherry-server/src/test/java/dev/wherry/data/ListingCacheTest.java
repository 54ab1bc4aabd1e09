package dev.wherry.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.Permissions;
import dev.wherry.Symlinks;
import dev.wherry.data.MachineListing.Fact;
import dev.wherry.files.FileTree;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Homes;
import dev.wherry.io.EventLoop;
import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What is kept, for how long and how much of it. A file that grows through a second name made
 * meanwhile, of which nothing tells, shows whether a listing has been made anew.
 */
@EnabledOnOs(OS.LINUX)
@SuppressWarnings("NullAway.Init") // JUnit calls open()
class ListingCacheTest {

  private static final Duration AGE = Duration.ofSeconds(1);
  private static final int PLENTY = 1 << 20;

  private long now = 100;
  private Path directory = Path.of("/dev/shm"); // tmpfs, whatever /tmp is
  private FileTree tree;
  private EventLoop loop;

  @BeforeEach
  void open() throws IOException {
    directory = Files.createTempDirectory(directory, "wherry");
    tree = new Homes(Symlinks.INSIDE).enter(directory, null);
    loop = EventLoop.open(TransportType.best());
    for (String name : new String[] {"one", "two", "three"}) {
      Files.createFile(Files.createDirectory(directory.resolve(name)).resolve("file"));
    }
    Files.createDirectory(directory.resolve("twins"));
  }

  @AfterEach
  void clear() throws IOException {
    loop.close();
    tree.leave();
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private ListingCache cache(int mostBytes) {
    return new ListingCache(AGE, mostBytes, () -> now);
  }

  private Pieces pieces(ListingCache cache, String name) throws IOException {
    Listing listing = new MachineListing(Set.of(Fact.SIZE), Permissions.READ_ONLY);
    return cache.pieces(tree.entries(FtpPath.ROOT.resolve(name), loop), listing);
  }

  private String asked(ListingCache cache, String name) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(20);
    StringBuilder text = new StringBuilder();
    try (Pieces pieces = pieces(cache, name)) {
      boolean isMore = true;
      while (isMore) {
        isMore = pieces.fill(piece.clear());
        text.append(US_ASCII.decode(piece.flip()));
      }
    }
    return text.toString();
  }

  /** Asks twice, after which it may have been kept; then lets the file grow unseen. */
  private void growsUnseen(ListingCache cache, String name) throws IOException {
    assertEquals("size=0; file\r\n", asked(cache, name));
    assertEquals("size=0; file\r\n", asked(cache, name));
    grow(name);
  }

  private void grow(String name) throws IOException {
    Path twin = Files.createLink(directory.resolve("twins/" + name), path(name));
    Files.writeString(twin, "content");
  }

  private Path path(String name) {
    return directory.resolve(name + "/file");
  }

  @Test
  void aListingIsSentAgainUntilItIsTooOld() throws IOException {
    try (ListingCache cache = cache(PLENTY)) {
      growsUnseen(cache, "one");
      assertEquals("size=0; file\r\n", asked(cache, "one"));
      now += AGE.toNanos();
      assertEquals("size=0; file\r\n", asked(cache, "one"));
      now++;
      assertEquals("size=7; file\r\n", asked(cache, "one"));
    }
  }

  @Test
  void whatIsAskedForOnceInAWhileIsNotKept() throws IOException {
    try (ListingCache cache = cache(PLENTY)) {
      assertEquals("size=0; file\r\n", asked(cache, "one"));
      now += AGE.toNanos() + 1;
      growsUnseen(cache, "two");
      assertEquals("size=0; file\r\n", asked(cache, "one"));
      grow("one");
      assertEquals("size=7; file\r\n", asked(cache, "one"));
      assertEquals("size=0; file\r\n", asked(cache, "two"));
    }
  }

  @Test
  void aQuarterOfTheRoomIsTheMostForOne() throws IOException {
    int length = "size=0; file\r\n".length();
    try (ListingCache cache = cache(4 * length - 1)) {
      growsUnseen(cache, "one");
      assertEquals("size=7; file\r\n", asked(cache, "one"));
    }
    try (ListingCache cache = cache(4 * length)) {
      growsUnseen(cache, "two");
      assertEquals("size=0; file\r\n", asked(cache, "two"));
    }
  }

  @Test
  void whatNobodyHasAskedForLongestGoesFirst() throws IOException {
    for (int i = 0; i < 4; i++) {
      String name = "more" + i;
      Files.createFile(Files.createDirectory(directory.resolve(name)).resolve("file"));
    }
    try (ListingCache cache = cache(4 * "size=0; file\r\n".length())) {
      growsUnseen(cache, "one");
      growsUnseen(cache, "two");
      for (int i = 0; i < 3; i++) {
        asked(cache, "one");
        growsUnseen(cache, "more" + i);
      }
      assertEquals("size=7; file\r\n", asked(cache, "two"));
      assertEquals("size=0; file\r\n", asked(cache, "one"));
      assertEquals("size=0; file\r\n", asked(cache, "more2"));
    }
  }

  @Test
  void whatBreaksOffIsNotKeptAndIsInNobodysWay() throws IOException {
    Files.createFile(directory.resolve("one/another"));
    try (ListingCache cache = cache(PLENTY)) {
      asked(cache, "one");
      for (int i = 0; i < 10; i++) {
        try (Pieces pieces = pieces(cache, "one")) {
          pieces.fill(ByteBuffer.allocate(20));
        }
      }
      growsUnseen(cache, "two");
      assertEquals("size=0; file\r\n", asked(cache, "two"));
      assertEquals(2, asked(cache, "one").lines().count());
    }
  }

  @Test
  void withoutAnAgeNothingIsKept() throws IOException {
    try (ListingCache cache = new ListingCache(Duration.ZERO)) {
      growsUnseen(cache, "one");
      assertEquals("size=7; file\r\n", asked(cache, "one"));
    }
  }

  @Test
  void anAgeOfThousandsOfYearsIsAnAge() throws IOException {
    try (ListingCache cache = new ListingCache(Duration.ofSeconds(Long.MAX_VALUE))) {
      growsUnseen(cache, "one");
      assertEquals("size=0; file\r\n", asked(cache, "one"));
    }
  }

  @Test
  void afterTheEndNothingIsKept() throws IOException {
    ListingCache cache = cache(PLENTY);
    growsUnseen(cache, "one");
    cache.close();
    assertEquals("size=7; file\r\n", asked(cache, "one"));
    cache.close();
  }
}
