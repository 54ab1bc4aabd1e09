package dev.wherry.control.command;

import dev.wherry.Reply;
import dev.wherry.control.Session;
import dev.wherry.files.FtpPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Directories: RFC 959, section 4.1.3. */
public final class Directories {

  private Directories() {}

  /** CWD; without an argument it goes to the root. */
  public static Reply cwd(Session session, String argument) throws IOException {
    return enter(session, argument.isEmpty() ? FtpPath.ROOT : session.path(argument));
  }

  /** CDUP; at the root it stays there. */
  public static Reply cdup(Session session, String none) throws IOException {
    return enter(session, session.state().directory.parent());
  }

  private static Reply enter(Session session, FtpPath directory) throws IOException {
    Path path = session.tree().existing(directory);
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(path.toString());
    }
    session.state().directory = directory;
    return Reply.of(250, "The directory is " + directory.quoted() + ".");
  }

  /** PWD: RFC 959, appendix II, has the form of the reply. */
  public static Reply pwd(Session session, String none) {
    return Reply.of(257, session.state().directory.quoted() + " is the current directory.");
  }

  /** MKD: the reply has the absolute name, whatever was asked for (RFC 959, appendix II). */
  public static Reply mkd(Session session, String argument) throws IOException {
    FtpPath directory = session.path(argument);
    Path path = session.tree().entry(directory);
    Files.createDirectory(path);
    session.state().applyUmask(path, 0777);
    return Reply.of(257, directory.quoted() + " created.");
  }

  /** RMD. */
  public static Reply rmd(Session session, String argument) throws IOException {
    Path path = session.tree().entry(session.path(argument));
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(path.toString());
    }
    Files.delete(path);
    return Reply.of(250, "Directory removed.");
  }
}
