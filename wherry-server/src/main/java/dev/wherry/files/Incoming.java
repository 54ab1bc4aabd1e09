package dev.wherry.files;

import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  private static final int LONGEST_NAME = 255 - ".".length() - ".01234567.part".length();

  private final OpenFile file;
  private final Path path;
  private final @Nullable Path target;
  private final boolean isNew;
  private final long start;
  private long position;

  private Incoming(OpenFile file, Path path, @Nullable Path target, boolean isNew, long start) {
    this.file = file;
    this.path = path;
    this.target = target;
    this.isNew = isNew;
    this.start = start;
    this.position = start;
  }

  /**
   * Receives under a temporary name beside {@code target}, which is replaced in one step when all
   * has come.
   */
  public static Incoming atomic(Path target, Opener opener) throws IOException {
    if (!Files.isRegularFile(target) && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(target.toString(), null, "not a regular file");
    }
    Path part = Names.below(parent(target), partOf(Names.of(target)));
    OpenFile file =
        opener.open(part, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    return new Incoming(file, part, target, true, 0);
  }

  /**
   * Receives under the final name, which must not exist yet.
   *
   * @param keeps whether a part of the file stays if it breaks off
   */
  public static Incoming unique(Path path, boolean keeps, Opener opener) throws IOException {
    OpenFile file =
        opener.open(path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    return new Incoming(file, path, keeps ? null : path, true, 0);
  }

  /**
   * Receives into {@code path} from {@code start} on, or from the end of the file if that is
   * negative. What the file held behind the last byte received is cut off.
   *
   * @throws StartBeyondEndException if the file is shorter than {@code start}: there would be a
   *     hole
   */
  public static Incoming inPlace(Path path, long start, Opener opener) throws IOException {
    boolean isNew = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    OpenFile file =
        opener.open(
            path,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS));
    try {
      long size = isNew ? 0 : file.size();
      if (start > size) {
        throw new StartBeyondEndException(path);
      }
      return new Incoming(file, path, null, isNew, start < 0 ? size : start);
    } catch (IOException e) {
      file.close();
      if (isNew) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  /** Where it is on disk, if it has just been made; else null. */
  public @Nullable Path created() {
    return isNew ? path : null;
  }

  /** Writes what has come next. */
  public void write(ByteBuffer bytes) throws IOException {
    int n = bytes.remaining();
    file.write(bytes, position);
    position += n;
  }

  /** All has come: the file gets its size and its name. If it fails, {@link #giveUp} is due. */
  public void complete() throws IOException {
    cut();
    file.close();
    if (target != null && !target.equals(path)) {
      replace(target);
    }
  }

  /** No more will come: what stays is what {@link dev.wherry.Uploads} says. */
  public void giveUp() {
    try {
      if (target == null && position > start) { // or else nothing came, and nothing is changed
        cut();
      }
      file.close();
      if (target != null || (isNew && position == start)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.warn("cannot tidy up after an upload that broke off", e);
    }
  }

  /** Cutting at the end, and not at the start, lets an overwritten file keep its blocks on disk. */
  private void cut() throws IOException {
    if (!isNew) {
      file.truncate(position);
    }
  }

  private void replace(Path name) throws IOException {
    if (Files.exists(name) && Files.getFileStore(name).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(name));
    }
    try {
      Files.move(path, name, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(path, name, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new FileSystemException(path.toString(), null, "the root directory cannot be changed");
    }
    return parent;
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
    OpenFile open(Path path, Set<? extends OpenOption> options) throws IOException;
  }

  /** REST named a place behind the end of the file. */
  public static final class StartBeyondEndException extends FileSystemException {

    private static final long serialVersionUID = 1;

    StartBeyondEndException(Path path) {
      super(path.toString(), null, "the restart point lies behind the end of the file");
    }
  }
}
