package dev.wherry.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM loads for a configuration: not what others are for. */
@Timeout(60)
class LoadedTest {

  private static final String ELSEWHERE =
      "com\\.unboundid|com\\.zaxxer|org\\.postgresql|tools\\.jackson|java\\.net\\.http|"
          + "dev\\.wherry\\.users\\.(ldap|jdbc|http|pam)|dev\\.wherry\\.cli\\.\\w+Source ";

  @TempDir Path directory;

  @Test
  void sourcesOfUsersThatAreNotNamedAreNotLoaded() throws Exception {
    String loaded = loaded("users: {anonymous: {home: .}}\n");
    assertTrue(loaded.contains("dev.wherry.users.file.AccountReader "), loaded);
    for (String line : loaded.lines().toList()) {
      assertFalse(
          line.matches(".*\\b(" + ELSEWHERE + ").*") && !line.contains("UserSource "), line);
    }
  }

  @Test
  void whatIsNamedIsLoaded() throws Exception {
    String loaded = loaded("users-http: {url: 'https://localhost', defaults: {home: .}}\n");
    assertTrue(loaded.contains("dev.wherry.users.http.HttpOptions "), loaded);
    assertFalse(loaded.contains("com.unboundid"), loaded);
  }

  private String loaded(String yaml) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("wherry.yaml"), yaml);
    Path log = directory.resolve("log");
    Process wherry =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.wherry.cli.Wherry",
                "check",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    assertEquals(0, wherry.waitFor(), () -> directory.resolve("out").toString());
    return Files.readString(log);
  }
}
