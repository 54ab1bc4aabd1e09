package dev.wherry.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Removes a directory with all that is in it; links are removed and not followed. Where the file
 * system can do so, each directory is opened from the one above, so that nobody can swap one for a
 * link meanwhile.
 */
public final class Removal {

  /** Each level holds descriptors. */
  private static final int DEEPEST = 300;

  private final Check check;

  private Removal(Check check) {
    this.check = check;
  }

  /**
   * Removes the directory that is the entry {@code place}.
   *
   * @param check called before each file; may throw to break off
   */
  public static void of(Place place, Check check) throws IOException {
    Path path = place.path();
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      throw new FileSystemException(place.name(), null, "the root directory cannot be changed");
    }
    Removal removal = new Removal(check);
    HeldEntry held = place.held();
    if (held != null) {
      removal.directory(held.directory(), held.name(), 0);
      return;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
      if (stream instanceof SecureDirectoryStream<Path> secure) {
        removal.directory(secure, name, 0);
      } else {
        Files.walkFileTree(path, removal.new Walk());
      }
    }
  }

  private void directory(SecureDirectoryStream<Path> parent, Path name, int depth)
      throws IOException {
    if (depth == DEEPEST) {
      throw new FileSystemException(name.toString(), null, "file name too long");
    }
    try (SecureDirectoryStream<Path> directory =
        parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : directory) {
        check.check();
        remove(directory, entry.getFileName(), depth);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    parent.deleteDirectory(name);
  }

  private void remove(SecureDirectoryStream<Path> directory, @Nullable Path name, int depth)
      throws IOException {
    if (name == null) {
      return;
    }
    try {
      BasicFileAttributes found =
          directory
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (found.isDirectory()) {
        directory(directory, name, depth + 1);
      } else {
        directory.deleteFile(name);
      }
    } catch (NoSuchFileException _) {
      // somebody else has removed it
    }
  }

  /** Whether to go on. */
  @FunctionalInterface
  public interface Check {

    /** Returns if so, and throws if not. */
    void check() throws IOException;
  }

  /** For file systems that know nothing better. */
  private final class Walk extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      check.check();
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
