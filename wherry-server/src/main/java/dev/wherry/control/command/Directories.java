package dev.wherry.control.command;

import dev.wherry.Event;
import dev.wherry.Reply;
import dev.wherry.control.Session;
import dev.wherry.files.Entry.Kind;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Place;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Directories: RFC 959, section 4.1.3. */
public final class Directories {

  private Directories() {}

  /** CWD; without an argument it goes to the root, as with {@code ~} if nothing has that name. */
  public static Reply cwd(Session session, String argument) throws IOException {
    try {
      return enter(session, argument.isEmpty() ? FtpPath.ROOT : session.path(argument));
    } catch (NoSuchFileException e) {
      if (argument.equals("~")) {
        return enter(session, FtpPath.ROOT);
      }
      throw e;
    }
  }

  /** CDUP; at the root it stays there. */
  public static Reply cdup(Session session, String none) throws IOException {
    return enter(session, session.state().directory.parent());
  }

  private static Reply enter(Session session, FtpPath directory) throws IOException {
    try (Place place = session.tree().existing(directory)) {
      if (!place.isDirectory()) {
        throw new NotDirectoryException(directory.toString());
      }
    }
    session.state().directory = directory;
    return Reply.of(250, "The directory is " + quoted(session, directory) + ".");
  }

  /** PWD: RFC 959, appendix II, has the form of the reply. */
  public static Reply pwd(Session session, String none) {
    return Reply.of(257, quoted(session, session.state().directory) + " is the current directory.");
  }

  /** MKD: the reply has the absolute name, whatever was asked for (RFC 959, appendix II). */
  public static Reply mkd(Session session, String argument) throws IOException {
    FtpPath directory = session.path(argument);
    try (Place place = session.tree().entry(directory)) {
      if (place.kind() == null) {
        session.files().usage(directory).addFile();
      }
      place.createDirectory();
      session.state().applyUmask(place, 0777);
    }
    session.happened(client -> new Event.DirectoryMade(client, session.shown(directory)));
    return Reply.of(257, quoted(session, directory) + " created.");
  }

  private static String quoted(Session session, FtpPath path) {
    return FtpPath.ROOT.resolve(session.files().shown(path.toString())).quoted();
  }

  /** RMD. */
  public static Reply rmd(Session session, String argument) throws IOException {
    FtpPath path = session.path(argument);
    try (Place place = session.tree().entry(path)) {
      Kind kind = place.kind();
      if (kind != null && kind != Kind.DIRECTORY) {
        throw new NotDirectoryException(argument);
      }
      place.delete();
      session.files().usage(path).remove(0);
    }
    session.happened(client -> new Event.Deleted(client, session.shown(path)));
    return Reply.of(250, "Directory removed.");
  }
}
