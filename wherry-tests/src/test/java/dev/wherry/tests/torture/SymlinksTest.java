package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.AccessRule;
import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.Symlinks;
import dev.wherry.User;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where links lead: nowhere, or anywhere. That they stay inside is in {@link JailTest}. */
class SymlinksTest {

  private static final String NOTHING = "550 No such file or directory.";

  @TempDir Path home;
  @TempDir Path outside;

  @BeforeEach
  void link() throws IOException {
    Files.createDirectories(home.resolve("sub/deep"));
    Files.writeString(home.resolve("sub/file"), "inside");
    Files.writeString(outside.resolve("file"), "outside");
    link("to-file", Path.of("sub/file"));
    link("to-sub", home.resolve("sub"));
    link("out", outside);
    link("out-file", outside.resolve("file"));
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(home.resolve(name), target);
  }

  /** JUnit warns of every link that leads out of what it tidies up. */
  @AfterEach
  void removeLinks() throws IOException {
    try (var entries = Files.walk(home)) {
      for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private FtpServer server(TransportType transport, Symlinks symlinks) {
    return TestServer.of(transport, home)
        .symlinks(symlinks)
        .user(new User("bob", home, Permissions.READ_WRITE).withSymlinks(Symlinks.INSIDE), "secret")
        .user(
            new User("carl", home, Permissions.READ_WRITE)
                .withRules(AccessRule.of("/sub", Permissions.NONE)),
            "secret")
        .start();
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void neverFollowsNoneAndListsThem(TransportType transport) throws IOException {
    try (FtpServer server = server(transport, Symlinks.NEVER);
        Client client = Client.loggedIn(server)) {
      client.says("TYPE I").hears(200).passivePort();
      for (String path :
          List.of("to-file", "to-sub/file", "to-sub", "to-sub/deep/new", "out", "out/file")) {
        for (String command : List.of("RETR", "SIZE", "MDTM", "MLST", "LIST", "CWD", "STOR")) {
          if (!(command.equals("CWD") && path.equals("to-file"))) {
            client.says(command + " " + path).hears(NOTHING);
          }
        }
      }
      for (String command : List.of("MKD to-sub/new", "DELE to-sub/file", "RNFR to-sub/file")) {
        client.says(command).hears(NOTHING);
      }
      client.says("SITE SYMLINK sub link").hears("550 Links cannot be made here.");
      assertTrue(client.receivesText("LIST").contains(" to-file -> sub/file\r\n"));
      assertEquals("inside", client.receivesText("RETR sub/file"));
      client.says("RNFR out").hears(350).says("RNTO sub/renamed").hears(250);
      client.says("DELE sub/renamed").hears(250);
      try (Client other = Client.of(server).login("bob")) {
        assertEquals("inside", other.receivesText("RETR to-sub/file"), "a user has his own");
        other.passivePort();
        other.says("RETR out-file").hears(NOTHING);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void followLeadsOutWhereLinksOfTheServerDoAndNothingElse(TransportType transport)
      throws IOException {
    Path deep = home.resolve("sub/deep");
    try (FtpServer server = server(transport, Symlinks.FOLLOW);
        Client client = Client.loggedIn(server)) {
      client.says("TYPE I").hears(200);
      assertEquals("outside", client.receivesText("RETR out-file"));
      assertEquals("outside", client.receivesText("RETR out/file"));
      assertEquals("inside", client.receivesText("RETR to-sub/file"));
      assertTrue(client.receivesText("NLST out").contains("out/file"));
      client.storesText("STOR out/new", "new").storesText("STOR out-file", "changed");
      assertEquals("new", Files.readString(outside.resolve("new")));
      assertEquals("changed", Files.readString(outside.resolve("file")));
      assertTrue(Files.isSymbolicLink(home.resolve("out-file")));
      client.says("MKD out/made").hears(257).says("DELE out/new").hears(250);
      client.says("CWD out").hears(250).says("CWD ..").hears(250);
      client.says("PWD").hears("257 \"/\" is the current directory.");
      client.passivePort();
      client.says("RETR out/../../" + outside.getFileName() + "/file").hears(550);
      client.says("SITE SYMLINK sub link").hears("550 Links cannot be made here.");
      Files.createSymbolicLink(deep.resolve("up"), Path.of("../file"));
      client.says("RNFR sub/deep/up").hears(350);
      client.says("RNTO up").hears("550 A link stays in its directory here.");
      client.says("RNFR sub/deep/up").hears(350).says("RNTO sub/deep/renamed").hears(250);
      try (Client other = Client.of(server).login("bob")) {
        other.passivePort();
        other.says("RETR out-file").hears(NOTHING);
      }
      try (Client ruled = Client.of(server).login("carl")) {
        assertEquals("changed", ruled.receivesText("RETR out/file"));
        ruled.passivePort();
        ruled.says("RETR to-file").hears("550 You are not permitted to do that.");
        assertFalse(ruled.says("DELE to-sub/file").line().startsWith("2"));
      }
    }
  }
}
