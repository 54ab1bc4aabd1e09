package dev.wherry.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.files.Entry;
import dev.wherry.files.EntrySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DirectoryPiecesTest {

  private static final int ENTRIES = 100;

  private final ByteBuffer piece = ByteBuffer.allocate(64 * 1024);
  private long now;

  /** The names 0 to 99, each of which takes some time. */
  private DirectoryPieces names(Duration each) {
    EntrySource source =
        new EntrySource() {
          private int given;

          @Override
          public @Nullable Entry next() {
            now += each.toNanos();
            return given == ENTRIES
                ? null
                : Entry.of(Integer.toString(given++), Entry.Kind.FILE, 0, 0);
          }

          @Override
          public void close() {}
        };
    return new DirectoryPieces(source, new NameListing(""), () -> now);
  }

  private int lines() {
    String text = new String(piece.array(), 0, piece.position(), StandardCharsets.US_ASCII);
    return (int) text.lines().count();
  }

  @Test
  void whatIsHadAtOnceIsOnePiece() throws IOException {
    assertFalse(names(Duration.ZERO).fill(piece));
    assertEquals(ENTRIES, lines());
  }

  @Test
  void whatTakesLongComesInMorePieces() throws IOException {
    DirectoryPieces slow = names(Duration.ofMillis(1));
    int pieces = 1;
    while (slow.fill(piece)) {
      assertTrue(lines() < pieces * 17, "a piece ends soon after its time is over");
      pieces++;
    }
    assertEquals(ENTRIES, lines(), "nothing is lost between two pieces");
    assertTrue(pieces > 5, () -> "there was more than one piece");
  }
}
