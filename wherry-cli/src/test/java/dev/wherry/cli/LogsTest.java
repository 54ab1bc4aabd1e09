package dev.wherry.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The logs of transfers and events, as curl makes them grow. */
@Timeout(60)
class LogsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-06T14:20:05.125Z"), ZoneId.of("Europe/Vienna"));

  @TempDir Path directory;

  private Path home = Path.of("");
  private Path transfers = Path.of("");
  private Path events = Path.of("");
  private FtpServer server;

  @BeforeEach
  void start() throws IOException {
    home = Files.createDirectories(directory.resolve("home")).toRealPath();
    transfers = directory.resolve("transfers.log");
    events = directory.resolve("events.log");
    server =
        FtpServer.builder()
            .host("127.0.0.1")
            .port(0)
            .anonymous(home, Permissions.READ_ONLY)
            .user("anna", "secret", home, Permissions.READ_WRITE)
            .onEvent(new TransferLog(new LogFile(transfers), CLOCK))
            .onEvent(new EventLog(new LogFile(events), CLOCK))
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void transfersAsXferlogHasThem() throws Exception {
    Path source = Files.writeString(directory.resolve("source"), "0123456789");
    assertEquals("", Curl.run("-u", "anna:secret", "-T", source.toString(), url("a%20b%C2%A0c")));
    assertEquals("0123456789", Curl.run(url("a%20b%C2%A0c")));
    Files.writeString(home.resolve("text"), "0123456789");
    assertEquals("0123456789", Curl.run("-u", "anna:secret", "-B", url("text")));
    assertEquals(
        List.of(
            "Fri Nov  6 15:20:05 2026 1 127.0.0.1 10 /a_b_c b _ i r anna ftp 0 * c",
            "Fri Nov  6 15:20:05 2026 1 127.0.0.1 10 /a_b_c b _ o a anonymous ftp 0 * c",
            "Fri Nov  6 15:20:05 2026 1 127.0.0.1 10 /text a _ o r anna ftp 0 * c"),
        Files.readAllLines(transfers));
  }

  @Test
  void whatBrokeOffIsIncomplete() throws Exception {
    Files.write(home.resolve("large"), new byte[32 * 1024 * 1024]);
    Process curl = new ProcessBuilder("curl", "-s", url("large")).start();
    assertEquals(0, curl.getInputStream().read());
    curl.destroyForcibly().waitFor();
    server.close(); // which waits until it is told
    String line = Files.readAllLines(transfers).getFirst();
    assertTrue(line.endsWith(" /large b _ o a anonymous ftp 0 * i"), line);
  }

  @Test
  void eventsAreObjectsOfJson() throws Exception {
    Path source = Files.writeString(directory.resolve("source"), "0123456789");
    assertEquals("exit code 67", Curl.run("-u", "anna:wrong", url("")));
    Curl.run("-u", "anna:secret", "-T", source.toString(), url("%FF%22%C3%BC"));
    server.close();
    List<String> lines = Files.readAllLines(events);
    String start = "{\"time\":\"2026-11-06T14:20:05.125Z\",\"event\":\"";
    String first = "\",\"session\":1,\"address\":\"127.0.0.1\",\"tls\":false";
    String second = "\",\"session\":2,\"address\":\"127.0.0.1\"";
    assertEquals(start + "connected" + first + "}", lines.get(0));
    assertEquals(
        start + "login-failed" + first + ",\"name\":\"anna\",\"reply\":530}", lines.get(1));
    assertEquals(
        start + "logged-in" + second + ",\"user\":\"anna\",\"tls\":false}",
        lines.stream().filter(line -> line.contains("logged-in")).findFirst().orElseThrow());
    String uploaded =
        lines.stream().filter(line -> line.contains("uploaded")).findFirst().orElseThrow();
    assertEquals(
        start
            + "uploaded"
            + second
            + ",\"user\":\"anna\",\"tls\":false,\"path\":\"/\\uDCFF\\\"\\u00FC\",\"file\":\""
            + home
            + "/",
        uploaded.substring(0, uploaded.indexOf("\"file\":\"") + 9 + home.toString().length()));
    assertTrue(uploaded.contains("\"complete\":true,\"bytes\":10,\"seconds\":"), uploaded);
    assertTrue(uploaded.endsWith(",\"type\":\"I\",\"compressed\":false,\"reply\":226}"), uploaded);
  }

  @Test
  void aLogThatIsMovedAwayBeginsAnew() throws Exception {
    Files.writeString(home.resolve("text"), "one");
    Curl.run(url("text"));
    Files.move(transfers, directory.resolve("transfers.1"));
    Curl.run(url("text"));
    assertEquals(1, Files.readAllLines(transfers).size());
    assertEquals(1, Files.readAllLines(directory.resolve("transfers.1")).size());
    assertEquals(
        PosixFilePermissions.fromString("rw-r-----"), Files.getPosixFilePermissions(transfers));
  }

  @Test
  void aLogThatCannotBeWrittenKeepsNobodyFromAnything() throws Exception {
    Files.writeString(home.resolve("text"), "one");
    Files.delete(transfers);
    Files.createDirectory(transfers);
    assertEquals("one", Curl.run(url("text")));
    Files.delete(transfers);
    assertEquals("one", Curl.run(url("text")));
    assertEquals(1, Files.readAllLines(transfers).size());
  }

  @Test
  void aLogThatCannotBeMadeIsRefused() {
    Path nowhere = directory.resolve("none/log");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new LogFile(nowhere));
    assertEquals(
        "cannot write the log " + nowhere + ": there is no such directory", refused.getMessage());
  }

  private String url(String path) {
    return "ftp://127.0.0.1:" + server.port() + "/" + path;
  }
}
