package dev.wherry.data;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.wherry.files.Entry;
import dev.wherry.files.Entry.Kind;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What LIST sends: lines like those of {@code ls -l}, which RFC 959 does not define and all clients
 * read.
 *
 * <pre>
 * -rw-r--r--   1 owner    group        1234 Nov 22 10:00 name
 * drwxr-xr-x   2 owner    group        4096 Nov  2  2019 name
 * lrwxrwxrwx   1 owner    group           6 Nov 22 10:00 name -&gt; target
 * </pre>
 *
 * <p>Times are UTC. One that lies six months back or more, or in the future, shows the year.
 */
public final class UnixListing extends Listing {

  /** Half an average year of the Gregorian calendar, in seconds; ls uses the same. */
  private static final long SIX_MONTHS = 31_556_952 / 2;

  private static final byte[][] MONTHS =
      Stream.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
          .map(month -> (' ' + month + ' ').getBytes(US_ASCII))
          .toArray(byte[][]::new);
  private static final byte[] ARROW = " -> ".getBytes(US_ASCII);
  private static final String NOBODY = "ftp";

  private static final int SET_USER = 04000;
  private static final int SET_GROUP = 02000;
  private static final int STICKY = 01000;
  private static final int TYPE = 0170000;

  private final InstantSource clock;

  /** A listing that tells recent times from old ones by {@code clock}. */
  public UnixListing(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  Object form() {
    return UnixListing.class;
  }

  @Override
  void format(Entry entry) {
    putMode(entry);
    line.put(' ');
    line.putNumber(entry.links() == Entry.UNKNOWN ? 1 : entry.links(), 3);
    line.put(' ');
    putOwner(entry.owner());
    putOwner(entry.group());
    line.putNumber(entry.size(), 8);
    putTime(entry.modified());
    line.putName(entry.name());
    String target = entry.linkTarget();
    if (target != null) {
      line.put(ARROW);
      line.putName(target);
    }
  }

  private void putMode(Entry entry) {
    int mode = entry.mode();
    line.put(type(entry.kind(), mode));
    if (mode == Entry.UNKNOWN) {
      mode = usualMode(entry.kind());
    }
    putRights(mode >> 6, (mode & SET_USER) != 0, 's', 'S');
    putRights(mode >> 3, (mode & SET_GROUP) != 0, 's', 'S');
    putRights(mode, (mode & STICKY) != 0, 't', 'T');
  }

  /** Three rights; a special one shares the place of the right to execute. */
  private void putRights(int bits, boolean special, char withExecute, char without) {
    boolean execute = (bits & 1) != 0;
    line.put((bits & 4) != 0 ? 'r' : '-');
    line.put((bits & 2) != 0 ? 'w' : '-');
    if (special) {
      line.put(execute ? withExecute : without);
    } else {
      line.put(execute ? 'x' : '-');
    }
  }

  private static char type(Kind kind, int mode) {
    return switch (kind) {
      case FILE -> '-';
      case DIRECTORY -> 'd';
      case SYMLINK -> 'l';
      case OTHER ->
          switch (mode == Entry.UNKNOWN ? 0 : mode & TYPE) {
            case 0020000 -> 'c';
            case 0060000 -> 'b';
            case 0140000 -> 's';
            default -> 'p';
          };
    };
  }

  private static int usualMode(Kind kind) {
    return switch (kind) {
      case FILE, OTHER -> 0644;
      case DIRECTORY -> 0755;
      case SYMLINK -> 0777;
    };
  }

  private void putOwner(@Nullable String owner) {
    int start = line.length();
    line.putWord(owner == null || owner.isEmpty() ? NOBODY : owner);
    line.padTo(start + 8);
    line.put(' ');
  }

  private void putTime(long modified) {
    line.split(modified);
    line.put(MONTHS[line.month - 1]);
    line.putNumber(line.day, 2);
    line.put(' ');
    long age = Math.floorDiv(clock.millis(), 1000) - modified;
    if (age >= 0 && age < SIX_MONTHS) {
      line.putDigits(line.hour, 2);
      line.put(':');
      line.putDigits(line.minute, 2);
    } else {
      line.putNumber(line.year, 5);
    }
    line.put(' ');
  }
}
