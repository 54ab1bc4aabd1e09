package dev.wherry.control.command;

import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.control.Session;
import dev.wherry.data.AsciiEncoder;
import dev.wherry.files.FtpPath;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/** Files as they lie on the disk: RFC 959, section 4.1.3, and RFC 3659, sections 3 and 4. */
public final class FileOps {

  /** How large a file may be to be read only for its size in TYPE A. */
  private static final long MOST_TO_COUNT = 1024 * 1024;

  private FileOps() {}

  /** DELE; a link is removed, and not what it points to. */
  public static Reply dele(Session session, String argument) throws IOException {
    Path path = session.tree().entry(session.path(argument));
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(path.toString(), null, "is a directory");
    }
    Files.delete(path);
    return Reply.of(250, "File removed.");
  }

  /** RNFR. */
  public static Reply rnfr(Session session, String argument) throws IOException {
    FtpPath from = session.path(argument);
    requireExisting(session.tree().entry(from));
    session.state().renameFrom = from;
    return Reply.of(350, "Ready for the new name.");
  }

  /** RNTO: takes the place of what has that name, if the user might as well delete it. */
  public static Reply rnto(Session session, String argument) throws IOException {
    FtpPath from = session.state().renameFrom;
    session.state().renameFrom = null;
    if (from == null) {
      return Reply.of(503, "RNFR first.");
    }
    Path source = session.tree().entry(from);
    Path target = session.tree().entry(session.path(argument));
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        && !Objects.requireNonNull(session.user()).permissions().allows(Permission.DELETE)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(source, target, StandardCopyOption.REPLACE_EXISTING);
    }
    return Reply.of(250, "Renamed.");
  }

  /** SIZE: how many bytes RETR would send in the current TYPE (RFC 3659, section 4). */
  public static Reply size(Session session, String argument) throws IOException {
    Path path = regular(session, argument);
    long size = Files.size(path);
    if (session.state().isAscii) {
      if (size > MOST_TO_COUNT) {
        return Reply.of(550, "The size in TYPE A is not known; use TYPE I.");
      }
      size = sizeAsSent(session, path);
    }
    return Reply.of(213, Long.toString(size));
  }

  private static long sizeAsSent(Session session, Path path) throws IOException {
    AsciiEncoder encoder = new AsciiEncoder();
    ByteBuffer in = ByteBuffer.allocate(16 * 1024);
    ByteBuffer out = ByteBuffer.allocate(32 * 1024);
    long sent = 0;
    try (OpenFile file = session.open(path, Set.of(StandardOpenOption.READ))) {
      long position = 0;
      for (int n; (n = file.read(in.clear(), position)) > 0; position += n) {
        encoder.encode(in.flip(), out.clear());
        sent += out.position();
      }
    }
    return sent;
  }

  /** MDTM: in UTC (RFC 3659, section 3); with a time before the path it sets it. */
  public static Reply mdtm(Session session, String argument) throws IOException {
    Reply set = Attributes.mdtmSet(session, argument);
    return set == null
        ? Reply.of(213, Times.text(Files.getLastModifiedTime(regular(session, argument))))
        : set;
  }

  private static Path regular(Session session, String argument) throws IOException {
    Path path = session.tree().existing(session.path(argument));
    if (!Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    return path;
  }

  private static void requireExisting(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path.toString());
    }
  }
}
