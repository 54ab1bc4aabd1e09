package dev.wherry.bench;

import static dev.wherry.Permissions.READ_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FtpbenchTest {

  private static final String RATE = " *\\d+\\.\\d\\d MB/sec  \\d+\\.\\d[MG]";
  private static final String TIME = " *\\d+\\.\\d\\d secs    \\d+\\.\\d[MG]";

  /** What stands in the first 50 columns, and what follows. */
  private static final List<List<String>> LINES =
      List.of(
          List.of("STOR (client -> server)", RATE),
          List.of("RETR (server -> client)", RATE),
          List.of("12 concurrent clients (connect, login)", TIME),
          List.of("STOR (1 file with 12 idle clients)", RATE),
          List.of("RETR (1 file with 12 idle clients)", RATE),
          List.of("12 concurrent clients (RETR 1.0M file)", TIME),
          List.of("12 concurrent clients (STOR 1.0M file)", TIME),
          List.of("12 concurrent clients (QUIT)", TIME));

  @TempDir Path home;

  @Test
  void printsTheLinesOfPyftpdlibInTheirOrder() throws IOException {
    StringWriter out = new StringWriter();
    try (FtpServer server =
        FtpServer.builder()
            .host("127.0.0.1")
            .port(0)
            .user("bench", "bench", home, READ_WRITE)
            .start()) {
      Target target =
          new Target(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.address().getPort()),
              "bench",
              "bench",
              Duration.ofSeconds(10));
      long pid = ProcessHandle.current().pid();
      new Ftpbench(target, Ftpbench.Kind.ALL, 12, Ftpbench.bytes("1M"), pid)
          .run(new PrintWriter(out));
    }

    List<String> lines = out.toString().lines().toList();
    assertEquals(1 + LINES.size(), lines.size(), out::toString);
    String first = lines.getFirst();
    assertTrue(first.matches("\\(starting with \\d+\\.\\dM of memory being used\\)"), () -> first);
    for (int i = 0; i < LINES.size(); i++) {
      String line = lines.get(i + 1);
      assertEquals(LINES.get(i).get(0), line.substring(0, 50).strip());
      assertTrue(line.substring(50).matches(LINES.get(i).get(1)), () -> line);
    }
    try (Stream<Path> left = Files.list(home)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void readsAndWritesSizesAsFtpbenchDoes() {
    assertEquals(10 * 1024 * 1024, Ftpbench.bytes("10M"));
    assertEquals(1L << 30, Ftpbench.bytes("1g"));
    assertEquals("9.8K", Ftpbench.human(10_000));
    assertEquals("10.0M", Ftpbench.human(10 * 1024 * 1024));
    assertThrows(IllegalArgumentException.class, () -> Ftpbench.bytes("10"));
    assertThrows(IllegalArgumentException.class, () -> Ftpbench.bytes("-1M"));
  }
}
