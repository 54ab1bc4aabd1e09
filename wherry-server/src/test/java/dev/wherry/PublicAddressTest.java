package dev.wherry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A name whose address changes while a server runs, in a JVM that knows names from a file and
 * remembers none.
 */
@Timeout(60)
class PublicAddressTest {

  private static final String NAME = "ftp.example.org";
  private static final String PORT = "port ";
  private static final Pattern TOLD = Pattern.compile("227 .*\\((\\d+),(\\d+),(\\d+),(\\d+),.*");

  @TempDir Path directory;

  @Test
  void namesAreLookedUpAgainWhileTheServerRuns() throws Exception {
    resolve("192.0.2.1 " + NAME);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + directory.resolve("hosts"),
                "-Dsun.net.inetaddr.ttl=0",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PublicAddressTest.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      int port = Integer.parseInt(after(PORT, out));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.setSoTimeout(20_000);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
        in.readLine();
        says(client, in, "USER anonymous");
        says(client, in, "PASS x");
        assertEquals("192.0.2.1", told(client, in));
        for (String address : List.of("192.0.2.2", "192.0.2.3")) {
          resolve("2001:db8::1 " + NAME + "\n" + address + " " + NAME);
          while (!told(client, in).equals(address)) {
            Thread.onSpinWait(); // the test has a timeout
          }
        }
        resolve("192.0.2.9 another.example.org");
        after("cannot look up " + NAME, out);
        assertEquals("192.0.2.3", told(client, in), "an address that is lost stays");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** In one step: the file is read at any time. */
  private void resolve(String hosts) throws IOException {
    Path draft = Files.writeString(directory.resolve("draft"), hosts + "\n");
    Files.move(draft, directory.resolve("hosts"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String told(Socket client, BufferedReader in) throws IOException {
    Matcher reply = TOLD.matcher(says(client, in, "PASV"));
    assertTrue(reply.matches());
    return String.join(".", reply.group(1), reply.group(2), reply.group(3), reply.group(4));
  }

  private static String says(Socket client, BufferedReader in, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
    return String.valueOf(in.readLine());
  }

  /** What follows these words in the next line that has them; the log is there, too. */
  private static String after(String words, BufferedReader out) throws IOException {
    String line;
    do {
      line = out.readLine();
      if (line == null) {
        throw new IOException("the server has ended before it said '" + words + "'");
      }
    } while (!line.contains(words));
    return line.substring(line.indexOf(words) + words.length());
  }

  /** Serves a directory until the process is ended. */
  public static void main(String[] directory) throws InterruptedException {
    FtpServer server =
        FtpServer.builder()
            .port(0)
            .anonymous(Path.of(directory[0]), Permissions.READ_ONLY)
            .publicAddress(NAME)
            .lookUpPeriod(Duration.ofMillis(20))
            .start();
    System.out.println(PORT + server.port());
    server.awaitClosed();
  }
}
