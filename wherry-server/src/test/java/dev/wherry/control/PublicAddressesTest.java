package dev.wherry.control;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.PublicAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A name whose address changes, in a JVM that knows names from a file and remembers none. */
class PublicAddressesTest {

  private static final String TOLD = "told ";
  private static final String NAME = "ftp.example.org";

  @TempDir Path directory;

  @Test
  @Timeout(60)
  void namesAreLookedUpAgain() throws Exception {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "192.0.2.1 " + NAME + "\n");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts,
                "-Dsun.net.inetaddr.ttl=0",
                "-cp",
                System.getProperty("java.class.path"),
                PublicAddressesTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        var in = process.outputWriter(StandardCharsets.UTF_8)) {
      assertEquals("192.0.2.1", told(out));
      for (String address : List.of("192.0.2.2", "192.0.2.3")) {
        Files.writeString(hosts, "2001:db8::1 " + NAME + "\n" + address + " " + NAME + "\n");
        in.write("again\n");
        in.flush();
        assertEquals(address, told(out));
      }
      Files.writeString(hosts, "192.0.2.9 another.example.org\n");
      in.write("again\n");
      in.flush();
      assertEquals("192.0.2.3", told(out), "an address that is lost stays");
    } finally {
      process.destroyForcibly();
    }
  }

  /** The next address; the log is on standard output, too. */
  private static String told(BufferedReader out) throws IOException {
    String line;
    do {
      line = out.readLine();
    } while (line != null && !line.startsWith(TOLD));
    return line == null ? "nothing" : line.substring(TOLD.length());
  }

  /** Tells the address, and once more for every line. */
  public static void main(String[] none) throws IOException {
    PublicAddresses addresses = new PublicAddresses(List.of(PublicAddress.of(NAME)));
    InetAddress any = InetAddress.getLoopbackAddress();
    Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
    System.out.println(TOLD + requireNonNull(addresses.of(any, any)).getHostAddress());
    while (lines.hasNextLine()) {
      lines.nextLine();
      addresses.refresh();
      System.out.println(TOLD + requireNonNull(addresses.of(any, any)).getHostAddress());
    }
  }
}
