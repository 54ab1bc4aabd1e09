package dev.wherry.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command answers when it does not serve. */
class CliTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port x | Invalid value for option '--port': 'x' is not a number.",
        "--port | Missing required parameter for option '--port' (N).",
        "--port 1 --port 2 | option '--port' (N) should be specified only once.",
        "--prot 1 | Unknown option: '--prot'.",
        "--poller foo | Invalid value for option '--poller': there is no 'foo', only auto, epoll,"
            + " kqueue, poll, select and nio.",
        "--passive-ports 9-3 | Invalid value for option '--passive-ports': '9-3' is not a range of"
            + " ports, such as 50000-50099.",
        "--passive-ports 0-9 | Invalid value for option '--passive-ports': '0-9' is not a range of"
            + " ports, such as 50000-50099.",
        "--passive-ports 9-70000 | Invalid value for option '--passive-ports': '9-70000' is not a"
            + " range of ports, such as 50000-50099.",
        "--user anna | Invalid value for option '--user' (NAME:PASSWORD): it must be name:password,"
            + " both not empty.",
        "a b | Unmatched argument at index 2: 'b'."
      })
  void aBadOptionIsOneSentenceAndWhereToReadOn(String options, String sentence) {
    assertEquals(2, run(("serve " + options).split(" ")));
    assertEquals("wherry: " + sentence + " See 'wherry serve --help'.\n", err.toString());
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 65536 | port must be 0 to 65535, not 65536",
        "--loops 0 | loops must be at least 1, not 0",
        "--host no.such.host.invalid | host must be an address or a known name, which"
            + " 'no.such.host.invalid' is not",
        "--user anna:a --user anna:b | user 'anna' is there twice"
      })
  void aValueThatCannotBeUsedIsOneSentence(String options, String sentence) {
    assertEquals(2, run(("serve " + options).split(" ")));
    assertEquals("wherry: " + sentence + "\n", err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void aMissingDirectoryIsNamed() {
    Path missing = directory.resolve("missing");
    assertEquals(2, run("serve", missing.toString()));
    assertEquals("wherry: there is no directory " + missing + "\n", err.toString());
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertEquals(2, run("serve", file.toString()));
    assertEquals("wherry: " + file + " is not a directory\n", err.toString());
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
      String port = Integer.toString(taken.getLocalPort());
      int code = run("serve", "--host", loopback.getHostAddress(), "--port", port, directory + "");
      assertEquals(2, code);
      assertTrue(err.toString().startsWith("wherry: cannot listen on "), err::toString);
      assertTrue(err.toString().contains(port), err::toString);
      assertEquals(1, err.toString().lines().count(), err::toString);
    }
  }

  @Test
  void aPollerThatThisSystemLacksIsOneSentence() {
    String missing = TransportType.KQUEUE.isSupported() ? TransportType.EPOLL.toString() : "kqueue";
    assertEquals(2, run("serve", "--poller", missing, "--port", "0", directory.toString()));
    assertTrue(
        err.toString().startsWith("wherry: transport " + missing + " cannot be used: "),
        err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @Test
  void noPasswordGetsIntoAMessage() {
    assertEquals(2, run("serve", "--user", ":secret"));
    assertFalse(err.toString().contains("secret"), err::toString);
  }

  @Test
  void withoutASubcommandItSaysWhereToLook() {
    assertEquals(2, run());
    assertEquals("wherry: Missing required subcommand. See 'wherry --help'.\n", err.toString());
  }

  @Test
  void aSubcommandNearlyRightIsRecognised() {
    assertEquals(2, run("serv"));
    assertTrue(err.toString().contains("Did you mean serve?"), err::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[DIR]",
        "--port=",
        "--host=",
        "--user=",
        "--anonymous",
        "--write",
        "--passive-ports=",
        "--public-address=",
        "--loops=",
        "--poller=",
        "--config=",
        "--verbose",
        "--help",
        "--version"
      })
  void helpNamesEveryOption(String option) {
    assertEquals(0, run("serve", "--help"));
    assertTrue(out.toString().contains(" " + option), out::toString);
    assertEquals("", err.toString());
  }

  @Test
  void versionIsOneLineOnStandardOutput() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().startsWith("Wherry "), out::toString);
    assertEquals(1, out.toString().lines().count());
  }

  private int run(String... arguments) {
    CommandLine command = Wherry.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
