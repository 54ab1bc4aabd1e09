package dev.wherry.control.command;

import dev.wherry.Event;
import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.Symlinks;
import dev.wherry.control.Session;
import dev.wherry.data.AsciiEncoder;
import dev.wherry.files.Entry.Kind;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Place;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Files as they lie on the disk: RFC 959, section 4.1.3, and RFC 3659, sections 3 and 4. */
public final class FileOps {

  /** How large a file may be to be read only for its size in TYPE A. */
  private static final long MOST_TO_COUNT = 1024 * 1024;

  private FileOps() {}

  /** DELE; a link is removed, and not what it points to. */
  public static Reply dele(Session session, String argument) throws IOException {
    FtpPath path = session.path(argument);
    try (Place place = session.tree().entry(path)) {
      if (place.kind() == Kind.DIRECTORY) {
        throw new FileSystemException(argument, null, "is a directory");
      }
      long size = session.files().usage(path).sizeOf(place);
      place.delete();
      session.files().usage(path).remove(size);
    }
    session.happened(client -> new Event.Deleted(client, session.shown(path)));
    return Reply.of(250, "File removed.");
  }

  /** RNFR. */
  public static Reply rnfr(Session session, String argument) throws IOException {
    FtpPath from = session.path(argument);
    try (Place place = session.tree().movable(from)) {
      if (place.kind() == null) {
        throw new NoSuchFileException(argument);
      }
    }
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
    FtpPath to = session.path(argument);
    try (Place source = session.tree().movable(from);
        Place target = session.tree().entry(to)) {
      if (!from.parent().equals(to.parent())
          && source.kind() == Kind.SYMLINK
          && session.tree().symlinks(from) == Symlinks.FOLLOW) {
        return Reply.of(550, "A link stays in its directory here.");
      }
      if (target.kind() != null) {
        if (!session.files().may(Permission.DELETE, to)) {
          throw new FileAlreadyExistsException(argument);
        }
        session.files().usage(to).forget();
      }
      if (session.tree().isInHome(from) != session.tree().isInHome(to)) {
        session.files().usage(FtpPath.ROOT).forget();
      }
      source.moveTo(target);
    }
    session.happened(client -> new Event.Renamed(client, session.shown(from), session.shown(to)));
    return Reply.of(250, "Renamed.");
  }

  /** SIZE: how many bytes RETR would send in the current TYPE (RFC 3659, section 4). */
  public static Reply size(Session session, String argument) throws IOException {
    try (Place place = regular(session, argument)) {
      long size = place.attributes().size();
      if (session.files().convertsAscii()) {
        if (size > MOST_TO_COUNT) {
          return Reply.of(550, "The size in TYPE A is not known; use TYPE I.");
        }
        size = sizeAsSent(session, place);
      }
      return Reply.of(213, Long.toString(size));
    }
  }

  private static long sizeAsSent(Session session, Place place) throws IOException {
    AsciiEncoder encoder = new AsciiEncoder();
    ByteBuffer in = ByteBuffer.allocate(16 * 1024);
    ByteBuffer out = ByteBuffer.allocate(32 * 1024);
    long sent = 0;
    try (OpenFile file = session.files().open(place, Set.of(StandardOpenOption.READ))) {
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
    if (set != null) {
      return set;
    }
    try (Place place = regular(session, argument)) {
      return Reply.of(213, Times.text(place.attributes().lastModifiedTime()));
    }
  }

  private static Place regular(Session session, String argument) throws IOException {
    Place place = session.tree().existing(session.path(argument));
    boolean isRegular = false;
    try {
      isRegular = place.attributes().isRegularFile();
    } finally {
      if (!isRegular) {
        place.close();
      }
    }
    if (!isRegular) {
      throw new FileSystemException(argument, null, "not a regular file");
    }
    return place;
  }
}
