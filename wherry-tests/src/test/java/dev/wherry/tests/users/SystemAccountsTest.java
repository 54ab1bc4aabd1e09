package dev.wherry.tests.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.cli.Wherry;
import dev.wherry.tests.Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code wherry serve} with {@code users-pam} and the system's own modules. The accounts and the
 * service are in an /etc that only the server sees: it runs in a mount namespace of its own.
 */
@Timeout(60)
class SystemAccountsTest {

  private static final String WRONG = "530 The name or the password is wrong.";

  /** Of "secret", as crypt(3) has it. */
  private static final String HASH = "$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.";

  @TempDir Path directory;

  @Test
  void accountsOfTheSystemLogInAndTheServerStaysWhoItIs() throws Exception {
    Path home = Files.createDirectory(directory.resolve("anna"));
    Files.writeString(home.resolve("file"), "content");
    write("passwd", "root:x:0:0::/root:/bin/sh", person("anna", 4711), person("gone", 4712));
    write("shadow", "root:" + HASH + ":20000::::::", "anna:" + HASH + ":20000::::::");
    write("shadow", "gone:" + HASH + ":20000:::::20001:"); // expired since
    write("pam.d/wherry", "auth required pam_unix.so", "account required pam_unix.so");
    write("wherry.yaml", "users-pam: {defaults: {permissions: read-write}}");
    Process server = serve();
    try (BufferedReader out = server.inputReader(UTF_8)) {
      int port = port(out);
      Set<String> before = identities(server);
      assertEquals(1, before.size(), before::toString);
      assertEquals(WRONG, login(port, "anna", "guess"));
      assertEquals(WRONG, login(port, "nobody's", "secret"));
      assertEquals(WRONG, login(port, "gone", "secret"));
      assertEquals(WRONG, login(port, "root", "secret"));
      try (Client anna = connect(port)) {
        anna.says("USER anna").hears(331).says("PASS secret").hears("230 Welcome.");
        assertEquals("content", anna.receivesText("RETR file"));
        anna.says("MKD made").hears(257);
        assertEquals(
            Files.getOwner(home), Files.getOwner(home.resolve("made")), "the server's, not anna's");
        assertEquals(before, identities(server));
      }
    } finally {
      server.destroyForcibly();
    }
  }

  private String person(String name, int uid) {
    return name + ":x:" + uid + ":" + uid + "::" + directory.resolve(name) + ":/bin/sh";
  }

  /** Adds lines to a file. */
  private void write(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    String before = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(file, before + String.join("\n", lines) + "\n");
  }

  private Process serve() throws IOException {
    List<String> command = new ArrayList<>(List.of("unshare", "--map-root-user", "--mount"));
    command.addAll(
        List.of(
            "sh",
            "-ec",
            "for each in passwd shadow pam.d; do mount --bind \"$0/$each\" \"/etc/$each\"; done;"
                + " exec \"$@\"",
            directory.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), Wherry.class.getName()));
    command.addAll(List.of("serve", "--host", "127.0.0.1", "--port", "0"));
    command.addAll(List.of("--config", directory.resolve("wherry.yaml").toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static int port(BufferedReader out) throws IOException {
    for (String line; (line = out.readLine()) != null; ) {
      if (line.strip().startsWith("ftp://")) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      }
    }
    throw new IOException("it did not start");
  }

  private static Client connect(int port) {
    InetAddress here = Client.ip("127.0.0.1");
    return Client.between(here, here, port);
  }

  private static String login(int port, String name, String password) {
    try (Client client = connect(port)) {
      return client.says("USER " + name).hears(331).says("PASS " + password).line();
    }
  }

  /**
   * Real, effective, saved and file system ids and the groups, of every thread: each has its own.
   */
  private static Set<String> identities(Process process) throws IOException {
    Set<String> found = new TreeSet<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads) {
        try {
          List<String> identity =
              Files.readAllLines(thread.resolve("status")).stream()
                  .filter(line -> line.matches("(Uid|Gid|Groups|CapEff):.*"))
                  .toList();
          assertEquals(4, identity.size());
          found.add(String.join(" ", identity));
        } catch (IOException e) {
          if (Files.exists(thread)) { // or else it has ended meanwhile
            throw e;
          }
        }
      }
    }
    assertTrue(!found.isEmpty());
    return found;
  }
}
