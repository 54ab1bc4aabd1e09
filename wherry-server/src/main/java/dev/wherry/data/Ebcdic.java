package dev.wherry.data;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The characters of TYPE E (RFC 959, section 3.1.1.2), in code page 1047: one byte each for the 256
 * characters of ISO 8859-1, and NL (0x15) for the end of a line. So nothing is lost either way.
 */
public final class Ebcdic {

  private static final String NAME = "IBM1047";
  private static final byte NL = 0x15;
  private static final byte[] TO = new byte[256];
  private static final byte[] FROM = new byte[256];

  static {
    if (isSupported()) {
      Charset charset = Charset.forName(NAME);
      for (int i = 0; i < 256; i++) {
        byte[] latin = {(byte) i};
        byte[] bytes = new String(latin, StandardCharsets.ISO_8859_1).getBytes(charset);
        TO[i] = i == '\n' ? NL : bytes[0];
        FROM[TO[i] & 0xFF] = (byte) i;
      }
    }
  }

  private Ebcdic() {}

  /** Whether this Java has the code page; it is in the module jdk.charsets. */
  public static boolean isSupported() {
    return Charset.isSupported(NAME);
  }

  /** Translates what {@code bytes} has between index {@code from} and its position. */
  static void encode(ByteBuffer bytes, int from) {
    translate(bytes, from, TO);
  }

  /** The other way round. */
  static void decode(ByteBuffer bytes, int from) {
    translate(bytes, from, FROM);
  }

  private static void translate(ByteBuffer bytes, int from, byte[] table) {
    for (int i = from; i < bytes.position(); i++) {
      bytes.put(i, table[bytes.get(i) & 0xFF]);
    }
  }
}
