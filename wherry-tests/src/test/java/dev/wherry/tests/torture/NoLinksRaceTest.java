package dev.wherry.tests.torture;

import dev.wherry.FtpServerBuilder;
import dev.wherry.Symlinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The race of {@link JailRaceTest} with links that stay in the home, and lead nowhere. */
class NoLinksRaceTest extends JailRaceTest {

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual.symlinks(Symlinks.NEVER);
  }

  @Override
  Path forbidden() throws IOException {
    return Files.createDirectories(home.resolve("elsewhere"));
  }
}
