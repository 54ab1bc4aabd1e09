package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServerBuilder;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 7151: HOST chooses among virtual hosts, each with users and homes of its own. */
class Rfc7151Test extends OnEveryTransport {

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual
        .virtualHost("Red.Example", users("red"))
        .virtualHost("blue.example", users("blue"))
        .virtualHost("[::1]", users("blue"));
  }

  /** Everybody whose password is the host's colour; the home is called so, too. */
  private Users users(String colour) {
    return (name, password) ->
        password.equals(colour)
            ? new User(name, home.resolve(colour), Permissions.READ_WRITE)
            : null;
  }

  @BeforeEach
  void makeHomes() throws IOException {
    Files.createDirectory(home.resolve("red"));
    Files.createDirectory(home.resolve("blue"));
    write("red/in-red", "");
    write("blue/in-blue", "");
  }

  @Test
  void everyHostHasItsOwnUsersAndHomes() {
    assertEquals("in-red\r\n", on("red.example", "red").receivesText("NLST"));
    assertEquals("in-blue\r\n", on("blue.example", "blue").receivesText("NLST"));
    assertEquals("in-blue\r\n", on("[::1]", "blue").receivesText("NLST"));
    assertTrue(client.receivesText("NLST").contains("red\r\n"), "the server's own users");
  }

  @Test
  void namesOfHostsHaveNoCase() {
    assertEquals("in-red\r\n", on("RED.example", "red").receivesText("NLST"));
    assertEquals("in-blue\r\n", on("Blue.Example", "blue").receivesText("NLST"));
  }

  @Test
  void thePasswordOfOneHostIsWrongOnAnother() {
    on("red.example", "red");
    Client blue = stranger().says("HOST blue.example").hears(220);
    blue.says("USER " + user).hears(331);
    blue.says("PASS red").hears("530 The name or the password is wrong.");
    blue.says("USER " + user).hears(331);
    blue.says("PASS secret").hears(530);
    Client nowhere = stranger().says("USER " + user).hears(331);
    nowhere.says("PASS red").hears(530);
  }

  @Test
  void anUnknownHostIsRefusedAndChangesNothing() {
    Client red = stranger().says("HOST red.example").hears("220 This is red.example.");
    red.says("HOST green.example").hears("504 There is no such host here.");
    red.says("USER " + user).hears(331).says("PASS red").hears(230);
  }

  @Test
  void whatIsNoNameIsRefused() {
    Client client = stranger();
    for (String name : new String[] {"a b", "a/b", "\"red.example\"", "[red.example]", "a:21"}) {
      client.says("HOST " + name).hears("501 That is not a host name.");
    }
    client.says("HOST").hears("501 Use: HOST name");
  }

  @Test
  void theLastHostBeforeTheLoginCounts() {
    Client client = stranger().says("HOST red.example").hears(220);
    client.says("USER " + user).hears(331);
    client.says("HOST blue.example").hears(220);
    client.says("PASS blue").hears("503 USER first.");
    client.says("USER " + user).hears(331).says("PASS blue").hears(230);
    assertEquals("in-blue\r\n", client.receivesText("NLST"));
  }

  @Test
  void hostComesBeforeTheLogin() {
    client.says("HOST red.example").hears("503 HOST comes before USER.");
    assertTrue(client.receivesText("NLST").contains("red\r\n"));
  }

  /** Section 3.3. */
  @Test
  void reinForgetsTheHost() {
    Client red = on("red.example", "red");
    red.says("REIN").hears(220);
    red.says("USER " + user).hears(331).says("PASS red").hears(530);
    red.says("USER " + user).hears(331).says("PASS secret").hears(230);
    assertTrue(red.receivesText("NLST").contains("red\r\n"));
  }

  @Test
  void userKeepsTheHost() {
    Client red = on("red.example", "red");
    red.says("USER " + user).hears(331).says("PASS red").hears(230);
    assertEquals("in-red\r\n", red.receivesText("NLST"));
  }

  @Test
  void featTellsOfIt() {
    assertTrue(client.says("FEAT").reply().contains(" HOST"));
  }

  private Client on(String host, String password) {
    Client client = stranger().says("HOST " + host).hears("220 This is " + host + ".");
    return client.says("USER " + user).hears(331).says("PASS " + password).hears(230);
  }
}
