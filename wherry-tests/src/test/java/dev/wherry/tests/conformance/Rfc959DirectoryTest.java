package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permissions;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 959, section 4.1.3, and appendix II: directories, names, and what is done with them. */
class Rfc959DirectoryTest extends OnEveryTransport {

  @Test
  void aDirectoryIsMadeEnteredLeftAndRemoved() {
    client.says("PWD").hears("257 \"/\" is the current directory.");
    client.says("MKD sub").hears("257 \"/sub\" created.");
    client.says("CWD sub").hears(250);
    client.says("PWD").hears("257 \"/sub\" is the current directory.");
    client.says("MKD deeper").hears("257 \"/sub/deeper\" created.");
    client.says("CWD /sub/deeper").hears(250);
    client.says("CDUP").hears(250);
    client.says("PWD").hears("257 \"/sub\" is the current directory.");
    client.says("RMD deeper").hears(250);
    client.says("CWD").hears(250);
    client.says("PWD").hears("257 \"/\" is the current directory.");
    client.says("RMD sub").hears(250);
    assertEquals(List.of(), names());
  }

  @Test
  void theXFormsDoTheSame() {
    client.says("XMKD sub").hears("257 \"/sub\" created.");
    client.says("XCWD sub").hears(250);
    client.says("XPWD").hears("257 \"/sub\" is the current directory.");
    client.says("XCUP").hears(250);
    client.says("XRMD sub").hears(250);
    client.says("XPWD").hears("257 \"/\" is the current directory.");
  }

  @Test
  void aQuoteInANameIsDoubled() {
    client.says("MKD say \"a\"").hears("257 \"/say \"\"a\"\"\" created.");
    client.says("CWD say \"a\"").hears(250);
    client.says("PWD").hears("257 \"/say \"\"a\"\"\" is the current directory.");
  }

  @Test
  void aControlCharacterInANameDoesNotEndTheReply() {
    client
        .sends("MKD a\rb\tc\r\n".getBytes(StandardCharsets.US_ASCII))
        .hears("257 \"/a?b?c\" created.");
    client.sends("CWD a\rb\tc\r\n".getBytes(StandardCharsets.US_ASCII)).hears(250);
    client.says("PWD").hears("257 \"/a?b?c\" is the current directory.");
    assertEquals(List.of("a\rb\tc"), names());
  }

  @Test
  void thereIsNoWayUpFromTheRoot() {
    client.says("CDUP").hears(250);
    client.says("CWD ..").hears(250);
    client.says("CWD ../../../..").hears(250);
    client.says("PWD").hears("257 \"/\" is the current directory.");
    client.says("MKD ../../sub").hears("257 \"/sub\" created.");
    client.says("CWD /../sub/../sub/./").hears(250);
    client.says("PWD").hears("257 \"/sub\" is the current directory.");
    assertEquals(List.of("sub"), names());
  }

  @Test
  void theRootCannotBeChanged() {
    client.says("RMD /").hears(550);
    client.says("RNFR /").hears(550);
    client.says("DELE /").hears(550);
    client.says("MKD /").hears(550);
    client.says("CWD /").hears(250);
  }

  @Test
  void directoriesAndFilesAreNotMixedUp() throws IOException {
    write("file", "content");
    Files.createDirectory(home.resolve("sub"));
    client.says("CWD file").hears(550);
    client.says("CWD missing").hears(550);
    client.says("RMD file").hears(550);
    client.says("RMD missing").hears(550);
    client.says("DELE sub").hears(550);
    client.says("DELE missing").hears(550);
    client.says("MKD sub").hears(550);
    client.says("MKD file").hears(550);
    client.says("MKD file/sub").hears(550);
    client.says("MKD missing/sub").hears(550);
    client.says("SIZE sub").hears(550);
    assertEquals(List.of("file", "sub"), names());
    client.says("DELE file").hears(250);
    assertEquals(List.of("sub"), names());
  }

  @Test
  void aDirectoryWithSomethingInItStays() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("sub/file", "content");
    client.says("RMD sub").hears(550);
    assertEquals("content", read("sub/file"));
  }

  @Test
  void renameNeedsBothHalves() throws IOException {
    write("a", "content");
    client.says("RNTO b").hears("503 RNFR first.");
    client.says("RNFR a").hears("350 Ready for the new name.");
    client.says("RNTO b").hears("250 Renamed.");
    client.says("RNTO c").hears("503 RNFR first.");
    assertEquals(List.of("b"), names());
    assertEquals("content", read("b"));
  }

  @Test
  void nothingMayStandBetweenTheHalvesOfARename() throws IOException {
    write("a", "content");
    client.says("RNFR a").hears(350).says("NOOP").hears(200).says("RNTO b").hears(503);
    client.says("RNFR a").hears(350).says("BOGUS").hears(500).says("RNTO b").hears(503);
    client.says("RNFR a").hears(350).says("RNFR missing").hears(550).says("RNTO b").hears(503);
    assertEquals(List.of("a"), names());
  }

  @Test
  void aRenameMovesAndReplaces() throws IOException {
    write("a", "content");
    write("b", "other");
    Files.createDirectory(home.resolve("sub"));
    client.says("RNFR a").hears(350).says("RNTO b").hears(250);
    assertEquals("content", read("b"));
    client.says("RNFR b").hears(350).says("RNTO sub/c").hears(250);
    assertEquals("content", read("sub/c"));
    client.says("RNFR sub").hears(350).says("RNTO dir").hears(250);
    assertEquals("content", read("dir/c"));
    assertEquals(List.of("dir"), names());
  }

  @Test
  void aRenameThatCannotBeChangesNothing() throws IOException {
    write("a", "content");
    Files.createDirectories(home.resolve("sub/deeper"));
    client.says("RNFR missing").hears(550);
    client.says("RNFR a").hears(350).says("RNTO sub").hears(550);
    client.says("RNFR a").hears(350).says("RNTO missing/b").hears(550);
    client.says("RNFR a").hears(350).says("RNTO /").hears(550);
    client.says("RNFR sub").hears(350).says("RNTO sub/deeper/sub").hears(550);
    client.says("RNFR sub").hears(350).says("RNTO a").hears(550);
    assertEquals(List.of("a", "sub"), names());
    assertEquals("content", read("a"));
    assertTrue(Files.isDirectory(home.resolve("sub/deeper")));
  }

  @Test
  void blanksAndBackslashesBelongToNames() {
    client.says("MKD  two words ").hears("257 \"/ two words \" created.");
    client.says("MKD back\\slash").hears("257 \"/back\\slash\" created.");
    client.says("MKD ~").hears("257 \"/~\" created.");
    client.says("MKD -a").hears("257 \"/-a\" created.");
    assertEquals(List.of(" two words ", "-a", "back\\slash", "~"), names());
    client.says("RMD  two words ").hears(250);
    client.says("CWD -a").hears(250);
  }

  @Test
  void namesThatAreTooLongAreRefused() {
    client.says("MKD " + "n".repeat(256)).hears(550);
    client.says("MKD " + "n".repeat(255)).hears(257);
    client.says("CWD " + "n/".repeat(2000)).hears(553);
    client.says("CWD " + "n".repeat(5000)).hears(553);
    client.says("CWD " + "n/../".repeat(1000)).hears(250);
    client.says("PWD").hears("257 \"/\" is the current directory.");
  }

  @Test
  void aDirectoryThatIsGoneCanBeLeft() throws IOException {
    client.says("MKD sub").hears(257).says("CWD sub").hears(250);
    Files.delete(home.resolve("sub"));
    client.says("PWD").hears("257 \"/sub\" is the current directory.");
    client.says("MKD a").hears(550);
    client.says("CWD .").hears(550);
    client.says("CDUP").hears(250);
    client.says("PWD").hears("257 \"/\" is the current directory.");
  }

  @Test
  void aLinkIsFollowedInsideAndRemovedAsALink() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("sub/file", "content");
    Files.createSymbolicLink(home.resolve("link"), Path.of("sub"));
    Files.createSymbolicLink(home.resolve("file-link"), Path.of("sub/file"));
    client.says("CWD link").hears(250);
    client.says("PWD").hears("257 \"/link\" is the current directory.");
    client.says("CWD /").hears(250);
    client.says("TYPE I").hears(200);
    client.says("SIZE file-link").hears("213 7");
    client.says("RMD link").hears(550);
    client.says("DELE file-link").hears(250);
    client.says("DELE link").hears(250);
    assertEquals("content", read("sub/file"));
    assertFalse(Files.exists(home.resolve("link"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void whoMayOnlyReadChangesNothing() throws IOException {
    write("file", "content");
    Client reader = permitted(Permissions.READ_ONLY);
    for (String command :
        List.of("MKD a", "XMKD a", "RMD a", "DELE file", "RNFR file", "STOR a", "APPE file")) {
      reader.says(command).hears(550);
    }
    reader.says("STOU").hears(550);
    reader.says("CWD /").hears(250);
    assertEquals("content", reader.receivesText("RETR file"));
    assertEquals(List.of("file"), names());
  }
}
