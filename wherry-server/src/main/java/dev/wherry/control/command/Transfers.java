package dev.wherry.control.command;

import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.Uploads;
import dev.wherry.control.Report;
import dev.wherry.control.Session;
import dev.wherry.data.AsciiFile;
import dev.wherry.data.Download;
import dev.wherry.data.EbcdicPieces;
import dev.wherry.data.Pieces;
import dev.wherry.data.PlainFile;
import dev.wherry.data.Upload;
import dev.wherry.data.Upload.Form;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Incoming;
import dev.wherry.files.Incoming.Opener;
import dev.wherry.files.Target;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files on their way: RFC 959, section 4.1.3, and RFC 3659, section 5. */
public final class Transfers {

  private static final int NAMES_TRIED = 100;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");
  private static final Pattern ALLO = Pattern.compile("[0-9]{1,19}( R [0-9]{1,19})?");

  private Transfers() {}

  /** RETR; in TYPE A a restart point counts the bytes on disk, as the peers have it. */
  public static @Nullable Reply retr(Session session, String argument) throws IOException {
    long start = session.state().takeRestart();
    long end = session.state().takeRangeEnd();
    FtpPath path = session.path(argument);
    OpenFile file = session.files().read(path);
    boolean taken = false;
    try {
      long size = file.openedSize();
      if (start > size) {
        return Reply.of(554, "The restart point lies behind the end of the file.");
      }
      boolean isEbcdic = session.state().isEbcdic;
      boolean isAscii = session.files().convertsAscii();
      if ((session.state().isAscii || isEbcdic) && end >= 0) {
        return Reply.of(501, "RANG goes with TYPE I only.");
      }
      Report about = Report.of(session, path, null);
      boolean isPlain = !isAscii && !isEbcdic && session.state().deflateLevel == 0;
      long count = end < 0 ? size - start : Math.min(size - start, end - start + 1);
      if (isPlain && session.files().threads() == null) {
        session.activity().transfer(new Download(file, start, count), opening(count), about);
      } else {
        Pieces pieces = isAscii ? new AsciiFile(file, start) : new PlainFile(file, start, count);
        session
            .activity()
            .transfer(
                Outgoing.of(
                    session,
                    isEbcdic ? new EbcdicPieces(pieces, false) : pieces,
                    Outgoing.FILE,
                    false),
                isPlain ? opening(count) : "Here it comes.",
                about);
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
    if (session.state().takeRangeEnd() >= 0) {
      return Reply.of(503, "RANG does not go with STOR.");
    }
    FtpPath path = session.path(argument);
    Target target = session.tree().target(path);
    if (!session.files().may(Permission.WRITE, path) && target.isThere()) {
      target.place().close();
      throw new FileAlreadyExistsException(argument);
    }
    boolean isAtomic = session.settings().uploads() == Uploads.ATOMIC && start == 0;
    Opener opener = session.files().usage(path).metered(session.files()::open);
    Incoming file =
        isAtomic ? Incoming.atomic(target, opener) : Incoming.inPlace(target, start, opener);
    receive(session, path, file, "Ready to receive.", "Transfer complete.");
    return null;
  }

  /** APPE: adds to the end, which may be the beginning of a new file. */
  public static @Nullable Reply appe(Session session, String argument) throws IOException {
    Reply refusal = refuseRange(session, "APPE");
    if (refusal != null) {
      return refusal;
    }
    FtpPath path = session.path(argument);
    Target target = session.tree().target(path);
    Incoming file =
        Incoming.inPlace(target, -1, session.files().usage(path).metered(session.files()::open));
    receive(session, path, file, "Ready to receive.", "Transfer complete.");
    return null;
  }

  /** STOU: the name is taken at once and told (RFC 1123, section 4.1.2.9). */
  public static @Nullable Reply stou(Session session, String argument) throws IOException {
    Reply refusal = refuseRange(session, "STOU");
    if (refusal != null) {
      return refusal;
    }
    FtpPath wish = session.path(argument.isEmpty() ? "upload" : argument);
    for (int i = 0; i < NAMES_TRIED; i++) {
      String end = Integer.toHexString(ThreadLocalRandom.current().nextInt() | 0x1000_0000);
      FtpPath path = wish.parent().resolve(wish.name() + "." + end);
      try {
        boolean keeps = session.settings().uploads() == Uploads.IN_PLACE;
        Opener opener = session.files().usage(path).metered(session.files()::open);
        Incoming file = Incoming.unique(session.tree().target(path).place(), keeps, opener);
        String told = "FILE: " + (argument.contains("/") ? path : path.name());
        receive(session, path, file, told, "Transfer complete; " + told);
        return null;
      } catch (FileAlreadyExistsException _) {
        // the next number, then
      }
    }
    return Reply.of(450, "No unique name was found.");
  }

  private static @Nullable Reply refuseRange(Session session, String verb) {
    boolean isRange = session.state().rangeEnd >= 0;
    boolean isRestart = session.state().restart > 0;
    session.state().forgetRange();
    return isRange || isRestart
        ? Reply.of(503, (isRange ? "RANG" : "REST") + " does not go with " + verb + ".")
        : null;
  }

  private static void receive(
      Session session, FtpPath path, Incoming file, String opening, String success)
      throws IOException {
    boolean isBegun = false;
    try {
      if (file.created() != null) {
        session.state().applyUmask(file.created(), 0666);
      }
      boolean isDeflated = session.state().deflateLevel > 0;
      Form form =
          session.state().isEbcdic
              ? Form.EBCDIC
              : session.files().convertsAscii() ? Form.ASCII : Form.PLAIN;
      Executor threads = isDeflated ? session.settings().threads() : session.files().threads();
      Report about = Report.of(session, path, file);
      session
          .activity()
          .transfer(new Upload(file, form, isDeflated, threads, success), opening, about);
      isBegun = true;
    } finally {
      if (!isBegun) {
        file.giveUp();
      }
    }
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
    session.state().rangeEnd = -1;
    return Reply.of(350, "The next transfer starts at " + start + ".");
  }

  /** RANG: a part of a file for the next RETR or HASH (draft-bryan-ftp-range); 1 0 ends it. */
  public static Reply rang(Session session, String argument) {
    String[] words = argument.split(" ", -1);
    if (words.length != 2 || !isNumber(words[0]) || !isNumber(words[1])) {
      return Reply.of(501, "Use: RANG first-byte last-byte");
    }
    long start = Long.parseLong(words[0]);
    long end = Long.parseLong(words[1]);
    boolean isReset = start == 1 && end == 0;
    if (start > end && !isReset) {
      return Reply.of(501, "The first byte lies behind the last.");
    }
    session.state().restart = isReset ? 0 : start;
    session.state().rangeEnd = isReset ? -1 : end;
    return Reply.of(
        350,
        isReset ? "The whole file again." : "Restarting at " + start + ". Ending at " + end + ".");
  }

  private static boolean isNumber(String word) {
    return word.length() <= 18 && DIGITS.matcher(word).matches();
  }

  /** ALLO: RFC 959, section 4.1.3; space is found when it is needed. */
  public static Reply allo(Session session, String argument) {
    return ALLO.matcher(argument).matches()
        ? Reply.of(202, "No allocation is needed.")
        : Reply.of(501, "Use: ALLO bytes [R bytes]");
  }

  /** ABOR: the transfer replies for itself before this does. */
  public static @Nullable Reply abor(Session session, String none) {
    if (session.activity().abort()) {
      return session.activity().isAborting() ? null : Reply.of(226, "The transfer was aborted.");
    }
    session.activity().dropData();
    return Reply.of(225, "No transfer is running.");
  }
}
