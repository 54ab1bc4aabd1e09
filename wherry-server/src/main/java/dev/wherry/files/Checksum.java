package dev.wherry.files;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A checksum that is being computed. Not for several threads at once. */
public final class Checksum {

  private final @Nullable MessageDigest digest;
  private final CRC32 crc = new CRC32();

  private Checksum(@Nullable MessageDigest digest) {
    this.digest = digest;
  }

  /** Adds the bytes of {@code piece}. */
  public void add(ByteBuffer piece) {
    if (digest == null) {
      crc.update(piece);
    } else {
      digest.update(piece);
    }
  }

  /** The checksum of what was added, in lower case. */
  public String hex() {
    return digest == null
        ? String.format(Locale.ROOT, "%08x", crc.getValue())
        : HexFormat.of().formatHex(digest.digest());
  }

  /** The algorithms, the best first, by the names that HASH uses. */
  public enum Kind {
    /** FIPS 180-4. */
    SHA_256("SHA-256"),
    /** FIPS 180-4. */
    SHA_512("SHA-512"),
    /** FIPS 180-4; broken against attackers, good enough against accidents. */
    SHA_1("SHA-1"),
    /** RFC 1321; broken against attackers, good enough against accidents. */
    MD5("MD5"),
    /** The CRC of ISO 3309. */
    CRC32("CRC32");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Begins a checksum. */
    public Checksum start() {
      try {
        return new Checksum(this == CRC32 ? null : MessageDigest.getInstance(text));
      } catch (NoSuchAlgorithmException e) { // every JDK has these
        throw new IllegalStateException(e);
      }
    }

    /** The algorithm with this name in any case, or null. */
    public static @Nullable Kind named(String name) {
      for (Kind kind : values()) {
        if (kind.text.equalsIgnoreCase(name)) {
          return kind;
        }
      }
      return null;
    }

    /** All names for FEAT, with a star at the one in use. */
    public static String feature(Kind inUse) {
      StringBuilder list = new StringBuilder();
      for (Kind kind : values()) {
        list.append(list.isEmpty() ? "" : ";").append(kind).append(kind == inUse ? "*" : "");
      }
      return list.toString();
    }

    /** The name on the wire. */
    @Override
    public String toString() {
      return text;
    }
  }
}
