package dev.wherry.users.pam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Defence;
import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.UnavailableException;
import dev.wherry.users.file.AccountTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.commons.net.ftp.FTPClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The system's libpam and its modules, with a configuration of the test's own. */
class PamUsersTest {

  private static final String WRONG = "530 The name or the password is wrong.";

  @TempDir Path directory;

  @Test
  void aModuleHearsThePasswordAndDecides() throws Exception {
    service("wherry", "auth required pam_exec.so expose_authtok quiet " + script());
    service("wherry", "account required pam_permit.so");
    Path home = Files.createDirectory(directory.resolve("anna"));
    Files.writeString(home.resolve("file"), "x");
    try (PamUsers users = open("wherry", directory + "/%u");
        FtpServer server = server(users)) {
      assertEquals("230 Welcome.", reply(server, "anna", "sécret"));
      assertEquals(WRONG, reply(server, "anna", "secret"));
      assertEquals(WRONG, reply(server, "anna", ""));
      assertEquals(WRONG, reply(server, "nobody's", "sécret"));
      assertEquals(
          List.of("anna sécret 127.0.0.1 wherry ftp", "anna secret 127.0.0.1 wherry ftp"),
          Files.readAllLines(directory.resolve("heard")).subList(0, 2));
    }
  }

  @Test
  void anAccountThatMayNotNowIsRefused() throws Exception {
    service("closed", "auth required pam_permit.so");
    service("closed", "account required pam_deny.so");
    try (PamUsers users = open("closed", directory.toString());
        FtpServer server = server(users)) {
      assertEquals(WRONG, reply(server, "anna", "secret"));
    }
  }

  @Test
  void aPauseThatAModuleWantsHoldsNoThread() throws Exception {
    service("slow", "auth optional pam_faildelay.so delay=300000");
    service("slow", "auth required pam_deny.so");
    service("slow", "account required pam_permit.so");
    try (PamUsers users = open("slow", directory.toString());
        ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      List<Future<Object>> all =
          IntStream.range(0, 100)
              .<Future<Object>>mapToObj(_ -> many.submit(() -> users.authenticate("anna", "x")))
              .toList();
      for (Future<Object> each : all) {
        assertEquals(null, each.get());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      // libpam varies it by half; two at a time would take some fifteen seconds
      assertTrue(took.compareTo(Duration.ofMillis(100)) > 0, took::toString);
      assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took::toString);
    }
  }

  @Test
  void theHomeAndTheUidAreTheSystems() throws Exception {
    service("open", "auth required pam_permit.so");
    service("open", "account required pam_permit.so");
    try (PamUsers users = open("open", null)) {
      assertEquals(null, users.authenticate("root", "x"), "a uid below 1000");
    }
    try (PamUsers users =
        new PamUsers(
            new PamOptions("open", 0, 2),
            directory.resolve("pam.d"),
            AccountTemplate.of(null, Permissions.READ_ONLY))) {
      Path home = Optional.ofNullable(users.authenticate("root", "x")).orElseThrow().home();
      assertEquals(Pam.load().entry("root").orElseThrow().home(), home);
      IOException homeless =
          assertThrows(IOException.class, () -> users.authenticate("no-such-user", "x"));
      assertTrue(
          String.valueOf(homeless.getMessage()).contains("'no-such-user' has no home"),
          homeless::toString);
    }
    assertEquals(Optional.empty(), Pam.load().entry("no-such-user"));
    assertEquals(0, Pam.load().entry("root").orElseThrow().uid());
  }

  @Test
  void aModuleThatIsMissingLetsNobodyIn() throws Exception {
    service("broken", "auth required pam_no_such_module.so");
    service("broken", "account required pam_permit.so");
    try (PamUsers users = open("broken", directory.toString());
        FtpServer server = server(users)) {
      assertEquals(
          "451 Logins are not possible now, please try again later.",
          reply(server, "anna", "secret"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "auth=auth_err, 530",
    "auth=user_unknown, 530",
    "auth=maxtries, 530",
    "auth=system_err, 530",
    "acct=acct_expired, 530",
    "acct=new_authtok_reqd, 530",
    "auth=authinfo_unavail, 451",
    "acct=authinfo_unavail, 451",
    "auth=cred_insufficient, 451",
    "auth=service_err, 451",
    "auth=abort, 451"
  })
  void aNoIsToldFromAnOutage(String answer, String code) throws Exception {
    service("tells", "auth required pam_debug.so " + answer);
    service("tells", "account required pam_debug.so " + answer);
    try (PamUsers users = open("tells", directory.toString());
        FtpServer server = server(users)) {
      assertEquals(code, reply(server, "anna", "secret").substring(0, 3));
    }
  }

  @Test
  void whoIsKnownToAnotherModuleLogsInDuringAnOutage() throws Exception {
    service("half", "auth sufficient pam_exec.so expose_authtok quiet " + script());
    service("half", "auth required pam_debug.so auth=authinfo_unavail");
    service("half", "account required pam_permit.so");
    try (PamUsers users = open("half", directory.toString())) {
      for (int i = 0; i < 2; i++) {
        assertThrows(UnavailableException.class, () -> users.authenticate("ben", "sécret"));
        assertNotNull(users.authenticate("anna", "sécret"));
      }
    }
  }

  @Test
  void aPasswordThatEndsEarlyIsNotTheSame() throws Exception {
    service("wherry", "auth required pam_permit.so");
    service("wherry", "account required pam_permit.so");
    try (PamUsers users = open("wherry", directory.toString())) {
      assertEquals(null, users.authenticate("anna", "secret\0x"));
      assertEquals(null, users.authenticate("an\nna", "secret"));
      assertEquals(null, users.authenticate("anna", "\uDCFF"));
    }
  }

  @Test
  void aServiceIsNoPath() {
    for (String service : List.of("", "../x", "a/b", "X", ".x")) {
      assertThrows(IllegalArgumentException.class, () -> PamOptions.checkedService(service));
    }
  }

  private PamUsers open(String service, @Nullable String home) {
    return new PamUsers(
        new PamOptions(service, 1000, 2),
        directory.resolve("pam.d"),
        AccountTemplate.of(home, Permissions.READ_ONLY));
  }

  /** Adds a line to a service's configuration. */
  private void service(String name, String line) throws IOException {
    Path services = Files.createDirectories(directory.resolve("pam.d"));
    Path file = services.resolve(name);
    String before = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(file, before + line + "\n");
  }

  /** Writes down what it hears, and says yes to one name and password. */
  private Path script() throws IOException {
    Path script =
        Files.writeString(
            directory.resolve("script"),
            """
            #!/bin/sh
            password=$(tr -d '\\000')
            echo "$PAM_USER $password $PAM_RHOST $PAM_SERVICE $PAM_TTY" >> %s/heard
            [ "$PAM_USER" = anna ] && [ "$password" = sécret ]
            """
                .formatted(directory));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private static FtpServer server(PamUsers users) {
    return FtpServer.builder()
        .port(0)
        .host("127.0.0.1")
        .defence(Defence.NONE)
        .rememberPasswords(Duration.ZERO)
        .users(users)
        .start();
  }

  private static String reply(FtpServer server, String name, String password) throws IOException {
    FTPClient ftp = new FTPClient();
    ftp.setControlEncoding(StandardCharsets.UTF_8);
    ftp.setConnectTimeout(20_000);
    ftp.setDefaultTimeout(20_000);
    ftp.connect("127.0.0.1", server.port());
    ftp.login(name, password);
    String reply = ftp.getReplyString().strip();
    ftp.disconnect();
    return reply;
  }
}
