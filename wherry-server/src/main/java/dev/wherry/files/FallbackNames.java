package dev.wherry.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Names that are not UTF-8, taken for text in another charset: what an old client says, and what an
 * old server has left on the disk. Each name of a path is looked at for itself, so one path may
 * have both kinds. Immutable.
 */
public final class FallbackNames {

  private final Charset charset;

  /**
   * Names in {@code charset}.
   *
   * @throws IllegalArgumentException if ASCII is not the same in it, as in UTF-16 and EBCDIC: no
   *     path could be taken apart
   */
  public FallbackNames(Charset charset) {
    this.charset = charset;
    byte[] ascii = new byte[128];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) i;
    }
    String text = new String(ascii, StandardCharsets.US_ASCII);
    if (!charset.canEncode() || !new String(ascii, charset).equals(text)) {
      throw new IllegalArgumentException("names cannot be in " + charset.name());
    }
  }

  /** A path in which every name that is not UTF-8 has become text, as far as that is possible. */
  public String text(String path) {
    if (!hasEscapes(path)) {
      return path;
    }
    StringBuilder text = new StringBuilder(path.length());
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      text.append(nameText(path.substring(start, end)));
      if (slash >= 0) {
        text.append('/');
      }
      start = end + 1;
    }
    return text.toString();
  }

  /** The same entry, named and linked in text. */
  public Entry text(Entry entry) {
    Entry named = hasEscapes(entry.name()) ? entry.named(text(entry.name())) : entry;
    String target = entry.linkTarget();
    return target == null || !hasEscapes(target) ? named : named.pointingTo(text(target));
  }

  /** How {@code name} stands on a disk that has it in the charset; null if that cannot be. */
  @Nullable String onDisk(String name) {
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(name));
      byte[] array = new byte[bytes.remaining()];
      bytes.get(array);
      return WireText.decode(array);
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private String nameText(String name) {
    if (!hasEscapes(name)) {
      return name;
    }
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(WireText.encode(name))).toString();
      return text.indexOf('/') < 0 && text.indexOf('\0') < 0 ? text : name;
    } catch (CharacterCodingException e) {
      return name; // its bytes say nothing in the charset either
    }
  }

  private static boolean hasEscapes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLowSurrogate(text.charAt(i))
          && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))) {
        return true;
      }
    }
    return false;
  }
}
