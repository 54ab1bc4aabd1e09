package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.wherry.AccessRule;
import dev.wherry.Folder;
import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users may do in parts of their trees, and what they do not see. */
class RulesTest {

  private static final String REFUSED = "550 You are not permitted to do that.";
  private static final String NOTHING_THERE = "550 No such file or directory.";

  @TempDir Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void aDropBoxTakesFilesAndShowsNone() throws IOException {
    Files.createDirectories(directory.resolve("incoming"));
    Files.writeString(directory.resolve("incoming/theirs"), "theirs");
    Files.writeString(directory.resolve("readme"), "read me");
    Client client =
        loggedIn(
            user(Permissions.READ_ONLY)
                .withRules(AccessRule.of("/incoming", Permissions.UPLOAD_ONLY)));

    assertEquals("read me", client.receivesText("RETR readme"));
    refused(client, "STOR mine");
    client.says("CWD incoming").hears(250);
    client.storesText("STOR mine", "mine");
    assertEquals("mine", Files.readString(directory.resolve("incoming/mine")));
    refused(client, "LIST", "NLST", "MLSD", "LIST /incoming", "RETR mine", "RETR theirs");
    client.says("STAT .").hears(REFUSED);
    client.says("MLST theirs").hears(REFUSED);
    client.says("SIZE theirs").hears(REFUSED);
    client.says("DELE theirs").hears(REFUSED);
    client.says("RNFR theirs").hears(REFUSED);
    client.says("MKD deeper").hears(REFUSED);
    client.says("SITE CPFR theirs").hears(REFUSED);
    client.says("EPSV").hears(229);
    client.says("STOR theirs").hears("550 It exists already.");
    assertEquals("theirs", Files.readString(directory.resolve("incoming/theirs")));
  }

  @Test
  void aLinkIsNoWayRoundARule() throws IOException {
    Files.createDirectories(directory.resolve("secret"));
    Files.writeString(directory.resolve("secret/plan"), "plan");
    Files.createSymbolicLink(directory.resolve("door"), Path.of("secret"));
    Files.createSymbolicLink(directory.resolve("copy"), Path.of("secret/plan"));
    Client client =
        loggedIn(
            user(Permissions.READ_WRITE).withRules(AccessRule.of("/secret", Permissions.NONE)));

    refused(client, "RETR secret/plan", "RETR door/plan", "RETR copy", "LIST door", "STOR copy");
    for (String command :
        List.of(
            "CWD door",
            "SIZE door/plan",
            "DELE door/plan",
            "RNFR door/plan",
            "MKD door/new",
            "MLST copy",
            "SITE CHMOD 600 copy",
            "RNFR /secret",
            "SITE RMDIR door")) {
      assertTrue(client.says(command).line().startsWith("550 "), command);
    }
    assertEquals("plan", Files.readString(directory.resolve("secret/plan")));
  }

  @Test
  void whatAPathRuleProtectsCannotBeMovedAwayWithItsParent() throws IOException {
    Files.createDirectories(directory.resolve("a/b/secret"));
    Client client =
        loggedIn(
            user(Permissions.READ_WRITE).withRules(AccessRule.of("/a/*/secret", Permissions.NONE)));
    client.says("RNFR a").hears(REFUSED);
    client.says("RNFR a/b").hears(REFUSED);
    client.says("SITE RMDIR a").hears(REFUSED);
    Files.createDirectories(directory.resolve("c"));
    client.says("RNFR c").hears(350).says("RNTO d").hears(250);
    assertTrue(Files.isDirectory(directory.resolve("a/b/secret")));
  }

  @Test
  void patternsOfNamesHoldInEveryDirectoryAndInAnyCase() throws IOException {
    Files.createDirectories(directory.resolve("deep/er"));
    Files.writeString(directory.resolve("deep/er/tool.EXE"), "x");
    Client client =
        loggedIn(
            user(Permissions.READ_WRITE)
                .withRules(
                    AccessRule.of("*.exe", Permissions.NONE),
                    AccessRule.of("good.exe", Permissions.READ_ONLY)));
    refused(client, "STOR virus.exe", "STOR deep/Virus.ExE", "STOR .exe", "RETR deep/er/tool.EXE");
    client.storesText("STOR harmless", "x");
    client.says("RNFR harmless").hears(350).says("RNTO virus.exe").hears(REFUSED);
    client.says("SITE CPFR harmless").hears(350).says("SITE CPTO v.exe").hears(REFUSED);
    Files.writeString(directory.resolve("good.exe"), "good");
    assertEquals("good", client.receivesText("RETR good.exe"), "the last rule decides");
    client.says("DELE good.exe").hears(REFUSED);
  }

  @Test
  void whatIsHiddenIsNotThere() throws IOException {
    Files.createDirectories(directory.resolve("private/deep"));
    Files.writeString(directory.resolve(".htpasswd"), "x");
    Files.writeString(directory.resolve("shown"), "x");
    Client client =
        loggedIn(
            user(Permissions.READ_WRITE)
                .withRules(AccessRule.hidden(".ht*"), AccessRule.hidden("/private")));
    assertEquals(Set.of("shown"), names(client, "NLST"));
    assertFalse(client.receivesText("LIST -aR").contains("deep"));
    assertFalse(client.receivesText("MLSD").contains(".htpasswd"));
    assertEquals("", client.receivesText("LIST .ht*"));
    for (String command :
        List.of(
            "CWD private",
            "CWD private/deep",
            "SIZE .htpasswd",
            "DELE .htpasswd",
            "MLST private")) {
      client.says(command).hears(NOTHING_THERE);
    }
    client.says("MKD private/new").hears(NOTHING_THERE);
  }

  @Test
  void foldersOfOtherDisksAppearInTheTree() throws IOException {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path music = Files.createDirectories(directory.resolve("music"));
    Files.writeString(music.resolve("song"), "la la");
    Files.createDirectories(home.resolve("media"));
    Files.createDirectories(home.resolve("memory")); // covered by a folder
    FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
    open.add(memory);
    Path inMemory = Files.createDirectories(memory.getPath("/data"));
    Files.writeString(inMemory.resolve("quick"), "zip");
    Client client =
        loggedIn(
            new User("anna", home, Permissions.READ_WRITE)
                .withFolders(new Folder("/media/music", music), new Folder("/memory", inMemory))
                .withRules(AccessRule.of("/media/music", Permissions.READ_ONLY)));

    assertEquals(Set.of("media", "memory"), names(client, "NLST"));
    assertEquals(
        Set.of("music"),
        names(client, "NLST /media").stream()
            .map(name -> name.substring(name.lastIndexOf('/') + 1))
            .collect(java.util.stream.Collectors.toSet()));
    assertTrue(client.receivesText("LIST -R").contains(" song\r\n"));
    client.says("CWD media/music").hears("250 The directory is \"/media/music\".");
    assertEquals("la la", client.receivesText("RETR song"));
    refused(client, "STOR new");
    client.says("CDUP").hears("250 The directory is \"/media\".");
    client.says("RMD music").hears(550);
    client.says("RNFR /memory").hears(550);
    client.says("CWD /memory").hears(250);
    assertEquals("zip", client.receivesText("RETR quick"));
    client.storesText("STOR new", "new");
    assertEquals("new", Files.readString(inMemory.resolve("new")));
    client.says("RETR ../../etc/passwd").hears(425);
    client.says("CWD ..").hears("250 The directory is \"/\".");
    client.says("CWD ~").hears("250 The directory is \"/\".");
    byte[] large = new byte[300_000];
    client.says("TYPE I").hears(200);
    client.stores("STOR large", large);
    client.says("RNFR large").hears(350).says("RNTO memory/large").hears(250);
    assertArrayEquals(large, Files.readAllBytes(inMemory.resolve("large")));
    assertFalse(Files.exists(home.resolve("large")));
  }

  @Test
  void factsSayWhatMayBeDone() throws IOException {
    Files.createDirectories(directory.resolve("pub"));
    Files.writeString(directory.resolve("pub/file"), "x");
    Client client =
        loggedIn(
            user(Permissions.READ_WRITE).withRules(AccessRule.of("/pub", Permissions.READ_ONLY)));
    assertTrue(client.receivesText("MLSD pub").contains("perm=r;"));
  }

  @Test
  void nothingIsCopiedBeforeLogin() throws IOException {
    Files.writeString(directory.resolve("file"), "x");
    Client client = loggedIn(user(Permissions.READ_WRITE));
    client.says("SITE CPFR file").hears(350).says("USER other").hears(331);
    client.says("SITE CPTO copy").hears(530).says("SITE CPFR file").hears(530);
    assertFalse(Files.exists(directory.resolve("copy")));
  }

  private User user(Permissions permissions) {
    return new User("anna", directory, permissions);
  }

  private Client loggedIn(User user) {
    FtpServer server =
        FtpServer.builder().port(0).transport(TransportType.best()).user(user, "secret").start();
    open.add(server);
    Client client = Client.loggedIn(server);
    open.add(client);
    return client;
  }

  private static void refused(Client client, String... commands) {
    for (String command : commands) {
      client.says("EPSV").hears(229);
      assertEquals("550", client.says(command).line().substring(0, 3), command);
    }
  }

  private static Set<String> names(Client client, String command) {
    String text = new String(client.receives(command), StandardCharsets.UTF_8);
    return new TreeSet<>(text.lines().toList());
  }
}
