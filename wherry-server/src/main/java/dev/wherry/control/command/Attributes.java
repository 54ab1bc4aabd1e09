package dev.wherry.control.command;

import dev.wherry.Event;
import dev.wherry.Permission;
import dev.wherry.Reply;
import dev.wherry.control.Session;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Place;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Facts that clients change: draft-somers-ftp-mfxx, and what clients did before there was one. */
public final class Attributes {

  private static final int MOST_MODE = 01777;
  private static final String UTC = " UTC";

  private Attributes() {}

  /** MFMT: the time of the last modification (draft-somers-ftp-mfxx-04, section 3). */
  public static Reply mfmt(Session session, String argument) throws IOException {
    return setTime(session, argument, "MFMT", "Modify");
  }

  /** MFCT: the time of creation (section 4); few file systems can set it. */
  public static Reply mfct(Session session, String argument) throws IOException {
    return setTime(session, argument, "MFCT", "Create");
  }

  private static Reply setTime(Session session, String argument, String verb, String fact)
      throws IOException {
    int space = argument.indexOf(' ');
    String time = space < 0 ? "" : argument.substring(0, space);
    FileTime parsed = Times.parse(time);
    if (parsed == null) {
      return Reply.of(501, "Use: " + verb + " YYYYMMDDHHMMSS path, in UTC.");
    }
    String name = argument.substring(space + 1);
    FtpPath path = session.path(name);
    try (Place place = session.tree().existing(path)) {
      if (fact.equals("Create") && !place.setCreated(parsed)) {
        return Reply.of(550, "The file system cannot set the time of creation.");
      }
      if (fact.equals("Modify")) {
        place.setModified(parsed);
      }
    }
    changed(session, path);
    return Reply.of(213, fact + "=" + time + "; " + name);
  }

  /** MFF: several facts at once (section 5). All of them are looked at before one is changed. */
  public static Reply mff(Session session, String argument) throws IOException {
    int space = argument.indexOf(' ');
    if (space < 1 || argument.charAt(space - 1) != ';') {
      return Reply.of(501, "Use: MFF fact=value; path");
    }
    String name = argument.substring(space + 1);
    FileTime modify = null;
    int mode = -1;
    List<String> taken = new ArrayList<>();
    for (String pair : argument.substring(0, space - 1).split(";", -1)) {
      int equals = pair.indexOf('=');
      String fact = pair.substring(0, Math.max(0, equals)).toLowerCase(Locale.ROOT);
      String value = pair.substring(equals + 1);
      if (fact.equals("modify")) {
        modify = Times.parse(value);
        taken.add(modify == null ? "" : "modify=" + value);
      } else if (fact.equals("unix.mode")) {
        mode = mode(value);
        taken.add(mode < 0 ? "" : "UNIX.mode=" + value);
      } else {
        return Reply.of(504, "MFF can change modify and UNIX.mode here.");
      }
    }
    if (taken.contains("")) {
      return Reply.of(501, "A value is not what its fact takes.");
    }
    FtpPath path = session.path(name);
    if (mode >= 0 && !session.files().may(Permission.CHANGE_MODE, path)) {
      return Reply.of(550, "You are not permitted to change the mode.");
    }
    try (Place place = session.tree().existing(path)) {
      if (mode >= 0) {
        setMode(place, mode);
      }
      if (modify != null) {
        place.setModified(modify);
      }
    }
    changed(session, path);
    return Reply.of(213, String.join(";", taken) + "; " + name);
  }

  /** SITE CHMOD mode path. */
  static Reply chmod(Session session, String argument) throws IOException {
    int space = argument.indexOf(' ');
    int mode = space < 0 ? -1 : mode(argument.substring(0, space));
    if (mode < 0) {
      return Reply.of(501, "Use: SITE CHMOD mode path, the mode in octal up to 1777.");
    }
    FtpPath path = session.path(argument.substring(space + 1));
    try (Place place = session.tree().existing(path)) {
      setMode(place, mode);
    }
    changed(session, path);
    return Reply.of(200, "The mode is changed.");
  }

  /**
   * SITE UTIME in both forms: {@code time path}, and {@code path atime mtime ctime UTC}, which lftp
   * sends.
   */
  static Reply utime(Session session, String argument) throws IOException {
    String name;
    FileTime time;
    int end = argument.length() - UTC.length();
    boolean isLong = argument.regionMatches(true, end, UTC, 0, UTC.length());
    String[] words = isLong ? argument.substring(0, end).split(" ", -1) : new String[0];
    if (words.length >= 4) {
      time = Times.parseShort(words[words.length - 2]);
      int times = 3;
      for (int i = 1; i <= 3; i++) {
        times += words[words.length - i].length();
      }
      name = argument.substring(0, end - times);
    } else {
      int space = argument.indexOf(' ');
      time = space < 0 ? null : Times.parseShort(argument.substring(0, space));
      name = argument.substring(space + 1);
    }
    if (time == null) {
      return Reply.of(501, "Use: SITE UTIME YYYYMMDDHHMM[SS] path, in UTC.");
    }
    FtpPath path = session.path(name);
    try (Place place = session.tree().existing(path)) {
      place.setModified(time);
    }
    changed(session, path);
    return Reply.of(200, "The time is changed.");
  }

  /** A file's mode: the nine bits of permission, and the sticky bit; never set-user-id. */
  private static int mode(String octal) {
    if (!octal.matches("[0-7]{3,4}")) {
      return -1;
    }
    int mode = Integer.parseInt(octal, 8);
    return mode <= MOST_MODE ? mode : -1;
  }

  private static void setMode(Place place, int mode) throws IOException {
    if (!place.hasMode()) {
      throw new UnsupportedOperationException("no Unix modes");
    }
    place.setMode(mode);
  }

  /** {@code MDTM time path}, as clients set times before MFMT; null if it is not that. */
  static @Nullable Reply mdtmSet(Session session, String argument) throws IOException {
    int space = argument.indexOf(' ');
    FileTime time = space < 0 ? null : Times.parse(argument.substring(0, space));
    if (time == null || isThere(session, argument)) {
      return null;
    }
    FtpPath path = session.path(argument.substring(space + 1));
    if (!session.files().may(Permission.CHANGE_TIME, path)) {
      return Reply.of(550, "You are not permitted to change the time.");
    }
    try (Place place = session.tree().existing(path)) {
      place.setModified(time);
    }
    changed(session, path);
    return Reply.of(213, Times.text(time));
  }

  private static void changed(Session session, FtpPath path) {
    session.happened(client -> new Event.Changed(client, session.shown(path)));
  }

  /** A file may well be called {@code 20260101120000 name}. */
  private static boolean isThere(Session session, String argument) {
    try (Place _ = session.tree().existing(session.path(argument))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
