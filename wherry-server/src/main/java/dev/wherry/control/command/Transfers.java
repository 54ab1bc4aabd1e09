package dev.wherry.control.command;

import dev.wherry.Reply;
import dev.wherry.Uploads;
import dev.wherry.control.Session;
import dev.wherry.data.AsciiDecoder;
import dev.wherry.data.AsciiFile;
import dev.wherry.data.Download;
import dev.wherry.data.PieceDownload;
import dev.wherry.data.PlainFile;
import dev.wherry.data.Pieces;
import dev.wherry.data.Upload;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Incoming;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files on their way: RFC 959, section 4.1.3, and RFC 3659, section 5. */
public final class Transfers {

  private static final int PIECE = 256 * 1024;
  private static final int NAMES_TRIED = 100;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");
  private static final Pattern ALLO = Pattern.compile("[0-9]{1,19}( R [0-9]{1,19})?");

  private Transfers() {}

  /** RETR; in TYPE A a restart point counts the bytes on disk, as the peers have it. */
  public static @Nullable Reply retr(Session session, String argument) throws IOException {
    long start = session.state().takeRestart();
    Path path = session.tree().existing(session.path(argument));
    OpenFile file = session.open(path, Set.of(StandardOpenOption.READ));
    boolean taken = false;
    try {
      long size = file.size();
      if (start > size) {
        return Reply.of(554, "The restart point lies behind the end of the file.");
      }
      Executor threads = session.fileThreads();
      boolean isAscii = session.state().isAscii;
      if (!isAscii && threads == null) {
        session.transfer(new Download(file, start, size - start), opening(size - start));
      } else {
        Pieces pieces = isAscii ? new AsciiFile(file, start) : new PlainFile(file, start);
        session.transfer(
            new PieceDownload(pieces, threads, PIECE),
            isAscii ? "Here it comes." : opening(size - start));
      }
      taken = true;
      return null;
    } finally {
      if (!taken) {
        file.close();
      }
    }
  }

  /** Clients draw their progress bars from this number. */
  private static String opening(long bytes) {
    return "Here it comes (" + bytes + " bytes).";
  }

  /** STOR; behind REST it keeps what the file has before that point, and cuts what is behind. */
  public static @Nullable Reply stor(Session session, String argument) throws IOException {
    long start = session.state().takeRestart();
    Path target = session.tree().target(session.path(argument));
    boolean isAtomic = session.settings().uploads() == Uploads.ATOMIC && start == 0;
    Incoming file =
        isAtomic
            ? Incoming.atomic(target, session::open)
            : Incoming.inPlace(target, start, session::open);
    receive(session, file, "Ready to receive.", "Transfer complete.");
    return null;
  }

  /** APPE: adds to the end, which may be the beginning of a new file. */
  public static @Nullable Reply appe(Session session, String argument) throws IOException {
    if (session.state().takeRestart() > 0) {
      return Reply.of(503, "REST does not go with APPE.");
    }
    Path target = session.tree().target(session.path(argument));
    Incoming file = Incoming.inPlace(target, -1, session::open);
    receive(session, file, "Ready to receive.", "Transfer complete.");
    return null;
  }

  /** STOU: the name is taken at once and told (RFC 1123, section 4.1.2.9). */
  public static @Nullable Reply stou(Session session, String argument) throws IOException {
    if (session.state().takeRestart() > 0) {
      return Reply.of(503, "REST does not go with STOU.");
    }
    FtpPath wish = session.path(argument.isEmpty() ? "upload" : argument);
    for (int i = 0; i < NAMES_TRIED; i++) {
      String end = Integer.toHexString(ThreadLocalRandom.current().nextInt() | 0x1000_0000);
      FtpPath path = wish.parent().resolve(wish.name() + "." + end);
      try {
        Incoming file = Incoming.unique(session.tree().target(path), session::open);
        String told = "FILE: " + (argument.contains("/") ? path : path.name());
        receive(session, file, told, "Transfer complete; " + told);
        return null;
      } catch (FileAlreadyExistsException _) {
        // the next number, then
      }
    }
    return Reply.of(450, "No unique name was found.");
  }

  private static void receive(Session session, Incoming file, String opening, String success) {
    AsciiDecoder decoder = session.state().isAscii ? new AsciiDecoder() : null;
    session.transfer(new Upload(file, decoder, session.fileThreads(), success), opening);
  }

  /** REST: for the next transfer only. */
  public static Reply rest(Session session, String argument) {
    long start;
    try {
      start = DIGITS.matcher(argument).matches() ? Long.parseLong(argument) : -1;
    } catch (NumberFormatException e) { // more than a long can hold
      start = -1;
    }
    if (start < 0) {
      return Reply.of(501, "REST takes a number of bytes.");
    }
    session.state().restart = start;
    return Reply.of(350, "The next transfer starts at " + start + ".");
  }

  /** ALLO: RFC 959, section 4.1.3; space is found when it is needed. */
  public static Reply allo(Session session, String argument) {
    return ALLO.matcher(argument).matches()
        ? Reply.of(202, "No allocation is needed.")
        : Reply.of(501, "Use: ALLO bytes [R bytes]");
  }

  /** ABOR: the transfer replies for itself before this does. */
  public static Reply abor(Session session, String none) {
    if (session.abort()) {
      return Reply.of(226, "The transfer was aborted.");
    }
    session.dropData();
    return Reply.of(225, "No transfer is running.");
  }
}
