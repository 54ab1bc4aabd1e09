package dev.wherry.tests.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.Defence;
import dev.wherry.FtpServer;
import dev.wherry.Users;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;

/** People who log in, by Apache Commons Net. */
final class Logins {

  private static final int PATIENCE = 20_000;

  private Logins() {}

  /** A server for these users, which remembers nobody. */
  static FtpServer server(Users users) {
    return FtpServer.builder()
        .port(0)
        .host("127.0.0.1")
        .loops(1)
        .defence(Defence.NONE)
        .rememberPasswords(Duration.ZERO)
        .users(users)
        .start();
  }

  /** The last reply to a login. */
  static String reply(FtpServer server, String name, String password) {
    return in(server, name, password, _ -> {}).strip();
  }

  /** The code of the last reply to a login. */
  static int code(FtpServer server, String name, String password) {
    return Integer.parseInt(reply(server, name, password).substring(0, 3));
  }

  /** The names in the home of somebody who can log in. */
  static List<String> names(FtpServer server, String name, String password) {
    String[][] names = new String[1][];
    String reply = in(server, name, password, ftp -> names[0] = ftp.listNames());
    assertEquals("230", reply.substring(0, 3), reply);
    return List.of(names[0]);
  }

  /** The code of the reply to an upload. */
  static int store(FtpServer server, String name, String password, String file) {
    int[] code = new int[1];
    String reply =
        in(
            server,
            name,
            password,
            ftp -> {
              ftp.storeFile(file, new ByteArrayInputStream(new byte[] {1, 2, 3}));
              code[0] = ftp.getReplyCode();
            });
    assertEquals("230", reply.substring(0, 3), reply);
    return code[0];
  }

  private interface Work {
    void with(FTPClient ftp) throws IOException;
  }

  private static String in(FtpServer server, String name, String password, Work work) {
    FTPClient ftp = new FTPClient();
    try {
      ftp.setControlEncoding(StandardCharsets.UTF_8);
      ftp.setConnectTimeout(PATIENCE);
      ftp.setDefaultTimeout(PATIENCE);
      ftp.connect("127.0.0.1", server.port());
      boolean isIn = ftp.login(name, password);
      String reply = ftp.getReplyString();
      if (isIn) {
        ftp.enterLocalPassiveMode();
        work.with(ftp);
        ftp.logout();
      }
      ftp.disconnect();
      return reply;
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }
}
