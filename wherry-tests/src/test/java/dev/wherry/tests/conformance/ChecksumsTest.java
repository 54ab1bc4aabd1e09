package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** HASH (draft-bryan-ftpext-hash), MD5 (draft-twine-ftpmd5) and XCRC with its relatives. */
class ChecksumsTest extends OnEveryTransport {

  private static final String CRC32 = "352441c2";
  private static final String MD5 = "900150983cd24fb0d6963f7d28e17f72";
  private static final String SHA_1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
  private static final String SHA_256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String SHA_512 =
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

  /** Takes much longer than any test has patience for, and no room on the disk. */
  private static final long HUGE = 20L << 30;

  @Test
  void hashSpeaksFiveAlgorithms() throws IOException {
    write("a file", "abc");
    client.says("HASH a file").hears("213 SHA-256 0-2 " + SHA_256 + " a file");
    hash("SHA-512", SHA_512);
    hash("sha-1", SHA_1);
    hash("MD5", MD5);
    hash("crc32", CRC32);
    hash("SHA-256", SHA_256);
  }

  private void hash(String algorithm, String expected) {
    String name = algorithm.toUpperCase(Locale.ROOT);
    client.says("OPTS HASH " + algorithm).hears("200 " + name);
    client.says("OPTS HASH").hears("200 " + name);
    client.says("HASH /a file").hears("213 " + name + " 0-2 " + expected + " /a file");
  }

  @Test
  void anAlgorithmThatIsNotThereChangesNothing() {
    client.says("OPTS HASH SHA-3");
    client.hears("504 Algorithms are SHA-256*;SHA-512;SHA-1;MD5;CRC32.");
    client.says("OPTS HASH").hears("200 SHA-256");
  }

  @Test
  void featMarksTheAlgorithmInUse() {
    assertTrue(client.says("FEAT").reply().contains(" HASH SHA-256*;SHA-512;SHA-1;MD5;CRC32"));
    client.says("OPTS HASH MD5").hears("200 MD5");
    assertTrue(client.says("FEAT").reply().contains(" HASH SHA-256;SHA-512;SHA-1;MD5*;CRC32"));
    client.says("REIN").hears(220);
    assertTrue(client.says("FEAT").reply().contains(" HASH SHA-256*;SHA-512;SHA-1;MD5;CRC32"));
  }

  @Test
  void rangAndRestGoForTheNextHashOnly() throws Exception {
    write("file", "0123456789");
    client.says("RANG 2 4").hears(350);
    client.says("HASH file").hears("213 SHA-256 2-4 " + sha256("234") + " file");
    client.says("HASH file").hears("213 SHA-256 0-9 " + sha256("0123456789") + " file");
    client.says("REST 7").hears(350);
    client.says("HASH file").hears("213 SHA-256 7-9 " + sha256("789") + " file");
    client.says("RANG 8 100").hears(350);
    client.says("HASH file").hears("213 SHA-256 8-9 " + sha256("89") + " file");
    client.says("RANG 11 12").hears(350);
    client.says("HASH file").hears("501 The range lies behind the end of the file.");
    client.says("RANG 1 3").hears(350);
    client.says("RANG 1 0").hears(350);
    client.says("HASH file").hears("213 SHA-256 0-9 " + sha256("0123456789") + " file");
  }

  @Test
  void anEmptyFileHasAChecksum() throws Exception {
    write("file", "");
    client.says("HASH file").hears("213 SHA-256 0-0 " + sha256("") + " file");
    client.says("XCRC file").hears("250 00000000");
  }

  @Test
  void md5QuotesTheWholePath() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("sub/a file", "abc");
    client.says("CWD sub").hears(250);
    String expected = "251 \"/sub/a file\" 900150983CD24FB0D6963F7D28E17F72";
    client.says("MD5 a file").hears(expected);
    client.says("MD5 \"a file\"").hears(expected);
    client.says("MD5 /sub/a file").hears(expected);
  }

  @Test
  void theXCommandsTellTheChecksumAlone() throws IOException {
    write("file", "abc");
    client.says("XCRC file").hears("250 352441C2");
    client.says("XMD5 file").hears("250 " + upper(MD5));
    client.says("XSHA file").hears("250 " + upper(SHA_1));
    client.says("XSHA1 file").hears("250 " + upper(SHA_1));
    client.says("XSHA256 file").hears("250 " + upper(SHA_256));
    client.says("XSHA512 file").hears("250 " + upper(SHA_512));
  }

  @Test
  void theXCommandsTakeQuotedNamesAndRanges() throws Exception {
    write("a file", "0123456789");
    write("file", "0123456789");
    write("\"x\"", "abc");
    client.says("XSHA256 a file").hears("250 " + upper(sha256("0123456789")));
    client.says("XSHA256 \"a file\"").hears("250 " + upper(sha256("0123456789")));
    client.says("XSHA256 \"a file\" 2 4").hears("250 " + upper(sha256("234")));
    client.says("XSHA256 \"/a file\" 7").hears("250 " + upper(sha256("789")));
    client.says("XSHA256 file 0 0").hears("250 " + upper(sha256("0")));
    client.says("XSHA256 file 5 100").hears("250 " + upper(sha256("56789")));
    client.says("XSHA256 \"\"\"x\"\"\"").hears("250 " + upper(SHA_256));
    client.says("XSHA256 file 11").hears("501 The range lies behind the end of the file.");
    client.says("XSHA256 file 5 2").hears(501);
    client.says("XSHA256 \"a file\" first last").hears(501);
    client.says("XSHA256 \"a file\" 1 2 3").hears(501);
  }

  @Test
  void onlyFilesThatMayBeReadHaveChecksums() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("file", "abc");
    Client writer = permitted(Permissions.READ_WRITE.minus(Permission.READ));
    for (String verb :
        List.of("HASH", "MD5", "XCRC", "XMD5", "XSHA", "XSHA1", "XSHA256", "XSHA512")) {
      client.says(verb + " missing").hears("550 No such file or directory.");
      client.says(verb + " sub").hears("550 Not a regular file.");
      client.says(verb).hears(501);
      writer.says(verb + " file").hears("550 You are not permitted to do that.");
    }
  }

  @Test
  void aLongOneCanBeAborted() throws IOException {
    huge();
    client.says("HASH huge");
    client.says("NOOP").hears("200 Here I am.");
    client.says("STAT").hears(211);
    client.says("ABOR").hears("426 Aborted.").hears(226);
    client.says("NOOP").hears("200 Here I am.");
    client.says("XMD5 huge");
    client.says("ABOR").hears("426 Aborted.").hears(226);
    client.says("ABOR").hears(225);
    write("file", "abc");
    client.says("XCRC file").hears("250 352441C2");
  }

  @Test
  void everyAborHasAReply() throws IOException {
    huge();
    client.says("HASH huge\r\nABOR\r\nABOR\r\nNOOP");
    client.hears("426 Aborted.").hears(226).hears(225).hears("200 Here I am.");
    client.says("PWD").hears(257);
  }

  @Test
  void anAborBehindOtherCommandsIsSeenAtOnceAndAnsweredInTurn() throws IOException {
    huge();
    client.says("HASH huge\r\nPWD\r\nABOR");
    client.hears("426 Aborted.").hears(257).hears(225);
    client.says("SYST").hears(215);
  }

  @Test
  void commandsBehindALongOneWaitForIt() throws IOException {
    write("file", "abc");
    client.says("HASH file\r\nPWD\r\nMD5 file\r\nSYST");
    client.hears(213).hears(257).hears(251).hears(215);
  }

  @Test
  void aClientThatLeavesLeavesNoWorkBehind() throws IOException {
    Path huge = huge();
    client.says("HASH huge");
    client.says("NOOP").hears(200);
    if (Files.isDirectory(Path.of("/proc/self/fd"))) {
      Eventually.equal(1L, () -> opened(huge));
    }
    client.close();
    Eventually.equal(0L, () -> opened(huge));
  }

  @Test
  void longOnesLeaveRoomForOtherSessions() throws IOException {
    huge();
    List<Client> busy = new ArrayList<>();
    for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
      busy.add(another().says("XSHA512 huge"));
    }
    busy.forEach(session -> session.says("NOOP").hears(200));
    permitted(Permissions.READ_ONLY).says("PWD").hears(257);
    busy.forEach(session -> session.says("ABOR").hears("426 Aborted.").hears(226));
  }

  private Path huge() throws IOException {
    Path path = home.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(HUGE);
    }
    return path;
  }

  /** How often this process has the file open, as far as the system tells. */
  private static long opened(Path file) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(descriptor -> leadsTo(descriptor, file)).count();
    } catch (IOException _) {
      return 0;
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
    } catch (IOException _) { // closed meanwhile
      return false;
    }
  }

  private static String sha256(String text) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String upper(String hex) {
    return hex.toUpperCase(Locale.ROOT);
  }
}
