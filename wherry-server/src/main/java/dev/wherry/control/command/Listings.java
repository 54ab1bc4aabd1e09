package dev.wherry.control.command;

import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.User;
import dev.wherry.control.Session;
import dev.wherry.data.DirectoryPieces;
import dev.wherry.data.Listing;
import dev.wherry.data.MachineListing;
import dev.wherry.data.MachineListing.Role;
import dev.wherry.data.NameListing;
import dev.wherry.data.PieceDownload;
import dev.wherry.data.Transfer;
import dev.wherry.data.UnixListing;
import dev.wherry.files.Entry;
import dev.wherry.files.EntryReader;
import dev.wherry.files.FtpPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Listings: RFC 959, section 4.1.3, and RFC 3659, section 7. */
public final class Listings {

  private static final int PIECE = 64 * 1024;

  /** How many entries a listing on the control connection has at most. */
  private static final int MOST_IN_REPLY = 2_000;

  private Listings() {}

  /** LIST: one line per entry, as {@code ls -l} has it. */
  public static @Nullable Reply list(Session session, String argument) throws IOException {
    FtpPath path = session.path(withoutOptions(argument));
    list(session, path, path.name(), unixListing());
    return null;
  }

  /** NLST: names that can be fed back to RETR (RFC 1123, section 4.1.3.4), so with their path. */
  public static @Nullable Reply nlst(Session session, String argument) throws IOException {
    String asked = withoutOptions(argument);
    FtpPath path = session.path(asked);
    boolean isDirectory = Files.isDirectory(session.tree().existing(path));
    String prefix = asked.isEmpty() || asked.equals(".") || !isDirectory ? "" : asked;
    list(
        session,
        path,
        asked,
        new NameListing(prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/"));
    return null;
  }

  /** MLSD: of a directory only (RFC 3659, section 7.2). */
  public static @Nullable Reply mlsd(Session session, String argument) throws IOException {
    FtpPath path = session.path(argument);
    if (!Files.isDirectory(session.tree().existing(path))) {
      return Reply.of(501, "MLSD takes a directory; for a file there is MLST.");
    }
    list(session, path, path.name(), machineListing(session));
    return null;
  }

  private static void list(Session session, FtpPath path, String name, Listing listing)
      throws IOException {
    session.state().takeRestart();
    Path real = session.tree().existing(path);
    DirectoryPieces pieces =
        Files.isDirectory(real)
            ? DirectoryPieces.of(EntryReader.open(session.tree(), real), listing)
            : DirectoryPieces.of(EntryReader.read(session.tree(), real, name), listing);
    session.transfer(
        new PieceDownload(pieces, session.fileThreads(), PIECE), "Here comes the listing.");
  }

  /** MLST: one entry on the control connection, with its whole path (RFC 3659, section 7.3). */
  public static Reply mlst(Session session, String argument) throws IOException {
    FtpPath path = session.path(argument);
    Entry entry =
        EntryReader.read(session.tree(), session.tree().existing(path), path.toString());
    return Reply.of(
        250, List.of("What is known:", machineListing(session).text(entry), "That is all."));
  }

  /** STAT: the state of the session, or with an argument a listing on the control connection. */
  public static Reply stat(Session session, String argument) throws IOException {
    if (argument.isEmpty()) {
      return Information.status(session);
    }
    User user = session.user();
    if (user == null) {
      return Reply.of(530, "Please log in with USER and PASS.");
    }
    if (!user.permissions().allows(Permission.LIST)) {
      return Reply.of(550, "You are not permitted to do that.");
    }
    FtpPath path = session.path(withoutOptions(argument));
    Path real = session.tree().existing(path);
    boolean isDirectory = Files.isDirectory(real);
    List<String> lines = new ArrayList<>();
    lines.add("Status of " + path.quoted() + ":");
    Listing listing = unixListing();
    if (isDirectory) {
      try (EntryReader entries = EntryReader.open(session.tree(), real)) {
        for (Entry entry; (entry = entries.next()) != null && lines.size() <= MOST_IN_REPLY; ) {
          lines.add(listing.text(entry));
        }
      }
      lines.add(
          lines.size() > MOST_IN_REPLY ? "There is more: use LIST." : "That is all.");
    } else {
      lines.add(listing.text(EntryReader.read(session.tree(), real, path.name())));
      lines.add("That is all.");
    }
    return Reply.of(isDirectory ? 212 : 213, lines);
  }

  private static Listing unixListing() {
    return new UnixListing(InstantSource.system());
  }

  private static MachineListing machineListing(Session session) {
    return new MachineListing(
        session.state().facts, Objects.requireNonNull(session.user()).permissions());
  }

  /**
   * The path behind options such as {@code -al}, which clients send as if they spoke to ls. Every
   * listing is complete and long as it is, so they change nothing. A name that begins with a hyphen
   * is reached behind {@code --}, or as {@code ./-name}.
   */
  private static String withoutOptions(String argument) {
    String rest = argument;
    while (rest.startsWith("-")) {
      int space = rest.indexOf(' ');
      boolean isLast = rest.startsWith("-- ");
      rest = space < 0 ? "" : rest.substring(space + 1);
      if (isLast) {
        break;
      }
    }
    return rest;
  }
}
