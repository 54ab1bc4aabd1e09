package dev.wherry.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that grows by a line at a time. It is opened for each, so whoever moves it away, as
 * logrotate does, needs to tell nobody. A new one is for its owner and group alone, as people type
 * passwords where names belong. Safe for use by many threads.
 */
final class LogFile {

  private static final Logger log = LoggerFactory.getLogger(LogFile.class);

  private static final Set<StandardOpenOption> APPEND =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);

  private final Path path;
  private final FileAttribute<?>[] mode;
  private boolean isBroken;

  /**
   * A file that may be there already.
   *
   * @throws IllegalArgumentException if nobody can write it
   */
  LogFile(Path path) {
    this.path = path;
    this.mode =
        path.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
            }
            : new FileAttribute<?>[0];
    try {
      FileChannel.open(path, APPEND, mode).close();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot write the log " + path + ": " + reason(e), e);
    }
  }

  /** Adds a line. What cannot be written is lost, which is logged once until it goes on. */
  synchronized void add(String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try (FileChannel file = FileChannel.open(path, APPEND, mode)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      if (isBroken) {
        log.info("the log {} can be written again", path);
      }
      isBroken = false;
    } catch (IOException e) {
      if (!isBroken) {
        log.warn("the log {} cannot be written, and has gaps: {}", path, reason(e));
      }
      isBroken = true;
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such directory";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
