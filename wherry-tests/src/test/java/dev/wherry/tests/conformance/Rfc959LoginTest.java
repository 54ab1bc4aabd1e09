package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.FtpServerBuilder;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 959, section 4.1.1: who a session belongs to, and how it ends. */
class Rfc959LoginTest extends OnEveryTransport {

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual.greeting("Welcome aboard.");
  }

  @Test
  void everyUserIsAskedForAPassword() {
    Client stranger = stranger();
    stranger.says("USER " + user).hears(331);
    stranger.says("USER nobody").hears(331);
    stranger.says("USER anonymous").hears(331);
  }

  @Test
  void wrongNamesAndWrongPasswordsSoundAlike() {
    Client stranger = stranger();
    stranger.says("USER nobody").hears(331).says("PASS secret");
    String unknown = stranger.line();
    stranger.says("USER " + user).hears(331).says("PASS wrong");
    assertEquals(unknown, stranger.line());
    assertEquals("530", unknown.substring(0, 3));
  }

  @Test
  void passNeedsUserDirectlyBefore() {
    Client stranger = stranger();
    stranger.says("PASS secret").hears(503);
    stranger.says("USER " + user).hears(331).says("PASS wrong").hears(530);
    stranger.says("PASS secret").hears(503);
  }

  @Test
  void passAfterLoginIsOutOfOrder() {
    client.says("PASS secret").hears(503);
    client.says("PWD").hears(257);
  }

  @Test
  void userStartsANewLoginAndDropsTheOldRights() {
    client.says("MKD sub").hears(257).says("CWD sub").hears(250).says("TYPE I").hears(200);
    client.says("USER " + user).hears(331);
    client.says("PWD").hears(530);
    client.says("PASS secret").hears(230);
    client.says("PWD").hears("257 \"/\" is the current directory.");
    assertEquals(" TYPE: A, STRU: F, MODE: S", client.says("STAT").reply().get(3));
  }

  @Test
  void reinBeginsAnew() {
    client.says("MKD sub").hears(257).says("CWD sub").hears(250).says("TYPE I").hears(200);
    client.says("REST 5").hears(350);
    client.says("REIN").hears(220);
    client.says("PWD").hears(530);
    client.login(user);
    client.says("PWD").hears("257 \"/\" is the current directory.");
    client.stores("STOR file", "whole".getBytes(StandardCharsets.US_ASCII));
    assertEquals("whole", client.receivesText("RETR file"));
  }

  @Test
  void reinForgetsTheDataConnection() {
    client.passivePort();
    client.says("REIN").hears(220);
    client.login(user);
    client.says("LIST").hears(425);
  }

  @Test
  void acctIsNeverNeeded() {
    stranger().says("ACCT gold").hears(503);
    client.says("ACCT gold").hears(202);
    client.says("ACCT").hears(501);
  }

  @Test
  void threeWrongPasswordsEndTheSession() {
    Client stranger = stranger();
    stranger.says("USER " + user).hears(331).says("PASS 1").hears(530);
    stranger.says("USER " + user).hears(331).says("PASS 2").hears(530);
    stranger.says("USER " + user).hears(331).says("PASS 3").hears(530).hears(421).hearsTheEnd();
  }

  @Test
  void aRightPasswordForgivesTheWrongOnes() {
    Client stranger = stranger();
    stranger.says("USER " + user).hears(331).says("PASS 1").hears(530);
    stranger.says("USER " + user).hears(331).says("PASS 2").hears(530);
    stranger.login(user);
    stranger.says("USER " + user).hears(331).says("PASS 3").hears(530);
    stranger.says("NOOP").hears(200);
  }

  @Test
  void someThingsCanBeAskedBeforeLogin() {
    Client stranger = stranger();
    for (String command : List.of("FEAT", "STAT")) {
      stranger.says(command).hears(211);
    }
    stranger.says("HELP").hears(214);
    stranger.says("SYST").hears(215);
    stranger.says("NOOP").hears(200);
    stranger.says("OPTS UTF8 ON").hears(200);
    stranger.says("opts utf8 on").hears(200);
    stranger.says("site help").hears(214);
    stranger.says("REIN").hears(220);
    stranger.says("QUIT").hears(221).hearsTheEnd();
  }

  @Test
  void allElseNeedsALogin() {
    Client stranger = stranger();
    for (String command :
        List.of(
            "CWD /",
            "XCWD /",
            "CDUP",
            "XCUP",
            "PWD",
            "XPWD",
            "MKD a",
            "XMKD a",
            "RMD a",
            "XRMD a",
            "DELE a",
            "RNFR a",
            "RNTO a",
            "SIZE a",
            "MDTM a",
            "TYPE I",
            "MODE S",
            "STRU F",
            "PORT 127,0,0,1,200,1",
            "PASV",
            "EPRT |1|127.0.0.1|51201|",
            "EPSV",
            "RETR a",
            "STOR a",
            "APPE a",
            "STOU",
            "REST 1",
            "ALLO 1",
            "ABOR",
            "LIST",
            "NLST",
            "MLSD",
            "MLST",
            "STAT /")) {
      stranger.says(command);
      assertEquals("530", stranger.line().substring(0, 3), command);
    }
  }

  @Test
  void theGreetingIsTheOneThatWasAskedFor() {
    Client.silent(Client.ip("127.0.0.1"), Client.ip("127.0.0.1"), server.port())
        .hears("220 Welcome aboard.")
        .close();
  }

  @Test
  void quitWaitsForTheTransfer() throws Exception {
    write("file", "x".repeat(3_000_000));
    client.says("TYPE I").hears(200);
    try (Socket data = client.passive()) {
      client.says("RETR file").opening().says("QUIT");
      assertEquals(3_000_000, data.getInputStream().readAllBytes().length);
    }
    client.hears(226).hears(221).hearsTheEnd();
  }
}
