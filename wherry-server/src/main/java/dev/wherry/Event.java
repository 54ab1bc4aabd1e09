package dev.wherry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Something that has happened on a server, for those who {@linkplain FtpServerBuilder#onEvent
 * listen}.
 *
 * <p>Paths are as the client sees them, from the root of its files on. A name that is not UTF-8 on
 * the disk has a lone surrogate, U+DC80 to U+DCFF, for each byte that fits nowhere.
 */
public sealed interface Event {

  /** Whose session it was, as it was when it happened. */
  Client client();

  /** A client has been let in, and is about to be greeted. Always the first of a session. */
  record Connected(Client client) implements Event {}

  /** A client has logged in. */
  record LoggedIn(Client client) implements Event {}

  /**
   * A client could not log in.
   *
   * @param name the name it gave with USER
   * @param reply what it will hear
   */
  record LoginFailed(Client client, String name, Reply reply) implements Event {}

  /**
   * An upload (STOR, APPE, STOU) has ended, all of it or not.
   *
   * @param file where it is on the server; or would be, if it broke off and {@link Uploads} does
   *     not keep such a part
   */
  record Uploaded(Client client, String path, Path file, Outcome outcome) implements Event {}

  /** A download (RETR) has ended, all of it or not. */
  record Downloaded(Client client, String path, Outcome outcome) implements Event {}

  /** A file, a link or a directory has been removed (DELE, RMD, SITE RMDIR). */
  record Deleted(Client client, String path) implements Event {}

  /** Something has another name, or is elsewhere (RNTO). */
  record Renamed(Client client, String from, String to) implements Event {}

  /** There is a directory that was not there (MKD, SITE MKDIR). */
  record DirectoryMade(Client client, String path) implements Event {}

  /**
   * A file has been made of others, without a transfer (SITE CPTO, COMB).
   *
   * @param from the others; those of COMB are gone
   */
  record Copied(Client client, List<String> from, String to) implements Event {}

  /** A symbolic link has been made (SITE SYMLINK). */
  record Linked(Client client, String target, String link) implements Event {}

  /** The time or the mode of something has been set (MFMT, MFCT, MFF, MDTM, SITE CHMOD, UTIME). */
  record Changed(Client client, String path) implements Event {}

  /** The connection is closed. Always the last of a session. */
  record Disconnected(Client client) implements Event {}

  /**
   * How a transfer ended.
   *
   * @param isComplete whether all of it was moved and is in its place
   * @param bytes how many went through the data connection, without those of TLS
   * @param took from the command to the end
   * @param type the letter of the TYPE: A, E or I (RFC 959, section 3.1.1)
   * @param isCompressed whether in MODE Z
   * @param reply what the client will hear
   */
  record Outcome(
      boolean isComplete,
      long bytes,
      Duration took,
      String type,
      boolean isCompressed,
      Reply reply) {}
}
