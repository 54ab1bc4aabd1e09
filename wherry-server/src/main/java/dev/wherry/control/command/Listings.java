package dev.wherry.control.command;

import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.User;
import dev.wherry.control.Session;
import dev.wherry.data.EbcdicPieces;
import dev.wherry.data.Listing;
import dev.wherry.data.MachineListing;
import dev.wherry.data.MachineListing.Fact;
import dev.wherry.data.NameListing;
import dev.wherry.data.Pieces;
import dev.wherry.data.TreePieces;
import dev.wherry.data.UnixListing;
import dev.wherry.files.Entry;
import dev.wherry.files.EntrySource;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Glob;
import dev.wherry.files.MatchingEntries;
import dev.wherry.files.Place;
import dev.wherry.files.SortedEntries;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Listings: RFC 959, section 4.1.3, and RFC 3659, section 7. */
public final class Listings {

  /** How many entries a reply has at most: it is made whole, unlike a listing. */
  private static final int MOST_IN_REPLY = 2_000;

  private Listings() {}

  /** LIST: one line per entry, as {@code ls -l} has it. */
  public static @Nullable Reply list(Session session, String argument) throws IOException {
    ListOptions options = ListOptions.of(argument);
    send(
        session,
        options,
        session.files().shown(session.path(options.path()).name()),
        unixListing());
    return null;
  }

  /** NLST: names that can be fed back to RETR (RFC 1123, section 4.1.3.4), so with their path. */
  public static @Nullable Reply nlst(Session session, String argument) throws IOException {
    ListOptions options = ListOptions.of(argument);
    String asked = session.files().shown(options.path());
    int slash = asked.lastIndexOf('/');
    Listing listing =
        options.isLong()
            ? unixListing()
            : isDirectory(session, session.path(asked)) && !options.isItself()
                ? new NameListing(asked.equals(".") ? "" : asDirectory(asked))
                : new NameListing(asked.substring(0, slash + 1));
    send(session, options, asked.substring(slash + 1), listing);
    return null;
  }

  /** MLSD: of a directory only (RFC 3659, section 7.2). */
  public static @Nullable Reply mlsd(Session session, String argument) throws IOException {
    session.state().forgetRange();
    EntrySource entries;
    try {
      entries = session.files().entries(session.path(argument), Outgoing.isOnLoop(session));
    } catch (NotDirectoryException e) {
      return Reply.of(501, "MLSD takes a directory; for a file there is MLST.");
    }
    send(
        session,
        session
            .settings()
            .listings()
            .pieces(entries, machineListing(session, session.path(argument))),
        false);
    return null;
  }

  private static void send(Session session, ListOptions options, String name, Listing listing)
      throws IOException {
    session.state().forgetRange();
    FtpPath path = session.path(options.path());
    if (options.isRecursive() && !options.isItself() && isDirectory(session, path)) {
      start(session, new TreePieces(session.tree(), path, listing, session.files()::shown), false);
      return;
    }
    Comparator<Entry> order = options.order();
    boolean isSorted = order != null;
    boolean onLoop = !isSorted && Outgoing.isOnLoop(session);
    EntrySource entries = entries(session, path, options, name, onLoop);
    start(
        session,
        session
            .settings()
            .listings()
            .pieces(order == null ? entries : new SortedEntries(entries, order), listing),
        isSorted);
  }

  /** A directory's entries, a file's own, or those that match if the name is a pattern. */
  private static EntrySource entries(
      Session session, FtpPath path, ListOptions options, String name, boolean onLoop)
      throws IOException {
    try {
      if (!options.isItself()) {
        try {
          return session.files().entries(path, onLoop);
        } catch (NotDirectoryException _) {
          // then it is listed itself
        }
      }
      return EntrySource.of(
          read(session, path, name.isEmpty() ? session.files().shown(path.toString()) : name));
    } catch (NoSuchFileException e) {
      if (!Glob.isPattern(name)) {
        throw e;
      }
      return new MatchingEntries(session.files().entries(path.parent(), onLoop), new Glob(name));
    }
  }

  private static Entry read(Session session, FtpPath path, String name) throws IOException {
    try (Place place = session.tree().existing(path)) {
      return session.tree().read(path, place, name);
    }
  }

  private static void start(Session session, Pieces pieces, boolean mayTakeLong) {
    Pieces sent = session.state().isEbcdic ? new EbcdicPieces(pieces, true) : pieces;
    send(session, sent, mayTakeLong);
  }

  private static void send(Session session, Pieces pieces, boolean mayTakeLong) {
    session
        .activity()
        .listing(
            Outgoing.of(session, pieces, Outgoing.LISTING, mayTakeLong), "Here comes the listing.");
  }

  private static boolean isDirectory(Session session, FtpPath path) throws IOException {
    try (Place place = session.tree().existing(path)) {
      return place.isDirectory();
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private static String asDirectory(String asked) {
    return asked.isEmpty() || asked.endsWith("/") ? asked : asked + "/";
  }

  /** What FEAT says of MLST: a star at the facts in use (RFC 3659, section 7.8). */
  public static String facts(Session session) {
    return "MLST " + Fact.feature(session.state().facts);
  }

  /** MLST: one entry on the control connection, with its whole path (RFC 3659, section 7.3). */
  public static Reply mlst(Session session, String argument) throws IOException {
    FtpPath path = session.path(argument);
    Entry entry = read(session, path, session.files().shown(path.toString()));
    return Reply.of(
        250, List.of("What is known:", machineListing(session, path).text(entry), "That is all."));
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
    if (!session.files().needs(Permission.LIST)) {
      return Reply.of(550, "You are not permitted to do that.");
    }
    ListOptions options = ListOptions.of(argument);
    FtpPath path = session.path(options.path());
    boolean isDirectory = isDirectory(session, path);
    List<String> lines = new ArrayList<>();
    lines.add(
        "Status of " + FtpPath.ROOT.resolve(session.files().shown(path.toString())).quoted() + ":");
    Listing listing = unixListing();
    String last = "That is all.";
    try (EntrySource entries =
        entries(session, path, options, session.files().shown(path.name()), true)) {
      for (Entry entry; (entry = entries.next()) != null; ) {
        if (lines.size() > MOST_IN_REPLY) {
          last = "There is more: use LIST.";
          break;
        }
        lines.add(listing.text(entry));
      }
    }
    lines.add(last);
    return Reply.of(isDirectory ? 212 : 213, lines);
  }

  private static Listing unixListing() {
    return new UnixListing(InstantSource.system());
  }

  private static MachineListing machineListing(Session session, FtpPath path) {
    return new MachineListing(
        session.state().facts,
        Objects.requireNonNull(session.user()).permissionsAt(path.toString()));
  }
}
