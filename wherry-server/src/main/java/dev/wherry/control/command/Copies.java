package dev.wherry.control.command;

import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.control.Session;
import dev.wherry.control.Work;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Incoming;
import dev.wherry.io.ChannelFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Work on the server's own disk: SITE CPFR, CPTO, SYMLINK, MKDIR, RMDIR, and COMB. */
public final class Copies {

  private static final int PIECE = 256 * 1024;

  private Copies() {}

  static Reply cpfr(Session session, String argument) throws IOException {
    FtpPath from = session.path(argument);
    ChannelFile.open(session.tree().existing(from), Set.of(StandardOpenOption.READ)).close();
    session.state().copyFrom = from;
    return Reply.of(350, "Ready for the place to copy to.");
  }

  static @Nullable Reply cpto(Session session, String argument) throws IOException {
    FtpPath from = session.state().copyFrom;
    session.state().copyFrom = null;
    if (from == null) {
      return Reply.of(503, "SITE CPFR first.");
    }
    Path source = session.tree().existing(from);
    Path target = session.tree().target(session.path(argument));
    if (Files.exists(target) && !Attributes.may(session, Permission.DELETE)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    session.work(
        new Work() {
          @Override
          public Reply run() throws IOException {
            join(session, this, target, List.of(source), false);
            return Reply.of(250, "Copied.");
          }
        });
    return null;
  }

  /** COMB: parts that were sent one by one become one file, in the order given, and are removed. */
  public static @Nullable Reply comb(Session session, String argument) throws IOException {
    List<String> names = words(argument);
    if (names.size() < 2) {
      return Reply.of(501, "Use: COMB \"target\" \"part\" ...");
    }
    if (!Attributes.may(session, Permission.DELETE)) {
      return Reply.of(550, "You are not permitted to do that.");
    }
    Path target = session.tree().target(session.path(names.getFirst()));
    List<Path> parts = new ArrayList<>();
    List<Path> entries = new ArrayList<>();
    for (String name : names.subList(1, names.size())) {
      Path part = session.tree().existing(session.path(name));
      if (part.equals(target) || parts.contains(part)) {
        return Reply.of(501, "A part cannot be there twice, nor be the target.");
      }
      ChannelFile.open(part, Set.of(StandardOpenOption.READ)).close();
      parts.add(part);
      entries.add(session.tree().entry(session.path(name)));
    }
    session.work(
        new Work() {
          @Override
          public Reply run() throws IOException {
            join(session, this, target, parts, Files.exists(target));
            for (Path part : entries) { // a link itself, and not what it points to
              Files.delete(part);
            }
            return Reply.of(250, "Combined.");
          }
        });
    return null;
  }

  /** Under a temporary name until all of it is there, so nothing is half done if it is aborted. */
  private static void join(
      Session session, Work work, Path target, List<Path> parts, boolean keepTarget)
      throws IOException {
    Incoming whole = Incoming.atomic(target, ChannelFile::open);
    boolean done = false;
    try {
      if (whole.created() != null) {
        session.state().applyUmask(whole.created(), 0666);
      }
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      if (keepTarget) {
        append(work, target, whole, piece);
      }
      for (Path part : parts) {
        append(work, part, whole, piece);
      }
      whole.complete();
      done = true;
    } finally {
      if (!done) {
        whole.giveUp();
      }
    }
  }

  private static void append(Work work, Path part, Incoming whole, ByteBuffer piece)
      throws IOException {
    try (ChannelFile file = ChannelFile.open(part, Set.of(StandardOpenOption.READ))) {
      long position = 0;
      for (int n; (n = file.read(piece.clear(), position)) > 0; position += n) {
        work.check();
        whole.write(piece.flip());
      }
    }
  }

  /** The link is relative, so that it still leads to the same place when the home is moved. */
  static Reply symlink(Session session, String argument) throws IOException {
    List<String> names = words(argument);
    if (names.size() != 2) {
      return Reply.of(501, "Use: SITE SYMLINK target link");
    }
    Path target = session.tree().existing(session.path(names.get(0)));
    Path link = session.tree().entry(session.path(names.get(1)));
    Path from = link.getParent();
    Files.createSymbolicLink(link, from == null ? target : from.relativize(target));
    return Reply.of(200, "The link is made.");
  }

  /** Makes the directories above as well. */
  static Reply mkdir(Session session, String argument) throws IOException {
    FtpPath made = FtpPath.ROOT;
    for (String name : session.path(argument).names()) {
      made = made.resolve(name);
      Path path = session.tree().entry(made);
      if (!Files.isDirectory(path)) {
        Files.createDirectory(path);
        session.state().applyUmask(path, 0777);
      }
    }
    return Reply.of(200, "The directory is there.");
  }

  /** Removes what is in the directory as well; links are removed and not followed. */
  static @Nullable Reply rmdir(Session session, String argument) throws IOException {
    Path path = session.tree().entry(session.path(argument));
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(path.toString());
    }
    session.work(
        new Work() {
          @Override
          public Reply run() throws IOException {
            Files.walkFileTree(path, new Removal(this));
            return Reply.of(200, "The directory is removed.");
          }
        });
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

  private static final class Removal extends SimpleFileVisitor<Path> {

    private final Work work;

    Removal(Work work) {
      this.work = work;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      work.check();
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
