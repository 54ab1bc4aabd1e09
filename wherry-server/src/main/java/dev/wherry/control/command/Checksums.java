package dev.wherry.control.command;

import dev.wherry.Reply;
import dev.wherry.control.Session;
import dev.wherry.control.Work;
import dev.wherry.files.Checksum;
import dev.wherry.files.FtpPath;
import dev.wherry.files.UserTree;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of files: HASH (draft-bryan-ftpext-hash), MD5 (draft-twine-ftpmd5) and the X commands
 * that were there before.
 */
public final class Checksums {

  private static final int PIECE = 256 * 1024;

  private Checksums() {}

  /** HASH: in the algorithm that OPTS HASH chose, of the range that RANG chose. */
  public static @Nullable Reply hash(Session session, String argument) throws IOException {
    long start = session.state().takeRestart();
    long end = session.state().takeRangeEnd();
    Checksum.Kind kind = session.state().hash;
    compute(
        session,
        argument,
        kind,
        start,
        end,
        sum ->
            Reply.of(213, kind + " " + start + "-" + sum.end() + " " + sum.hex() + " " + argument));
    return null;
  }

  /** OPTS HASH, section 3.2: without an argument it tells the algorithm in use. */
  static Reply optsHash(Session session, String name) {
    if (!name.isEmpty()) {
      Checksum.Kind kind = Checksum.Kind.named(name);
      if (kind == null) {
        return Reply.of(504, "Algorithms are " + Checksum.Kind.feature(session.state().hash) + ".");
      }
      session.state().hash = kind;
    }
    return Reply.of(200, session.state().hash.toString());
  }

  /** What FEAT says: a star at the algorithm in use. */
  public static String feature(Session session) {
    return "HASH " + Checksum.Kind.feature(session.state().hash);
  }

  /** MD5: draft-twine-ftpmd5-00, section 3.1. */
  public static @Nullable Reply md5(Session session, String argument) throws IOException {
    String name = Copies.words(argument).size() == 1 ? Copies.words(argument).getFirst() : argument;
    compute(
        session,
        name,
        Checksum.Kind.MD5,
        0,
        -1,
        sum ->
            Reply.of(251, session.path(name).quoted() + " " + sum.hex().toUpperCase(Locale.ROOT)));
    return null;
  }

  /** XCRC and its relatives: {@code path [start [end]]}, where a path with blanks is quoted. */
  public static dev.wherry.control.Command.Action x(Checksum.Kind kind) {
    return (session, argument) -> {
      List<String> words = Copies.words(argument);
      boolean isQuoted = argument.startsWith("\"");
      boolean hasRange =
          words.size() > 1
              && words.size() <= 3
              && words.stream().skip(1).allMatch(word -> word.matches("[0-9]{1,18}"));
      if (isQuoted && words.size() > 1 && !hasRange) {
        return Reply.of(501, "Use: \"path\" [first-byte [last-byte]]");
      }
      String name = isQuoted || hasRange ? words.getFirst() : argument;
      long start = hasRange ? Long.parseLong(words.get(1)) : 0;
      long end = hasRange && words.size() == 3 ? Long.parseLong(words.get(2)) : -1;
      compute(
          session,
          name,
          kind,
          start,
          end,
          sum -> Reply.of(250, sum.hex().toUpperCase(Locale.ROOT)));
      return null;
    };
  }

  private static void compute(
      Session session,
      String name,
      Checksum.Kind kind,
      long start,
      long end,
      Function<Sum, Reply> reply)
      throws IOException {
    UserTree tree = session.tree();
    FtpPath path = session.path(name);
    tree.read(path, null).close();
    session
        .activity()
        .work(
            new Work() {
              @Override
              public Reply run() throws IOException {
                Sum sum = sum(this, tree.read(path, null), kind, start, end);
                return sum == null
                    ? Reply.of(501, "The range lies behind the end of the file.")
                    : reply.apply(sum);
              }
            },
            null);
  }

  private static @Nullable Sum sum(
      Work work, OpenFile opened, Checksum.Kind kind, long start, long end) throws IOException {
    try (OpenFile file = opened) {
      long size = file.size();
      long stop = end < 0 ? size : Math.min(size, end + 1);
      if (start > stop) {
        return null;
      }
      Checksum checksum = kind.start();
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      long position = start;
      while (position < stop) {
        work.check();
        piece.clear().limit((int) Math.min(PIECE, stop - position));
        int n = file.read(piece, position);
        if (n < 0) {
          break;
        }
        checksum.add(piece.flip());
        position += n;
      }
      return new Sum(Math.max(start, stop - 1), checksum.hex());
    }
  }

  /** A checksum in lower case, and the last byte it covers. */
  private record Sum(long end, String hex) {}
}
