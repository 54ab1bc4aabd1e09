package dev.wherry.tests.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.PasswordHash;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.tests.Eventually;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.file.StoredPassword;
import dev.wherry.users.jdbc.JdbcOptions;
import dev.wherry.users.jdbc.JdbcUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of H2 within the process and of a real PostgreSQL. */
class JdbcUsersTest {

  private static final String QUERY =
      "select password, home, permissions, quota as quota_files from people where name = ?";

  /** Of "secret", and cheap; where they come from says StoredPasswordTest. */
  private static final Map<String, String> HASHES =
      Map.of(
          "argon2", StoredPassword.hash("secret", StoredPassword.Algorithm.ARGON2ID),
          "bcrypt", "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
          "scrypt",
              "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$punalsgLVDmabDdlbwVieUjVAmz5/abwyjX3gfy3Xlo",
          "pbkdf2", PasswordHash.hash("secret", 1_000),
          "crypt", "$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.",
          "md5", "5ebe2294ecd0e0f08eab7690d2a6ee69");

  @TempDir Path directory;

  @Test
  void usersOfH2() throws Exception {
    String url = "jdbc:h2:mem:people;DB_CLOSE_DELAY=-1;USER=sa;PASSWORD=x";
    try (Connection owner = DriverManager.getConnection(url)) {
      fill(owner);
      try (JdbcUsers users = open(new JdbcOptions(url, null, null, QUERY));
          FtpServer server = Logins.server(users)) {
        everybodyLogsIn(server);
        User anna = Objects.requireNonNull(users.authenticate("anna", "secret"));
        assertEquals(3, anna.limits().quota().files());
        execute(owner, "drop table people");
        assertEquals(451, Logins.code(server, "anna", "secret"));
      }
    }
  }

  @Test
  void usersOfPostgresql() throws Exception {
    try (Postgres postgres = Postgres.start()) {
      try (Connection owner = postgres.connect()) {
        fill(owner);
        execute(owner, "create role reader login password 'reads'");
        execute(owner, "grant select on people to reader");
      }
      try (JdbcUsers users = open(reader(postgres, Duration.ofSeconds(15)));
          FtpServer server = Logins.server(users)) {
        everybodyLogsIn(server);
      }
      try (JdbcUsers users = open(reader(postgres, Duration.ofSeconds(1)));
          FtpServer server = Logins.server(users)) {
        Eventually.equal(230, () -> Logins.code(server, "anna", "secret"));
        postgres.stop();
        assertEquals(
            "451 Logins are not possible now, please try again later.",
            Logins.reply(server, "anna", "secret"));
        postgres.run();
        Eventually.equal(230, () -> Logins.code(server, "anna", "secret"));
      }
    }
  }

  private static JdbcOptions reader(Postgres postgres, Duration timeout) {
    return new JdbcOptions(postgres.url(), "reader", "reads", List.of(), QUERY, 3, timeout);
  }

  @Test
  void aDatabaseThatIsNotThereKeepsNobodyFromStarting() throws Exception {
    JdbcOptions options =
        new JdbcOptions(
            "jdbc:postgresql://127.0.0.1:1/ftp",
            "x",
            "y",
            List.of(),
            QUERY,
            1,
            Duration.ofMillis(250));
    try (JdbcUsers users = open(options);
        FtpServer server = Logins.server(users)) {
      assertEquals(451, Logins.code(server, "anna", "secret"));
    }
  }

  @Test
  void aDriverOfItsOwnJarFile() throws Exception {
    Path jar =
        Path.of(org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    JdbcOptions options =
        new JdbcOptions(
            "jdbc:h2:mem:other",
            "sa",
            "",
            List.of(jar),
            "select 'x' as password, ? as name",
            1,
            Duration.ofSeconds(5));
    JdbcUsers.checkDriver(options);
    JdbcOptions nobodys = new JdbcOptions("jdbc:nobody:x", null, null, QUERY);
    assertEquals(
        "there is no driver for jdbc:nobody:x; name its JAR file",
        assertThrows(IllegalArgumentException.class, () -> JdbcUsers.checkDriver(nobodys))
            .getMessage());
  }

  @Test
  void whatTheQueryLacksIsSaid() throws Exception {
    JdbcOptions options =
        new JdbcOptions("jdbc:h2:mem:lacks", "sa", "", "select 'anna' as name where 'anna' = ?");
    try (JdbcUsers users = open(options)) {
      assertEquals(
          "the query of the database has no column 'password'",
          assertThrows(IOException.class, () -> users.authenticate("anna", "secret")).getMessage());
    }
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new JdbcOptions("jdbc:h2:mem:", null, null, "select password from people"));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("the query has one ?"));
  }

  private JdbcUsers open(JdbcOptions options) {
    return new JdbcUsers(options, AccountTemplate.of(directory + "/%u", Permissions.READ_ONLY));
  }

  private void everybodyLogsIn(FtpServer server) {
    for (String name : HASHES.keySet()) {
      assertEquals(List.of("of-" + name), Logins.names(server, name, "secret"));
    }
    assertEquals(550, Logins.store(server, "bcrypt", "secret", "new"), "read-only by default");
    assertEquals(226, Logins.store(server, "anna", "secret", "new"), "as her row says");

    String wrong = "530 The name or the password is wrong.";
    assertEquals(wrong, Logins.reply(server, "anna", "Secret"));
    assertEquals(wrong, Logins.reply(server, "anna", ""));
    assertEquals(wrong, Logins.reply(server, "nobody", "secret"));
    assertEquals(wrong, Logins.reply(server, "none", "secret"), "a password that is null");
    assertEquals(wrong, Logins.reply(server, "broken", "secret"), "a password that is no hash");
    for (String injection :
        List.of("' or '1'='1", "anna' --", "x' union select password from people --", "an%")) {
      assertEquals(wrong, Logins.reply(server, injection, "secret"), injection);
    }
    assertEquals(451, Logins.code(server, "twice", "secret"), "one name, two rows");
    assertEquals(451, Logins.code(server, "odd", "secret"), "rights that are none");
  }

  private void fill(Connection owner) throws SQLException, IOException {
    execute(
        owner,
        "create table people (name varchar(100), password varchar(300), home varchar(300),"
            + " permissions varchar(300), quota int)");
    for (Map.Entry<String, String> each : HASHES.entrySet()) {
      Path home = Files.createDirectories(directory.resolve(each.getKey()));
      Files.writeString(home.resolve("of-" + each.getKey()), "");
      insert(owner, each.getKey(), each.getValue(), null, null);
    }
    String crypt = Objects.requireNonNull(HASHES.get("crypt"));
    Path annas = Files.createDirectories(directory.resolve("annas"));
    insert(owner, "anna", crypt, annas.toString(), "read-write");
    insert(owner, "none", null, null, null);
    insert(owner, "broken", "secret", null, null);
    insert(owner, "twice", crypt, null, null);
    insert(owner, "twice", crypt, null, null);
    insert(owner, "odd", crypt, null, "everything");
  }

  private static void insert(
      Connection owner,
      String name,
      @Nullable String password,
      @Nullable String home,
      @Nullable String permissions)
      throws SQLException {
    try (PreparedStatement insert =
        owner.prepareStatement("insert into people values (?, ?, ?, ?, 3)")) {
      insert.setString(1, name);
      insert.setString(2, password);
      insert.setString(3, home);
      insert.setString(4, permissions);
      insert.executeUpdate();
    }
  }

  private static void execute(Connection owner, String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }
}
