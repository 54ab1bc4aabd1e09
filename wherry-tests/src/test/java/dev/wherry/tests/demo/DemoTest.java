package dev.wherry.tests.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program of {@code demo} does what it says, to curl. */
@Timeout(120)
class DemoTest {

  private static final Path DEMO = Path.of("..", "demo");

  @TempDir Path directory;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Share", "OwnLoop"})
  void everybodyMayRead(String program) throws Exception {
    Files.writeString(directory.resolve("file"), "content");
    assertEquals("content", curl(url(start(program)) + "/file"));
  }

  @Test
  void somethingIsDoneWithAnUpload() throws Exception {
    try (BufferedReader out = start("OnUpload")) {
      Path file = Files.writeString(directory.resolve("scan.pdf"), "content");
      curl("-T", file.toString(), url(out) + "/sent.pdf");
      assertEquals("scanner from 127.0.0.1 has sent sent.pdf", out.readLine());
    }
  }

  @Test
  void ownCodeDecidesOnLogins() throws Exception {
    try (BufferedReader out = start("OwnUsers")) {
      String url = url(out);
      Path file = Files.writeString(directory.resolve("file"), "content");
      assertEquals("", curl("-T", file.toString(), url + "/up"));
      assertEquals("content", Files.readString(directory.resolve("anna/up")));
      assertEquals("exit code 67", curl(url.replace("secret", "wrong") + "/up"));
    }
  }

  @Test
  void nobodyLogsInInClear() throws Exception {
    Files.writeString(directory.resolve("file"), "content");
    String url = url(start("Encrypted")) + "/file";
    assertEquals("content", curl("--ssl-reqd", "-k", url));
    assertEquals("exit code 67", curl(url));
  }

  @Test
  void filesMayBeInMemory() throws Exception {
    assertTrue(curl(url(start("InMemory")) + "/welcome.txt").startsWith("This is gone"));
  }

  /** So that none is forgotten here, nor in the page that lists them. */
  @Test
  void theseAreAll() throws IOException {
    String page = Files.readString(DEMO.resolve("README.md"));
    try (Stream<Path> files = Files.list(DEMO)) {
      List<String> found =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.replace(".java", ""))
              .sorted()
              .toList();
      assertEquals(
          List.of("Encrypted", "InMemory", "OnUpload", "OwnLoop", "OwnUsers", "Share"), found);
      found.forEach(name -> assertTrue(page.contains("[" + name + "](" + name + ".java)"), name));
    }
  }

  private BufferedReader start(String program) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dport=0",
                "-cp",
                System.getProperty("java.class.path"),
                DEMO.resolve(program + ".java").toString(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(process);
    return process.inputReader(UTF_8);
  }

  private static String url(BufferedReader out) throws IOException {
    String line;
    do {
      line = Objects.requireNonNull(out.readLine(), "the program has ended");
    } while (!line.startsWith("ftp://")); // a log may come before
    return line;
  }

  private static String curl(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-m", "20"));
    command.addAll(List.of(options));
    Process curl = new ProcessBuilder(command).start();
    String said = new String(curl.getInputStream().readAllBytes(), UTF_8);
    int code = curl.waitFor();
    return code == 0 ? said : "exit code " + code;
  }
}
