package dev.wherry.files;

import dev.wherry.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told when a file system refuses something: never its own text or paths. */
public final class FileErrors {

  private static final Logger log = LoggerFactory.getLogger(FileErrors.class);

  private FileErrors() {}

  /**
   * The final reply (RFC 959, section 4.2.1) to a command that failed with whatever it was, errors
   * of the JVM too: a class that is missing in somebody's {@code Users} must not leave the session
   * without an answer for ever.
   *
   * @param client for the log, where the server itself made the error
   */
  public static Reply reply(Throwable cause, InetAddress client) {
    return switch (cause) {
      case IOException e -> reply(e);
      case InvalidPathException e ->
          Reply.of(553, "That name cannot be used: " + e.getReason() + ".");
      case ReadOnlyFileSystemException _ -> Reply.of(550, "The file system is read-only.");
      case UnsupportedOperationException _ -> Reply.of(550, "The file system cannot do that.");
      default -> {
        log.error("a command of {} failed", client.getHostAddress(), cause);
        yield Reply.of(451, "The server made an error.");
      }
    };
  }

  /** The final reply where a file system refused. */
  public static Reply reply(IOException cause) {
    return switch (cause) {
      case Incoming.StartBeyondEndException e ->
          Reply.of(554, "The restart point lies behind the end of the file.");
      case FileTree.OutsideException e -> {
        log.info("refused: {} is outside of the home directory", e.getFile());
        yield Reply.of(550, "No such file or directory.");
      }
      case UserTree.NotPermittedException e -> Reply.of(550, "You are not permitted to do that.");
      case NoSuchFileException e -> Reply.of(550, "No such file or directory.");
      case AccessDeniedException e -> Reply.of(550, "Permission denied.");
      case FileAlreadyExistsException e -> Reply.of(550, "It exists already.");
      case DirectoryNotEmptyException e -> Reply.of(550, "The directory is not empty.");
      case NotDirectoryException e -> Reply.of(550, "Not a directory.");
      case FileSystemLoopException e -> Reply.of(550, "Too many symbolic links.");
      default -> byReason(cause);
    };
  }

  private static Reply byReason(IOException cause) {
    String text = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
    String reason = text == null ? "" : text.toLowerCase(Locale.ROOT);
    if (reason.contains("no space left")) {
      return Reply.of(452, "No space left on the disk.");
    }
    if (reason.contains("quota")) {
      return Reply.of(552, "Disk quota exceeded.");
    }
    if (reason.contains("file too large")) {
      return Reply.of(552, "The file would be too large.");
    }
    if (reason.contains("too many open files")) {
      return Reply.of(451, "Too many files are open here, please try again later.");
    }
    for (Known known : Known.values()) {
      if (reason.contains(known.reason)) {
        return Reply.of(550, known.text);
      }
    }
    log.warn("a file operation failed", cause);
    return Reply.of(451, "The file system reported an error.");
  }

  /** Reasons the JDK has no exception type for, by the words of the system or of this package. */
  private enum Known {
    NOT_REGULAR("not a regular file", "Not a regular file."),
    ROOT("root directory", "The root directory cannot be changed."),
    IS_DIRECTORY("is a directory", "It is a directory."),
    NOT_DIRECTORY("not a directory", "Not a directory."),
    TOO_LONG("file name too long", "The name is too long."),
    NOT_EMPTY("directory not empty", "The directory is not empty."),
    LOOP("symbolic link", "Too many symbolic links."),
    READ_ONLY("read-only file system", "The disk is read-only."),
    NOT_PERMITTED("operation not permitted", "Not permitted."),
    INVALID("invalid argument", "That cannot be done."),
    DAMAGED("compressed data", "The compressed data is damaged."),
    OTHER_DISK("cross-device", "Cannot move to another disk."),
    BUSY("busy", "It is in use.");

    final String reason;
    final String text;

    Known(String reason, String text) {
      this.reason = reason;
      this.text = text;
    }
  }
}
