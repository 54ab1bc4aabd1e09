package dev.wherry.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wherry.files.Checksum.Kind;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumTest {

  /** The examples of FIPS 180-4, RFC 1321 and, for the CRC, its usual check value. */
  @ParameterizedTest
  @CsvSource({
    "SHA-256, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "SHA-256, '', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "SHA-512, abc, ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "SHA-1, abc, a9993e364706816aba3e25717850c26c9cd0d89d",
    "MD5, abc, 900150983cd24fb0d6963f7d28e17f72",
    "MD5, '', d41d8cd98f00b204e9800998ecf8427e",
    "CRC32, 123456789, cbf43926",
    "CRC32, '', 00000000"
  })
  void agreesWithTheStandards(String algorithm, String text, String expected) {
    Checksum checksum = kind(algorithm).start();
    checksum.add(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    assertEquals(expected, checksum.hex());
  }

  @ParameterizedTest
  @EnumSource
  void doesNotMindWherePiecesEnd(Kind kind) {
    byte[] bytes = "some text that is cut to pieces".getBytes(US_ASCII);
    Checksum whole = kind.start();
    whole.add(ByteBuffer.wrap(bytes));
    String expected = whole.hex();
    for (int cut = 0; cut <= bytes.length; cut++) {
      Checksum checksum = kind.start();
      ByteBuffer piece = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      checksum.add(piece.limit(cut));
      checksum.add(piece.limit(bytes.length));
      assertEquals(0, piece.remaining());
      assertEquals(expected, checksum.hex());
    }
  }

  @Test
  void aCrcKeepsItsZerosInFront() {
    Checksum checksum = Kind.CRC32.start();
    checksum.add(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF}));
    assertEquals(8, checksum.hex().length());
  }

  @ParameterizedTest
  @EnumSource
  void namesHaveNoCase(Kind kind) {
    assertEquals(kind, kind(kind.toString()));
    assertEquals(kind, kind(kind.toString().toLowerCase(Locale.ROOT)));
  }

  @Test
  void whatIsNotThereHasNoName() {
    assertNull(Kind.named("SHA-3"));
    assertNull(Kind.named(""));
    assertNull(Kind.named("SHA_256"));
  }

  @Test
  void theListMarksTheOneInUse() {
    assertEquals("SHA-256*;SHA-512;SHA-1;MD5;CRC32", Kind.feature(Kind.SHA_256));
    assertEquals("SHA-256;SHA-512;SHA-1;MD5;CRC32*", Kind.feature(Kind.CRC32));
  }

  private static Kind kind(String name) {
    Kind kind = Kind.named(name);
    if (kind == null) {
      throw new AssertionError(name);
    }
    return kind;
  }
}
