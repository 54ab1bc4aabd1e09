package dev.wherry.tests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * basic-ftp, the FTP client of Node.js: npm fetches it once per build, and knows it by its hash.
 */
final class BasicFtp {

  private static final Path SOURCE = Path.of("src", "test", "node");
  private static final Path HERE = Path.of("target", "node").toAbsolutePath();
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "ftps.mjs");

  private static final Path SCRIPT = install();

  private BasicFtp() {}

  /** Puts two files and gets them back. */
  static void transfer(Site site, String version) {
    new Program("node", "nodejs")
        .run(site, SCRIPT.toString(), site.host(), site.port(), version, Site.USER, Site.PASSWORD);
  }

  private static Path install() {
    try {
      Files.createDirectories(HERE);
      for (String file : FILES) {
        Files.copy(SOURCE.resolve(file), HERE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      Process npm =
          new ProcessBuilder("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund")
              .directory(HERE.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, npm.waitFor(), said);
      return HERE.resolve("ftps.mjs");
    } catch (IOException e) {
      throw new UncheckedIOException("This test needs npm, which Debian has in 'npm'.", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
