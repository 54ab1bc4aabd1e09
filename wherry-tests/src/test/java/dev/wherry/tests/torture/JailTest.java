package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No way out of the home, and nothing but regular files and directories within it. */
class JailTest extends OnEveryTransport {

  @TempDir Path outside;

  @BeforeEach
  void tempt() throws IOException {
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createDirectory(outside.resolve("sub"));
    link("to-file", outside.resolve("secret"));
    link("to-directory", outside);
    link("to-nothing", outside.resolve("new"));
    link("up", Path.of("../" + outside.getFileName()));
    link("to-root", Path.of("/"));
    link("chain", Path.of("to-directory"));
    client.says("TYPE I").hears(200);
  }

  /** JUnit warns of every link that leads out of what it tidies up. */
  @AfterEach
  void removeLinks() throws IOException {
    try (var entries = Files.list(home)) {
      for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(home.resolve(name), target);
  }

  @Test
  void nothingOutsideIsRead() {
    client.passivePort();
    for (String path :
        List.of(
            "to-file",
            "to-directory/secret",
            "up/secret",
            "chain/secret",
            "to-root/etc/passwd",
            "../" + outside.getFileName() + "/secret",
            outside + "/secret",
            "/../../../../../../../../etc/passwd",
            "/etc/passwd",
            "to-directory/../secret",
            "./to-directory/./sub/../secret",
            "to-file/",
            "to-file/.",
            "~root/.bashrc")) {
      for (String command : List.of("RETR", "SIZE", "MDTM", "MLST", "LIST", "NLST", "STAT")) {
        assertEquals("550", client.says(command + " " + path).line().substring(0, 3), path);
      }
    }
  }

  @Test
  void aPlaceWhoseNameBeginsWithTheHomesIsOutside() throws IOException {
    Path sibling = Files.createDirectory(home.resolveSibling(home.getFileName() + "-2"));
    Path secret = Files.writeString(sibling.resolve("secret"), "secret");
    try {
      link("sibling", sibling);
      link("beside", Path.of("../" + sibling.getFileName()));
      client.passivePort();
      for (String path :
          List.of("sibling", "beside", "../" + sibling.getFileName(), sibling.toString())) {
        client.says("RETR " + path + "/secret").hears(550);
        client.says("STOR " + path + "/secret").hears(550);
        client.says("CWD " + path).hears(550);
      }
      assertEquals("secret", Files.readString(secret));
    } finally {
      Files.delete(secret);
      Files.delete(sibling);
    }
  }

  @Test
  void nothingOutsideIsListedOrEntered() {
    client.passivePort();
    for (String path : List.of("to-directory", "up", "chain", "to-root", "to-root/tmp", "up/sub")) {
      for (String command : List.of("CWD", "LIST", "NLST", "MLSD", "MLST", "STAT", "XCWD")) {
        assertEquals("550", client.says(command + " " + path).line().substring(0, 3), path);
      }
    }
    client.says("PWD").hears("257 \"/\" is the current directory.");
  }

  @Test
  void nothingOutsideIsWrittenMadeOrChanged() throws IOException {
    client.passivePort();
    for (String path :
        List.of(
            "to-file",
            "to-nothing",
            "to-directory/new",
            "up/new",
            "chain/new",
            "chain/secret",
            "to-root/tmp/new",
            "to-directory")) {
      client.says("STOR " + path).hears(550);
      client.says("APPE " + path).hears(550);
      client.says("REST 1").hears(350).says("STOR " + path).hears(550);
    }
    for (String path : List.of("to-directory/new", "up/new", "chain/new", "to-root/tmp/new")) {
      client.says("MKD " + path).hears(550);
      client.says("STOU " + path).hears(550);
      client.says("RMD to-directory/sub").hears(550);
      client.says("DELE to-directory/secret").hears(550);
      client.says("RNFR to-directory/secret").hears(550);
      Files.writeString(home.resolve("mine"), "mine");
      client.says("RNFR mine").hears(350).says("RNTO " + path).hears(550);
    }
    client.says("MKD to-nothing").hears(550);
    assertEquals("secret", Files.readString(outside.resolve("secret")));
    try (var entries = Files.list(outside)) {
      assertEquals(2, entries.count());
    }
  }

  @Test
  void linksThemselvesCanBeMovedAndRemoved() throws IOException {
    client.says("RNFR to-file").hears(350).says("RNTO renamed").hears(250);
    assertTrue(Files.isSymbolicLink(home.resolve("renamed")));
    client.says("DELE renamed").hears(250).says("DELE to-directory").hears(250);
    client.says("DELE to-nothing").hears(250).says("RMD to-root").hears(550);
    assertFalse(Files.exists(home.resolve("renamed"), LinkOption.NOFOLLOW_LINKS));
    assertEquals("secret", Files.readString(outside.resolve("secret")));
    Files.writeString(home.resolve("mine"), "mine");
    link("target", outside.resolve("secret"));
    client.says("RNFR mine").hears(350).says("RNTO target").hears(250);
    assertEquals("mine", Files.readString(home.resolve("target")));
    assertEquals("secret", Files.readString(outside.resolve("secret")));
  }

  @Test
  void repliesAndListingsDoNotTellWhereTheHomeIs() throws IOException {
    link("inside", home.resolve("file"));
    write("file", "content");
    String told =
        String.join(
            "\n",
            client.receivesText("LIST"),
            client.receivesText("MLSD"),
            client.says("STAT /").reply().toString(),
            client.says("MLST to-file").reply().toString(),
            client.says("RETR to-file").reply().toString(),
            client.says("CWD " + "to-directory").reply().toString(),
            client.says("MKD file/x").reply().toString(),
            client.says("RNFR to-nothing/x").reply().toString(),
            client.says("SIZE inside").reply().toString());
    assertFalse(told.contains(outside.toString()), told);
    assertFalse(told.contains(home.toString()), told);
    assertTrue(told.contains("inside -> /file"), told);
  }

  @Test
  void aFifoIsRefusedAtOnce() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", home.resolve("fifo").toString()).start();
    assertEquals(0, mkfifo.waitFor());
    link("to-fifo", Path.of("fifo"));
    client.passivePort();
    for (String name : List.of("fifo", "to-fifo")) {
      client.says("RETR " + name).hears(550);
      client.says("STOR " + name).hears(550);
      client.says("APPE " + name).hears(550);
      client.says("REST 1").hears(350).says("STOR " + name).hears(550);
      client.says("REST 1").hears(350).says("RETR " + name).hears(550);
      client.says("SIZE " + name).hears(550);
      client.says("TYPE A").hears(200).says("SIZE " + name).hears(550).says("RETR " + name);
      client.hears(550).says("TYPE I").hears(200);
    }
    assertTrue(client.receivesText("LIST fifo").startsWith("prw"));
    assertTrue(Files.exists(home.resolve("fifo")));
    client.says("DELE fifo").hears(250);
  }

  @Test
  void aDeviceBehindALinkIsOutside() throws IOException {
    link("zero", Path.of("/dev/zero"));
    client.passivePort();
    client.says("RETR zero").hears(550).says("STOR zero").hears(550).says("SIZE zero").hears(550);
  }

  @Test
  void linksInACircleEnd() throws IOException {
    link("a", Path.of("b"));
    link("b", Path.of("a"));
    link("self", Path.of("."));
    client.passivePort();
    for (String command : List.of("CWD a", "RETR a", "STOR a", "APPE a", "LIST a", "SIZE a")) {
      client.says(command).hears(550);
    }
    client.says("CWD self/self/self/self").hears(250);
    client.says("CWD " + "self/".repeat(200)).hears(550);
    client.says("DELE /a").hears(250);
  }
}
