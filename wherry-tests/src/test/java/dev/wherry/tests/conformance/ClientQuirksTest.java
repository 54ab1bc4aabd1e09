package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients really say, each by its name. */
class ClientQuirksTest extends OnEveryTransport {

  private static final Instant INSTANT = Instant.parse("2002-07-17T21:07:15Z");

  @Test
  void fileZillaListsWithMlsdAndKeepsTimesWithMfmt() throws IOException {
    Client fileZilla = stranger();
    fileZilla.says("AUTH TLS").reply();
    fileZilla.says("USER " + user).hears(331).says("PASS secret").hears(230);
    List<String> features = fileZilla.says("FEAT").reply();
    assertTrue(
        features.containsAll(List.of(" UTF8", " MFMT", " CLNT", " TVFS")), features.toString());
    fileZilla.says("CLNT FileZilla").hears(200);
    fileZilla.says("OPTS UTF8 ON").hears("200 UTF-8 is on.");
    fileZilla.says("OPTS MLST type;perm;size;modify;UNIX.mode;");
    fileZilla.hears("200 MLST OPTS type;size;modify;perm;UNIX.mode;");
    fileZilla.says("PWD").hears("257 \"/\" is the current directory.");
    fileZilla.says("TYPE I").hears(200);
    fileZilla.storesText("STOR a file", "content");
    fileZilla.says("MFMT 20020717210715 a file").hears("213 Modify=20020717210715; a file");
    String line = fileZilla.receivesText("MLSD");
    assertTrue(
        line.matches(
            "type=file;size=7;modify=20020717210715;perm=\\w+;UNIX.mode=0\\d{3}; a file\r\n"),
        line);
  }

  @Test
  void windowsExplorerSpeaksInLowerCaseAndBeforeTheLogin() throws IOException {
    write("b\u00fcro", "content");
    Client explorer = stranger();
    explorer.says("opts utf8 on").hears("200 UTF-8 is on.");
    explorer.says("USER " + user).hears(331).says("PASS secret").hears(230);
    explorer.says("opts utf8 on").hears("200 UTF-8 is on.");
    explorer.says("syst").hears("215 UNIX Type: L8");
    explorer.says("site help").hears(214);
    explorer.says("PWD").hears(257);
    explorer.says("noop").hears(200);
    explorer.says("CWD /").hears(250);
    explorer.says("TYPE A").hears(200);
    try (Socket data = explorer.connect(explorer.passivePort("127.0.0.1"))) {
      explorer.says("LIST").opening();
      String line = new String(data.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(line.endsWith(" b\u00fcro\r\n"), line);
      explorer.hears(226);
    }
    explorer.says("noop").hears(200);
  }

  @Test
  void lftpAsksForAllAndSetsTimesInTheLongForm() throws IOException {
    write(".hidden", "");
    Path file = write("a file", "content");
    client.says("FEAT").hears(211);
    client.says("CLNT lftp/4.9.3").hears(200);
    client.says("LANG").hears(200);
    client.says("OPTS UTF8 ON").hears(200);
    client.says("OPTS MLST type;size;modify;UNIX.mode;UNIX.uid;UNIX.gid;");
    client.hears("200 MLST OPTS type;size;modify;UNIX.mode;");
    assertEquals(2, client.receivesText("LIST -a").lines().count());
    assertEquals(2, client.receivesText("MLSD").lines().count());
    client.says("SITE UTIME a file 20020717210715 20020717210715 20020717210715 UTC").hears(200);
    assertEquals(INSTANT, Files.getLastModifiedTime(file).toInstant());
    client.says("MFMT 20030717210715 a file").hears(213);
    client.says("SITE CHMOD 600 a file").hears(200);
    client.says("SITE SYMLINK \"a file\" link").hears(200);
    client.says("ALLO 7").hears(202);
  }

  @Test
  void curlAsksForTheSizeAndGoesOnWhereItWas() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("sub/file", "0123456789");
    client.says("PWD").hears(257);
    client.says("CWD sub").hears(250);
    client.says("MDTM file").hears(213);
    client.says("TYPE I").hears(200);
    client.says("SIZE file").hears("213 10");
    client.says("EPSV");
    String line = client.line();
    assertTrue(line.matches("229 Entering extended passive mode \\(\\|\\|\\|\\d+\\|\\)\\."), line);
    client.says("REST 7").hears("350 The next transfer starts at 7.");
    try (Socket data =
        client.connect(Integer.parseInt(line.replaceAll("^.*\\|(\\d+)\\|.*$", "$1")))) {
      client.says("RETR file");
      client.hears("125 Here it comes (3 bytes).");
      assertEquals(
          "789", new String(data.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      client.hears(226);
    }
  }

  /** When a firewall lets nothing through to the port of EPSV. */
  @Test
  void curlFallsBackFromEpsvToPasv() throws IOException {
    write("file", "content");
    client.says("TYPE I").hears(200);
    client.passivePort();
    try (Socket data = client.connect(client.passivePort("127.0.0.1"))) {
      client.says("RETR file").opening();
      assertEquals(
          "content", new String(data.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      client.hears(226);
    }
  }

  @Test
  void totalCommanderListsWithTwoLetters() throws IOException {
    write(".hidden", "");
    write("file", "content");
    client.says("SYST").hears("215 UNIX Type: L8");
    client.says("FEAT").hears(211);
    client.says("CLNT Total Commander (UTF-8)").hears(200);
    client.says("OPTS UTF8 ON").hears(200);
    client.says("TYPE A").hears(200);
    for (String command : List.of("LIST -al", "LIST -a", "LIST -la", "LIST")) {
      List<String> lines = client.receivesText(command).lines().toList();
      assertEquals(2, lines.size(), command);
      for (String line : lines) {
        assertTrue(
            line.matches("-rw\\S{7} +1 \\S+ +\\S+ +\\d+ [A-Z][a-z]{2} [ \\d]\\d .{5} \\S+"), line);
      }
    }
  }

  @Test
  void wgetAsksWhereItIsBeforeItListsAll() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    Path file = write("sub/file", "0123456789");
    Files.setLastModifiedTime(file, FileTime.from(INSTANT));
    client.says("SYST").hears(215);
    client.says("PWD").hears(257);
    client.says("TYPE I").hears(200);
    client.says("CWD /sub").hears("250 The directory is \"/sub\".");
    client.says("SIZE file").hears("213 10");
    String line = client.receivesText("LIST -a");
    assertTrue(line.matches("(?s).* 10 Jul 17  2002 file\r\n"), line);
    client.says("MDTM file").hears("213 20020717210715");
    client.says("REST 4").hears(350);
    assertEquals("456789", client.receivesText("RETR file"));
  }

  @Test
  void ncftpListsNamesWithMarksAndSetsTimes() throws IOException {
    Path file = write("file", "content");
    client.says("CLNT NcFTP 3.2.6 linux-x86_64-glibc2.31").hears(200);
    client.says("HELP SITE").hears("214 Syntax: SITE command");
    client.says("SITE HELP");
    List<String> known = client.reply();
    assertTrue(known.stream().anyMatch(line -> line.startsWith(" UTIME")), known.toString());
    assertTrue(known.stream().anyMatch(line -> line.startsWith(" CHMOD")), known.toString());
    assertEquals("file\r\n", client.receivesText("NLST -CF"));
    assertEquals("file\r\n", client.receivesText("NLST -a"));
    assertEquals(1, client.receivesText("LIST -CF").lines().count());
    assertEquals(1, client.receivesText("LIST -d file").lines().count());
    client.says("SITE UTIME file 20020717210715 20020717210715 20020717210715 UTC").hears(200);
    assertEquals(INSTANT, Files.getLastModifiedTime(file).toInstant());
    client.says("MDTM 20030717210715 file").hears("213 20030717210715");
    client.says("MLST file").hears(250);
    client.says("SITE UMASK 022").hears(200);
  }

  @Test
  void rcloneAsksForPretAndTellsFilesFromDirectories() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    write("sub/file", "content");
    client.says("PRET RETR file").hears("500 'PRET' is not a command here.");
    client.says("OPTS UTF8 ON").hears(200);
    client.says("TYPE I").hears(200);
    assertTrue(client.receivesText("MLSD /").startsWith("type=dir;"));
    client.says("MLST /sub/file");
    assertTrue(client.reply().get(1).endsWith("; /sub/file"));
    client.says("MLST /missing").hears("550 No such file or directory.");
    client.passivePort();
    client.says("MLSD /missing").hears("550 No such file or directory.");
    client.says("MLSD /sub/file").hears(501);
    client.says("MFMT 20020717210715 /sub/file").hears(213);
    client.says("SIZE /sub").hears(550);
  }

  @Test
  void ftplibOfPythonReadsNamesAndTheReplyOfMkd() throws IOException {
    client.says("MKD a \"quoted\" dir").hears("257 \"/a \"\"quoted\"\" dir\" created.");
    client.says("TYPE A").hears(200);
    try (Socket data = client.connect(client.passivePort("127.0.0.1"))) {
      client.says("NLST").opening();
      assertEquals(
          "a \"quoted\" dir\r\n",
          new String(data.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      client.hears(226);
    }
    client.says("SIZE a \"quoted\" dir").hears(550);
    client.says("RMD a \"quoted\" dir").hears(250);
  }

  @Test
  void oldBsdClientsUseTheXCommands() {
    client.says("XMKD sub").hears("257 \"/sub\" created.");
    client.says("XCWD sub").hears(250);
    client.says("XPWD").hears("257 \"/sub\" is the current directory.");
    client.says("XCUP").hears(250);
    client.says("XRMD sub").hears(250);
  }

  @Test
  void clientsBehindIpv6AreToldToUseEpsv() throws IOException {
    write("file", "content");
    InetAddress self = Client.ip("::1");
    Client ipv6 = stranger(self, self).login(user);
    ipv6.says("PASV").hears("425 PASV cannot tell an IPv6 address; use EPSV.");
    assertEquals("file\r\n", ipv6.receivesText("NLST"));
  }

  @Test
  void cwdWithoutAnArgumentGoesToTheRoot() throws IOException {
    Files.createDirectory(home.resolve("sub"));
    client.says("CWD sub").hears("250 The directory is \"/sub\".");
    client.says("CWD").hears("250 The directory is \"/\".");
    client.says("CWD sub").hears(250);
    client.says("CWD ").hears("250 The directory is \"/\".");
  }

  /** Where there are no virtual hosts, a client that sends HOST for every server is served, too. */
  @Test
  void anyHostWillDoWithoutVirtualHosts() {
    Client client = stranger().says("HOST ftp.example.com").hears("220 This is ftp.example.com.");
    client.login(user);
  }

  @Test
  void clientsThatTellTheirNameAreGreeted() {
    Client client = stranger();
    client.says("CLNT x").hears("200 Nice to meet you.");
    client.says("CSID Name=x; Version=1;");
    client.hears("200 Name=Wherry; CaseSensitive=1; DirSep=/;");
    client.says("CLNT").hears(501);
  }

  @Test
  void cuteFtpAsksHowMuchRoomThereIs() {
    client.says("AVBL");
    String line = client.line();
    assertTrue(line.matches("213 \\d+"), line);
    client.says("AVBL /").hears(213);
    client.says("AVBL /missing").hears("550 No such file or directory.");
  }

  @Test
  void clientsThatKeepAliveMayAskForMoreTime() {
    client.says("SITE IDLE").hears("200 A session may be idle for 300 seconds.");
    client.says("SITE IDLE 900").hears("200 This session may be idle for 900 seconds.");
    client.says("SITE IDLE").hears("200 A session may be idle for 900 seconds.");
    for (String wrong : List.of("0", "7201", "-1", "long", "99999999999999999999")) {
      client.says("SITE IDLE " + wrong).hears("501 Use: SITE IDLE seconds, 1 to 7200.");
    }
  }

  @Test
  void whoSeesOnlyItself() {
    another();
    client.says("SITE WHO");
    String own = " " + user + " from 127.0.0.1";
    assertEquals(List.of("200-Your sessions:", own, own, "200 That is all."), client.reply());
    client.says("SITE").hears(501);
    client.says("SITE CHOWN anna file");
    client.hears("501 'CHOWN' is not a SITE command here; SITE HELP lists them.");
    stranger().says("SITE WHO").hears(530);
    stranger().says("SITE HELP").hears(214);
  }

  @Test
  void nothingIsMountedAndNoAccountIsNeeded() {
    client.says("SMNT /x").hears("502 There are no other file systems to mount here.");
    client.says("ACCT x").hears("202 No account is needed.");
  }
}
