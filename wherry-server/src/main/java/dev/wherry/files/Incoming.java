package dev.wherry.files;

import dev.wherry.files.Entry.Kind;
import dev.wherry.io.OpenFile;
import dev.wherry.io.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is being received, until it is complete or given up. Not for several threads at once;
 * methods may block as the file system does.
 */
public final class Incoming {

  private static final Logger log = LoggerFactory.getLogger(Incoming.class);

  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  private static final Set<OpenOption> OLD_OR_NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);
  private static final int LONGEST_NAME = 255 - ".".length() - ".01234567.part".length();

  private final OpenFile file;
  private final Opener opener;
  private final Place place;
  private final @Nullable Place target;
  private final boolean isNew;
  private final boolean replaces;
  private final long start;
  private long position;

  private Incoming(
      OpenFile file,
      Opener opener,
      Place place,
      @Nullable Place target,
      boolean isNew,
      boolean replaces,
      long start) {
    this.file = file;
    this.opener = opener;
    this.place = place;
    this.target = target;
    this.isNew = isNew;
    this.replaces = replaces;
    this.start = start;
    this.position = start;
  }

  /**
   * Receives under a temporary name beside {@code target}, which is replaced in one step when all
   * has come. The place is closed with the file, or if this fails, as with the other two.
   */
  public static Incoming atomic(Target target, Opener opener) throws IOException {
    Place wanted = target.place();
    return closingOnFailure(
        wanted,
        () -> {
          if (target.isThere() && target.found() != Kind.FILE) {
            throw new FileSystemException(wanted.name(), null, "not a regular file");
          }
          Place part = wanted.beside(partOf(wanted.name()));
          OpenFile file = opener.open(part, NEW);
          return new Incoming(file, opener, part, wanted, true, target.isThere(), 0);
        });
  }

  /**
   * Receives under the final name, which must not exist yet.
   *
   * @param keeps whether a part of the file stays if it breaks off
   */
  public static Incoming unique(Place place, boolean keeps, Opener opener) throws IOException {
    return closingOnFailure(
        place,
        () -> {
          OpenFile file = opener.open(place, NEW);
          return new Incoming(file, opener, place, keeps ? null : place, true, false, 0);
        });
  }

  /**
   * Receives into {@code target} from {@code start} on, or from the end of the file if that is
   * negative. What the file held behind the last byte received is cut off.
   *
   * @throws StartBeyondEndException if the file is shorter than {@code start}: there would be a
   *     hole
   */
  public static Incoming inPlace(Target target, long start, Opener opener) throws IOException {
    Place place = target.place();
    return closingOnFailure(
        place,
        () -> {
          boolean isNew = !target.isThere();
          OpenFile file = opener.open(place, OLD_OR_NEW);
          try {
            long size = isNew ? 0 : file.openedSize();
            if (start > size) {
              throw new StartBeyondEndException(place.name());
            }
            return new Incoming(file, opener, place, null, isNew, false, start < 0 ? size : start);
          } catch (IOException e) {
            file.close();
            if (isNew) {
              place.deleteIfExists();
              opener.removed(0);
            }
            throw e;
          }
        });
  }

  private static Incoming closingOnFailure(Place place, Start start) throws IOException {
    Incoming begun = null;
    try {
      begun = start.begin();
      return begun;
    } finally {
      if (begun == null) {
        place.close();
      }
    }
  }

  /** Where it will be on disk. */
  public Path destination() throws IOException {
    return (target == null ? place : target).destination();
  }

  /** Where it is on disk, if it has just been made; else null. */
  public @Nullable Place created() {
    return isNew ? place : null;
  }

  /** Writes what has come next. */
  public void write(ByteBuffer bytes) throws IOException {
    int n = bytes.remaining();
    file.write(bytes, position);
    position += n;
  }

  /** Whether {@link #write(Pipe)} can be called. */
  public boolean takesPipes() {
    return file.takesPipes();
  }

  /** Writes what has come next. */
  public void write(Pipe bytes) throws IOException {
    int n = bytes.remaining();
    file.write(bytes, position);
    position += n;
  }

  /** All has come: the file gets its size and its name. If it fails, {@link #giveUp} is due. */
  public void complete() throws IOException {
    cut();
    file.close();
    if (target != null && target != place) {
      if (replaces) {
        place.copyPermissions(target);
      }
      opener.replaces(target);
      place.moveTo(target);
    }
    close();
  }

  /** No more will come: what stays is what {@link dev.wherry.Uploads} says. */
  public void giveUp() {
    try {
      if (target == null && position > start) { // or else nothing came, and nothing is changed
        cut();
      }
      file.close();
      if (target != null || (isNew && position == start)) {
        place.deleteIfExists();
        opener.removed(position);
      }
    } catch (IOException e) {
      log.warn("cannot tidy up after an upload that broke off", e);
    } finally {
      close();
    }
  }

  private void close() {
    if (target != null) {
      target.close();
    }
    place.close();
  }

  /** Cutting at the end, and not at the start, lets an overwritten file keep its blocks on disk. */
  private void cut() throws IOException {
    if (!isNew) {
      file.truncate(position);
    }
  }

  private static String partOf(String name) {
    String kept = name;
    while (WireText.length(kept) > LONGEST_NAME) {
      kept = kept.substring(0, kept.length() - 1);
    }
    String random = Integer.toHexString(ThreadLocalRandom.current().nextInt() | 0x1000_0000);
    return "." + kept + "." + random + ".part";
  }

  /** Opens files the way the thread that asks may do it. */
  @FunctionalInterface
  public interface Opener {

    /** Opens a regular file as {@link dev.wherry.io.Transport#open} does. */
    OpenFile open(Place place, Set<? extends OpenOption> options) throws IOException;

    /** What was received is about to take the place of another file, or of none. */
    default void replaces(Place place) throws IOException {}

    /** A file that was opened new has been removed again; it had this size. */
    default void removed(long size) {}
  }

  private interface Start {
    Incoming begin() throws IOException;
  }

  /** REST named a place behind the end of the file. */
  public static final class StartBeyondEndException extends FileSystemException {

    private static final long serialVersionUID = 1;

    StartBeyondEndException(String file) {
      super(file, null, "the restart point lies behind the end of the file");
    }
  }
}
