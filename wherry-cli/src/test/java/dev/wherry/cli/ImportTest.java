package dev.wherry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Bandwidth;
import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.users.file.Account;
import dev.wherry.users.file.UsersFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.ftpserver.ftplet.Authority;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.usermanager.ClearTextPasswordEncryptor;
import org.apache.ftpserver.usermanager.Md5PasswordEncryptor;
import org.apache.ftpserver.usermanager.PasswordEncryptor;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.SaltedPasswordEncryptor;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.TransferRatePermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts that Apache FtpServer itself has written, and their passwords. */
class ImportTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void usersOfApacheFtpServerLogInHere() throws Exception {
    Path properties = directory.resolve("users.properties");
    Path users = directory.resolve("users.yaml");
    save(properties, new Md5PasswordEncryptor(), user("anna", new WritePermission()));
    save(
        properties,
        new SaltedPasswordEncryptor(),
        user(
            "ben.o'hara",
            new ConcurrentLoginPermission(7, 2),
            new TransferRatePermission(2_000_000, 1_000)));
    save(properties, new ClearTextPasswordEncryptor(), user("carl"));
    BaseUser disabled = user("dora");
    disabled.setEnabled(false);
    save(properties, new Md5PasswordEncryptor(), disabled);
    BaseUser anonymous = user("anonymous");
    anonymous.setMaxIdleTime(300);
    save(properties, new Md5PasswordEncryptor(), anonymous);

    assertEquals(
        0, run("--import", properties.toString(), "--file", users.toString()), err::toString);

    String said = out.toString();
    for (String expected :
        List.of(
            "Added anna to " + users + ".",
            "Added ben.o'hara to ",
            "Added anonymous to ",
            "dora is disabled there, and left out.",
            "ben.o'hara may log in 2 times from one address there; here",
            "anonymous may be idle for 300 seconds there; here",
            "The password of carl was kept in clear there, and is hashed now.")) {
      assertTrue(said.contains(expected), said);
    }
    assertFalse(Files.readString(users).contains("secret"));
    Map<String, User> known =
        UsersFile.read(users).accounts().stream()
            .map(Account::user)
            .collect(Collectors.toMap(User::name, Function.identity()));
    assertEquals(
        List.of("anna", "anonymous", "ben.o'hara", "carl"),
        known.keySet().stream().sorted().toList());
    assertEquals(Permissions.READ_WRITE, requireNonNull(known.get("anna")).permissions());
    User ben = requireNonNull(known.get("ben.o'hara"));
    assertEquals(Permissions.READ_ONLY, ben.permissions());
    assertEquals(7, ben.limits().sessions());
    assertEquals(new Bandwidth(1_000, 2_000_000), ben.limits().bandwidth());
    assertEquals(directory, ben.home());
    try (FtpServer server = FtpServer.builder().port(0).users(UsersFile.open(users)).start()) {
      for (String name : known.keySet()) {
        assertEquals("230", login(server, name, "secret"), name);
      }
      assertEquals("530", login(server, "anna", "Secret"));
      assertEquals("530", login(server, "ben.o'hara", ""));
      assertEquals("530", login(server, "dora", "secret"));
    }
  }

  @Test
  void whoIsThereStaysAndWhatIsWrongIsTold() throws Exception {
    Path properties = directory.resolve("users.properties");
    Path users = directory.resolve("users.yaml");
    save(properties, new Md5PasswordEncryptor(), user("anna"));
    String before = "users:\n  anna: {home: x, password: 21232f297a57a5a743894a0e4a801fc3}\n";
    Files.writeString(users, before);
    assertEquals(0, run("--import", properties.toString(), "--file", users.toString()));
    assertEquals("anna is in " + users + " already, and stays as it is.\n", out.toString());
    assertEquals(before, Files.readString(users));
    assertEquals(2, run("--import", "none.properties"));
    assertEquals("wherry: there is no file none.properties\n", err.toString());
    assertEquals(2, run("--import", properties.toString(), "anna"));
    assertEquals(2, run());
  }

  private BaseUser user(String name, Authority... rights) {
    BaseUser user = new BaseUser();
    user.setName(name);
    user.setPassword("secret");
    user.setHomeDirectory(directory.toString());
    user.setAuthorities(List.of(rights));
    return user;
  }

  private static void save(Path file, PasswordEncryptor encryptor, BaseUser user)
      throws FtpException, IOException {
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    PropertiesUserManagerFactory factory = new PropertiesUserManagerFactory();
    factory.setFile(file.toFile());
    factory.setPasswordEncryptor(encryptor);
    factory.createUserManager().save(user);
  }

  private int run(String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "passwd";
    System.arraycopy(options, 0, all, 1, options.length);
    return Wherry.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }

  private static String login(FtpServer server, String user, String password) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      in.readLine();
      socket.getOutputStream().write(("USER " + user + "\r\n").getBytes(UTF_8));
      in.readLine();
      socket.getOutputStream().write(("PASS " + password + "\r\n").getBytes(UTF_8));
      return in.readLine().substring(0, 3);
    }
  }
}
