package dev.wherry.files;

import dev.wherry.Quota;
import dev.wherry.files.Entry.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What lies in a home, against its quota. It is counted when it is first needed and every ten
 * minutes after that, as others may change the disk, too; in between it goes by what the user's
 * sessions do. Safe for use by many threads.
 */
public final class Usage {

  /** Of whoever has no limit: nothing is counted. */
  public static final Usage UNLIMITED = new Usage(Path.of(""), Quota.UNLIMITED, System::nanoTime);

  private static final long FRESH = Duration.ofMinutes(10).toNanos();

  private final Path home;
  private final Quota quota;
  private final LongSupplier nanoClock;
  private long bytes;
  private long files;
  private boolean known;
  private long since;

  Usage(Path home, Quota quota, LongSupplier nanoClock) {
    this.home = home;
    this.quota = quota;
    this.nanoClock = nanoClock;
  }

  synchronized boolean isOf(Path directory, Quota limit) {
    return home.equals(directory) && quota.equals(limit);
  }

  /** Whether it has been counted lately. */
  public synchronized boolean isKnown() {
    return quota.isUnlimited() || (known && nanoClock.getAsLong() - since < FRESH);
  }

  /** Counts what lies in the home; takes as long as the file system does. */
  public void count() throws IOException {
    Sum sum = new Sum();
    Files.walkFileTree(home.toRealPath(), sum);
    synchronized (this) {
      bytes = sum.bytes;
      files = sum.files;
      known = true;
      since = nanoClock.getAsLong();
    }
  }

  /** Something has changed that is not known in numbers: it will be counted again. */
  public synchronized void forget() {
    known = false;
  }

  /**
   * Adds bytes, or takes them away if negative.
   *
   * @throws FileSystemException if they do not fit in
   */
  public synchronized void addBytes(long count) throws FileSystemException {
    if (quota.isUnlimited()) {
      return;
    }
    if (count > 0 && bytes > quota.bytes() - count) {
      throw exceeded();
    }
    bytes += count;
  }

  /**
   * Adds a file or directory.
   *
   * @throws FileSystemException if there are as many as there may be
   */
  public synchronized void addFile() throws FileSystemException {
    if (quota.isUnlimited()) {
      return;
    }
    if (files >= quota.files()) {
      throw exceeded();
    }
    files++;
  }

  /** A file of this size, or a directory of none, has gone. */
  public synchronized void remove(long size) {
    if (!quota.isUnlimited()) {
      files--;
      bytes -= size;
    }
  }

  /** Opens files that count. */
  public Incoming.Opener metered(Incoming.Opener opener) {
    return quota.isUnlimited() ? opener : new MeteredOpener(opener, this);
  }

  /** What will be free when an entry is removed: the size of a file, zero for anything else. */
  public long sizeOf(Place entry) throws IOException {
    return !quota.isUnlimited() && entry.kind() == Kind.FILE ? entry.attributes().size() : 0;
  }

  /** The bytes that are left. */
  public synchronized long left() {
    return quota.isUnlimited() ? Long.MAX_VALUE : Math.max(0, quota.bytes() - bytes);
  }

  private static FileSystemException exceeded() {
    return new FileSystemException("", null, "quota exceeded");
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    long bytes;
    long files = -1; // the home itself does not count

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      files++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files++;
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE; // it has gone, or may not be read
    }
  }
}
