package dev.wherry.files;

import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Between the names of {@code java.nio.file} and those of clients.
 *
 * <p>The JDK turns the bytes of a file name on a Unix disk into text by the locale of the process,
 * and loses what does not fit. Its URIs have the bytes themselves, so names outside ASCII go that
 * way: UTF-8 names work in any locale, and names that are not UTF-8 can be reached.
 */
final class Names {

  private static final boolean UNIX = File.separatorChar == '/';

  private Names() {}

  /** The path of {@code relative}, which is a client's and has no {@code ..}, below a directory. */
  static Path below(Path directory, String relative) {
    if (relative.isEmpty()) {
      return directory;
    }
    String separator = directory.getFileSystem().getSeparator();
    if (!separator.equals("/") && (relative.contains(separator) || relative.contains(":"))) {
      throw new InvalidPathException(relative, "A name cannot hold " + separator + " or : here");
    }
    if (isAscii(relative) || !isUnixDisk(directory)) {
      return directory.resolve(relative);
    }
    StringBuilder uri = new StringBuilder("file://").append(directory.toUri().getRawPath());
    if (uri.charAt(uri.length() - 1) != '/') {
      uri.append('/');
    }
    for (byte b : WireText.encode(relative)) {
      if (b == '/' || (b >= 0 && Character.isLetterOrDigit((char) b))) {
        uri.append((char) b);
      } else {
        uri.append('%').append(hex(b >> 4)).append(hex(b));
      }
    }
    return Path.of(URI.create(uri.toString()));
  }

  /** The last name of {@code path} as a client sees it. */
  static String of(Path path) {
    Path last = path.getFileName();
    return last == null ? "" : isUnixDisk(path) ? text(path, last) : trimmed(last.toString());
  }

  /** The whole of {@code path} as a client sees it. */
  static String text(Path path) {
    return isAscii(path.toString()) || !isUnixDisk(path) ? path.toString() : decoded(path);
  }

  private static String text(Path path, Path last) {
    String name = last.toString();
    if (isAscii(name)) {
      return name;
    }
    String whole = decoded(path);
    return whole.substring(whole.lastIndexOf('/') + 1);
  }

  private static String decoded(Path path) {
    String whole = percentDecoded(path.toUri().getRawPath());
    return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
  }

  private static String percentDecoded(String text) {
    byte[] from = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] to = new byte[from.length];
    int n = 0;
    for (int i = 0; i < from.length; i++) {
      boolean escaped = from[i] == '%';
      to[n++] = escaped ? (byte) Integer.parseInt(text, i + 1, i + 3, 16) : from[i];
      i += escaped ? 2 : 0;
    }
    return WireText.decode(to, 0, n);
  }

  /** Some file systems, ZIP among them, end the names of directories with a slash. */
  private static String trimmed(String name) {
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean isUnixDisk(Path path) {
    return UNIX && path.getFileSystem().equals(FileSystems.getDefault());
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit & 0xF, 16));
  }
}
