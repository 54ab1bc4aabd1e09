package dev.wherry.data;

import dev.wherry.files.CursorEntries;
import dev.wherry.files.EntrySource;
import dev.wherry.io.DirectoryCursor.Identity;
import dev.wherry.io.DirectoryWatch;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listings that were made a moment ago, for those who ask for the same again. Half of what a
 * listing costs is the kernel's telling of each file, and many clients ask again and again whether
 * something new has come.
 *
 * <p>A listing is kept while the kernel says that nothing has changed ({@link DirectoryWatch}), and
 * only of a directory that holds nothing but files without other hard links, of which the kernel
 * says all. What it cannot say (a link made later, an open mapping of a file's memory) is why there
 * is a greatest age. A directory is watched when it is asked for the second time within that age,
 * so one who goes through a tree pays nothing.
 *
 * <p>For any thread.
 */
public final class ListingCache implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(ListingCache.class);

  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_DIRECTORIES = 1_000;
  private static final int MOST_IN_THE_MAKING = 4;

  private final long age;
  private final int mostBytes;
  private final LongSupplier clock;
  private final Map<Identity, Directory> directories = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Integer, Directory> watched = new HashMap<>();
  private @Nullable DirectoryWatch watch;
  private boolean off;
  private int bytes;
  private int inTheMaking;

  /**
   * An empty cache, of a sixteenth of the memory or 16 MiB at most.
   *
   * @param age how old a listing may be at most; zero keeps none
   */
  public ListingCache(Duration age) {
    this(age, (int) Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 16), System::nanoTime);
  }

  ListingCache(Duration age, int mostBytes, LongSupplier clock) {
    this.age = TimeUnit.NANOSECONDS.convert(age); // or the most there can be
    this.mostBytes = mostBytes;
    this.clock = clock;
    this.off = age.isZero() || DirectoryWatch.unsupported() != null;
  }

  /** A directory that somebody has asked for. */
  private static final class Directory {
    final Identity identity;
    final Map<Object, Kept> listings = new HashMap<>();
    long asked;
    int watch = DirectoryWatch.NONE;

    Directory(Identity identity, long asked) {
      this.identity = identity;
      this.asked = asked;
    }
  }

  private record Kept(ByteBuffer content, long made) {

    int length() {
      return content.capacity();
    }
  }

  /** What {@code listing} says of {@code entries}, which are closed with the pieces. */
  public Pieces pieces(EntrySource entries, Listing listing) throws IOException {
    if (!(entries instanceof CursorEntries directory)) {
      return new DirectoryPieces(entries, listing);
    }
    Pieces pieces = null;
    try {
      pieces = pieces(directory, listing);
      return pieces;
    } finally {
      if (pieces == null) {
        entries.close();
      }
    }
  }

  private synchronized Pieces pieces(CursorEntries entries, Listing listing) throws IOException {
    if (off) {
      return new DirectoryPieces(entries, listing);
    }
    takeChanges();
    Identity identity = entries.identity();
    long now = clock.getAsLong();
    Directory directory = directories.get(identity);
    if (directory == null) {
      directories.put(identity, new Directory(identity, now));
      trim();
      return new DirectoryPieces(entries, listing);
    }
    boolean isAskedAgain = now - directory.asked <= age;
    directory.asked = now;
    Object form = listing.form();
    Kept kept = directory.listings.get(form);
    if (kept != null && now - kept.made <= age) {
      entries.close();
      return new KeptPieces(kept.content.duplicate());
    }
    return isAskedAgain && inTheMaking < MOST_IN_THE_MAKING && isWatched(directory, entries)
        ? new Making(entries, listing, directory, form, now)
        : new DirectoryPieces(entries, listing);
  }

  private boolean isWatched(Directory directory, CursorEntries entries) {
    try {
      if (watch == null) {
        watch = DirectoryWatch.open();
      }
      if (directory.watch == DirectoryWatch.NONE) {
        directory.watch = entries.watch(watch);
        if (directory.watch != DirectoryWatch.NONE) {
          watched.put(directory.watch, directory);
        }
      }
    } catch (IOException e) {
      giveUp(e);
    }
    return directory.watch != DirectoryWatch.NONE;
  }

  private void takeChanges() {
    try {
      if (watch != null && !watch.changes(this::changed)) {
        List.copyOf(directories.values()).forEach(this::forget);
      }
    } catch (IOException e) {
      giveUp(e);
    }
  }

  /** Without news no listing can be kept. */
  private void giveUp(IOException cause) {
    log.warn("listings are not kept any more: {}", cause.getMessage());
    close();
  }

  private void changed(int number) {
    Directory directory = watched.remove(number);
    if (directory != null) {
      directory.watch = DirectoryWatch.NONE;
      drop(directory);
    }
  }

  private void forget(Directory directory) {
    directories.remove(directory.identity);
    if (watch != null && directory.watch != DirectoryWatch.NONE) {
      watch.forget(directory.watch);
      changed(directory.watch);
    }
  }

  private void drop(Directory directory) {
    directory.listings.values().forEach(kept -> bytes -= kept.length());
    directory.listings.clear();
  }

  /** Keeps what was made, if nothing has changed since that began. */
  private synchronized void keep(Making made) {
    takeChanges();
    Directory directory = made.directory;
    if (directory.watch == made.watched) {
      Kept kept = new Kept(ByteBuffer.wrap(made.content.toByteArray()), made.began);
      Kept before = directory.listings.put(made.form, kept);
      bytes += kept.length() - (before == null ? 0 : before.length());
      trim();
    }
  }

  /** Those go first that nobody has asked for for the longest time. */
  private void trim() {
    while (directories.size() > MOST_DIRECTORIES || bytes > mostBytes) {
      forget(directories.values().iterator().next());
    }
  }

  private synchronized void oneLess() {
    inTheMaking--;
  }

  /** Ends it: from now on every listing is made anew. */
  @Override
  public synchronized void close() {
    off = true;
    List.copyOf(directories.values()).forEach(this::forget);
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  /** A listing that goes out, and is kept as well when all of it has been made. */
  private final class Making implements Pieces {

    private final Pieces pieces;
    private final CursorEntries entries;
    private final Directory directory;
    private final Object form;
    private final long began;
    private final int watched;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean isOver;

    Making(CursorEntries entries, Listing listing, Directory directory, Object form, long began) {
      this.pieces = new DirectoryPieces(entries, listing);
      this.entries = entries;
      this.directory = directory;
      this.form = form;
      this.began = began;
      this.watched = directory.watch;
      inTheMaking++;
    }

    @Override
    public boolean fill(ByteBuffer piece) throws IOException {
      boolean isMore = pieces.fill(piece);
      if (!isOver) {
        byte[] more = new byte[piece.position()];
        piece.get(0, more);
        content.write(more, 0, more.length);
        if (!entries.isPlain() || content.size() > mostBytes / 4) {
          over();
        } else if (!isMore) {
          keep(this);
          over();
        }
      }
      return isMore;
    }

    private void over() {
      if (!isOver) {
        isOver = true;
        content.reset();
        oneLess();
      }
    }

    @Override
    public void close() throws IOException {
      over();
      pieces.close();
    }
  }

  /** What was made before. */
  private static final class KeptPieces implements Pieces {

    private final ByteBuffer left;

    KeptPieces(ByteBuffer content) {
      left = content;
    }

    @Override
    public boolean fill(ByteBuffer piece) {
      int n = Math.min(piece.remaining(), left.remaining());
      piece.put(left.slice(left.position(), n));
      left.position(left.position() + n);
      return left.hasRemaining();
    }

    @Override
    public void close() {}
  }
}
