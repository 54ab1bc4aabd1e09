package dev.wherry.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Event;
import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers of tests and of classes, as tests use them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FtpServerExtensionTest {

  @RegisterExtension static final FtpServerExtension shared = new FtpServerExtension();

  private static final List<Path> homes = new ArrayList<>();
  private static final List<FtpServer> servers = new ArrayList<>();

  @RegisterExtension final FtpServerExtension own = new FtpServerExtension();

  @RegisterExtension
  final FtpServerExtension open =
      new FtpServerExtension(server -> server.anonymous(Path.of("/"), Permissions.NONE));

  @Test
  @Order(1)
  void filesGoUpAndDown() throws IOException {
    URLConnection up = own.uri().resolve("report.txt;type=i").toURL().openConnection();
    up.setDoOutput(true);
    try (OutputStream out = up.getOutputStream()) {
      out.write("42".getBytes(UTF_8));
    }
    assertEquals("42", Files.readString(own.home().resolve("report.txt")));
    try (InputStream in = own.uri().resolve("report.txt").toURL().openStream()) {
      assertEquals("42", new String(in.readAllBytes(), UTF_8));
    }
    remember();
  }

  @Test
  @Order(2)
  @Timeout(20)
  void nothingIsLeftOfTheServerOfAnotherTest() throws IOException, InterruptedException {
    assertEquals(1, homes.size());
    assertFalse(Files.exists(homes.getFirst()));
    assertNotEquals(homes.getFirst(), own.home());
    servers.getFirst().awaitClosed();
    assertEquals(List.of(), own.events());
    try (var left = Files.list(own.home())) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  @Order(3)
  void eventsAreThereWhenTheClientHasHeardTheReply() throws IOException {
    FTPClient client = new FTPClient();
    client.connect("127.0.0.1", own.port());
    assertTrue(client.login(FtpServerExtension.USER, FtpServerExtension.PASSWORD));
    assertTrue(client.makeDirectory("made"));
    assertEquals("/made", own.events(Event.DirectoryMade.class).getFirst().path());
    assertEquals(3, own.events().size());
    client.disconnect();
  }

  @Test
  @Order(4)
  void optionsAreTheBuilders() throws IOException {
    FTPClient client = new FTPClient();
    client.connect("127.0.0.1", open.port());
    assertTrue(client.login("anonymous", "a@b"));
    client.disconnect();
  }

  @Test
  @Order(5)
  void serversOfTestsAndOfTheClassAreSeveral() throws IOException {
    assertNotEquals(own.port(), shared.port());
    assertNotEquals(own.home(), shared.home());
    Files.writeString(shared.home().resolve("kept"), "for the next test");
  }

  @Test
  @Order(6)
  void theServerOfTheClassGoesOn() throws IOException {
    assertEquals("for the next test", Files.readString(shared.home().resolve("kept")));
  }

  @Test
  @Order(7)
  void withoutATestThereIsNoServer() {
    FtpServerExtension never = new FtpServerExtension();
    assertThrows(IllegalStateException.class, never::uri);
    assertThrows(IllegalStateException.class, never::home);
  }

  private void remember() {
    homes.add(own.home());
    servers.add(own.server());
  }

  @Nested
  class Within {

    @Test
    void theServersAreThereToo() {
      assertTrue(Files.isDirectory(shared.home()));
      assertTrue(Files.isDirectory(own.home()));
    }
  }
}
