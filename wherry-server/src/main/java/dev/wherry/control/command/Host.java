package dev.wherry.control.command;

import dev.wherry.Reply;
import dev.wherry.Users;
import dev.wherry.control.Session;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Place;
import java.io.IOException;
import java.util.Locale;

/** Which server, and what it is: HOST, LANG, CLNT, CSID, AVBL. */
public final class Host {

  private Host() {}

  /** HOST: RFC 7151; chooses among virtual hosts, before login. Without any, every name will do. */
  public static Reply host(Session session, String argument) {
    if (session.user() != null) {
      return Reply.of(503, "HOST comes before USER.");
    }
    String name = argument.toLowerCase(Locale.ROOT);
    if (!name.matches("[a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}]")) {
      return Reply.of(501, "That is not a host name.");
    }
    Users users = session.settings().hosts().get(name);
    if (users == null && !session.settings().hosts().isEmpty()) {
      return Reply.of(504, "There is no such host here.");
    }
    session.login(null, null);
    session.state().host = users == null ? "" : name;
    return Reply.of(220, "This is " + argument + ".");
  }

  /** LANG: RFC 2640, section 4; replies are in English and no other language. */
  public static Reply lang(Session session, String argument) {
    String tag = argument.toUpperCase(Locale.ROOT);
    return tag.isEmpty() || tag.equals("EN") || tag.startsWith("EN-")
        ? Reply.of(200, "Replies are in English.")
        : Reply.of(504, "Replies are in English only.");
  }

  /** CLNT: the client tells its name, which changes nothing. */
  public static Reply clnt(Session session, String argument) {
    return Reply.of(200, "Nice to meet you.");
  }

  /**
   * CSID: client and server tell their names (draft-peterson-streamlined-ftp-command-extensions).
   */
  public static Reply csid(Session session, String argument) {
    return Reply.of(200, "Name=Wherry; CaseSensitive=1; DirSep=/;");
  }

  /** AVBL: bytes that can be stored (draft-peterson-streamlined-ftp-command-extensions). */
  public static Reply avbl(Session session, String argument) throws IOException {
    FtpPath path = session.path(argument);
    try (Place directory = session.tree().existing(path)) {
      long onDisk = directory.usableSpace();
      return Reply.of(213, Long.toString(Math.min(onDisk, session.files().usage(path).left())));
    }
  }

  /** SMNT: there is nothing to mount (RFC 959, section 4.1.1). */
  public static Reply smnt(Session session, String argument) {
    return Reply.of(502, "There are no other file systems to mount here.");
  }
}
