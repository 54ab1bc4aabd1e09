package dev.wherry.files;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;

/**
 * A path as a client sees it: absolute, normalised, and never above the root, which is the user's
 * home directory.
 *
 * <p>The slash separates names and nothing else does: a backslash and blanks at either end belong
 * to the name. A path is text only; what it names on disk, through symbolic links, is somebody
 * else's question. Immutable.
 */
public final class FtpPath {

  /** The path {@code /}. */
  public static final FtpPath ROOT = new FtpPath("/");

  /** How many bytes a path has at most, as Linux does ({@code PATH_MAX} with its final NUL). */
  public static final int MAX_BYTES = 4095;

  /** How many names a path has at most, which bounds the work of looking it up name by name. */
  public static final int MAX_NAMES = 256;

  private final String text;

  private FtpPath(String text) {
    this.text = text;
  }

  /**
   * The path a client means by {@code argument} when this is its working directory. An argument
   * with a leading slash is absolute; empty names and {@code .} mean nothing; {@code ..} is the
   * parent, and at the root the root itself (RFC 959 leaves that open).
   *
   * @throws InvalidPathException if the argument holds a NUL, or the path has more than {@link
   *     #MAX_BYTES} bytes or {@link #MAX_NAMES} names
   */
  public FtpPath resolve(String argument) {
    if (argument.indexOf('\0') >= 0) {
      throw new InvalidPathException(argument, "A path cannot hold a NUL");
    }
    StringBuilder path = new StringBuilder(text.length() + argument.length() + 1);
    if (!isRoot() && !argument.startsWith("/")) {
      path.append(text);
    }
    int start = 0;
    while (start < argument.length()) {
      int slash = argument.indexOf('/', start);
      int end = slash < 0 ? argument.length() : slash;
      append(path, argument, start, end);
      start = end + 1;
    }
    return of(path, argument);
  }

  /** The directory this path lies in; the root's is the root. */
  public FtpPath parent() {
    int slash = text.lastIndexOf('/');
    return slash <= 0 ? ROOT : new FtpPath(text.substring(0, slash));
  }

  /** The last name, or an empty text for the root. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** Whether this is {@code /}. */
  public boolean isRoot() {
    return text.length() == 1;
  }

  /** The names from the root down; none for the root. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    int start = 1;
    while (start < text.length()) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? text.length() : slash;
      names.add(text.substring(start, end));
      start = end + 1;
    }
    return names;
  }

  /** The path without its leading slash, so relative to the root; empty for the root itself. */
  public String relative() {
    return text.substring(1);
  }

  /**
   * The path in quotes, as the replies to PWD and MKD show it: a quote within is doubled (RFC 959,
   * appendix II), and a control character, which could end the reply's line, is a question mark.
   */
  public String quoted() {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted.append('"');
      }
      quoted.append(c < 0x20 || c == 0x7F ? '?' : c);
    }
    return quoted.append('"').toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FtpPath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The path as text, {@code /a/b}, with whatever characters its names have. */
  @Override
  public String toString() {
    return text;
  }

  private static void append(StringBuilder path, String argument, int start, int end) {
    int length = end - start;
    if (length == 0 || (length == 1 && argument.charAt(start) == '.')) {
      return;
    }
    if (length == 2 && argument.charAt(start) == '.' && argument.charAt(start + 1) == '.') {
      path.setLength(Math.max(0, path.lastIndexOf("/")));
      return;
    }
    path.append('/').append(argument, start, end);
  }

  private FtpPath of(StringBuilder path, String argument) {
    if (path.isEmpty()) {
      return ROOT;
    }
    if (text.contentEquals(path)) {
      return this;
    }
    String result = path.toString();
    if (WireText.length(result) > MAX_BYTES) {
      throw new InvalidPathException(argument, "A path has at most " + MAX_BYTES + " bytes");
    }
    if (depth(result) > MAX_NAMES) {
      throw new InvalidPathException(argument, "A path has at most " + MAX_NAMES + " names");
    }
    return new FtpPath(result);
  }

  private static int depth(String path) {
    int depth = 0;
    for (int i = 0; i < path.length(); i++) {
      depth += path.charAt(i) == '/' ? 1 : 0;
    }
    return depth;
  }
}
