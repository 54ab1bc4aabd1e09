package dev.wherry.control.command;

import dev.wherry.Event;
import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.Symlinks;
import dev.wherry.control.Session;
import dev.wherry.control.Work;
import dev.wherry.files.Entry.Kind;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Incoming;
import dev.wherry.files.Place;
import dev.wherry.files.Removal;
import dev.wherry.files.Usage;
import dev.wherry.files.UserTree;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Work on the server's own disk: SITE CPFR, CPTO, SYMLINK, MKDIR, RMDIR, and COMB. */
public final class Copies {

  private Copies() {}

  static Reply cpfr(Session session, String argument) throws IOException {
    FtpPath from = session.path(argument);
    session.tree().read(from, null).close();
    session.state().copyFrom = from;
    return Reply.of(350, "Ready for the place to copy to.");
  }

  static @Nullable Reply cpto(Session session, String argument) throws IOException {
    FtpPath from = session.state().copyFrom;
    session.state().copyFrom = null;
    if (from == null) {
      return Reply.of(503, "SITE CPFR first.");
    }
    FtpPath to = session.path(argument);
    UserTree tree = session.tree();
    if (exists(tree, to) && !session.files().may(Permission.WRITE, to)) {
      throw new FileAlreadyExistsException(argument);
    }
    int umask = session.state().umask;
    Incoming.Opener opener = session.files().usage(to).metered(Copies::open);
    session
        .activity()
        .work(
            new Work() {
              @Override
              public Reply run() throws IOException {
                new Joining(this, tree, opener, umask).join(to, List.of(from));
                return Reply.of(250, "Copied.");
              }
            },
            session.event(client ->
                new Event.Copied(client, List.of(session.shown(from)), session.shown(to))));
    return null;
  }

  /** COMB: parts that were sent one by one become one file, in the order given, and are removed. */
  public static @Nullable Reply comb(Session session, String argument) throws IOException {
    List<String> names = words(argument);
    if (names.size() < 2) {
      return Reply.of(501, "Use: COMB \"target\" \"part\" ...");
    }
    UserTree tree = session.tree();
    FtpPath target = session.path(names.getFirst());
    List<FtpPath> parts = names.stream().skip(1).map(session::path).toList();
    if (!parts.stream().allMatch(part -> session.files().may(Permission.DELETE, part))) {
      return Reply.of(550, "You are not permitted to do that.");
    }
    UserTree readable = tree.needing(Permission.READ);
    Set<Object> files = new HashSet<>();
    boolean isNew = !exists(tree, target);
    if (!isNew) {
      files.add(fileKey(tree, target));
    }
    for (FtpPath part : parts) {
      readable.read(part, null).close();
      if (part.equals(target) || !files.add(fileKey(readable, part))) {
        return Reply.of(501, "A part cannot be there twice, nor be the target.");
      }
    }
    List<FtpPath> all = new ArrayList<>(parts);
    if (!isNew) {
      all.addFirst(target);
    }
    int umask = session.state().umask;
    Usage usage = session.files().usage(target);
    Incoming.Opener opener = usage.metered(Copies::open);
    session
        .activity()
        .work(
            new Work() {
              @Override
              public Reply run() throws IOException {
                new Joining(this, tree, opener, umask).join(target, all);
                for (FtpPath part : parts) {
                  // a link itself, and not what it points to
                  try (Place entry = tree.needing(Permission.DELETE).entry(part)) {
                    entry.delete();
                  }
                }
                usage.forget();
                return Reply.of(250, "Combined.");
              }
            },
            session.event(client ->
                new Event.Copied(
                    client, parts.stream().map(session::shown).toList(), session.shown(target))));
    return null;
  }

  private static OpenFile open(Place place, Set<? extends OpenOption> options) throws IOException {
    return place.open(null, options);
  }

  private static boolean exists(UserTree tree, FtpPath path) throws IOException {
    try (Place _ = tree.existing(path)) {
      return true;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  /** The same for two names of one file, if the file system can tell. */
  private static Object fileKey(UserTree tree, FtpPath path) throws IOException {
    try (Place place = tree.existing(path)) {
      Object key = place.attributes().fileKey();
      return key == null ? place.real() : key;
    }
  }

  /** The link is relative, so that it still leads to the same place when the home is moved. */
  static Reply symlink(Session session, String argument) throws IOException {
    List<String> names = words(argument);
    if (names.size() != 2) {
      return Reply.of(501, "Use: SITE SYMLINK target link");
    }
    FtpPath link = session.path(names.get(1));
    // Where links lead anywhere, a relative one is a way out as soon as it has been moved.
    if (session.tree().symlinks(link) != Symlinks.INSIDE) {
      return Reply.of(550, "Links cannot be made here.");
    }
    FtpPath path = session.path(names.get(0));
    try (Place target = session.tree().existing(path);
        Place from = session.tree().existing(link.parent());
        Place entry = session.tree().entry(link)) {
      entry.createLink(from.real().relativize(target.real()));
    }
    session.happened(client -> new Event.Linked(client, session.shown(path), session.shown(link)));
    return Reply.of(200, "The link is made.");
  }

  /** Makes the directories above as well. */
  static Reply mkdir(Session session, String argument) throws IOException {
    FtpPath made = FtpPath.ROOT;
    for (String name : session.path(argument).names()) {
      made = made.resolve(name);
      try (Place there = session.tree().existing(made)) {
        if (!there.isDirectory()) {
          throw new FileAlreadyExistsException(made.toString());
        }
      } catch (NoSuchFileException e) {
        make(session, made, e);
        FtpPath last = made;
        session.happened(client -> new Event.DirectoryMade(client, session.shown(last)));
      }
    }
    return Reply.of(200, "The directory is there.");
  }

  private static void make(Session session, FtpPath path, NoSuchFileException missing)
      throws IOException {
    try (Place place = session.tree().entry(path)) {
      if (place.kind() != null) { // a link to nothing, or to the outside
        throw missing;
      }
      session.files().usage(path).addFile();
      place.createDirectory();
      session.state().applyUmask(place, 0777);
    }
  }

  /** Removes what is in the directory as well; links are removed and not followed. */
  static @Nullable Reply rmdir(Session session, String argument) throws IOException {
    UserTree tree = session.tree();
    FtpPath path = session.path(argument);
    Usage usage = session.files().usage(path);
    if (tree.hasRules()) { // they may keep something below from being removed
      return Reply.of(550, "You are not permitted to do that.");
    }
    try (Place place = tree.entry(path)) {
      if (place.kind() != Kind.DIRECTORY) {
        throw new NotDirectoryException(argument);
      }
    }
    session
        .activity()
        .work(
            new Work() {
              @Override
              public Reply run() throws IOException {
                try (Place place = tree.entry(path)) {
                  Removal.of(place, this::check);
                } finally {
                  usage.forget();
                }
                return Reply.of(200, "The directory is removed.");
              }
            },
            session.event(client -> new Event.Deleted(client, session.shown(path))));
    return null;
  }

  /** Words between blanks, or between quotes if they hold blanks; a quote within is doubled. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == ' ') {
        i++;
        continue;
      }
      StringBuilder word = new StringBuilder();
      boolean quoted = text.charAt(i) == '"';
      i += quoted ? 1 : 0;
      while (i < text.length()) {
        char c = text.charAt(i++);
        if (quoted && c == '"') {
          if (i == text.length() || text.charAt(i) != '"') {
            break;
          }
          i++;
        } else if (!quoted && c == ' ') {
          break;
        }
        word.append(c);
      }
      words.add(word.toString());
    }
    return words;
  }
}
