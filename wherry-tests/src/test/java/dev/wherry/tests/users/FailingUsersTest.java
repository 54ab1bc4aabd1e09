package dev.wherry.tests.users;

import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.tests.Client;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of somebody's own making may fail in any way; the client hears of it, and may go on. */
class FailingUsersTest {

  @TempDir Path home;

  private @Nullable Throwable failure;

  @Test
  void anExceptionIsAnswered() {
    failure = new IllegalStateException("on purpose, so that it is logged");
    logInAfterFailure();
  }

  /** As for a class that was not packed with the others. */
  @Test
  void anErrorIsAnswered() {
    failure = new NoClassDefFoundError("on purpose, so that it is logged");
    logInAfterFailure();
  }

  private void logInAfterFailure() {
    try (FtpServer server = FtpServer.builder().port(0).users(this::authenticate).start();
        Client client = Client.of(server)) {
      client.says("USER anna").hears(331).says("PASS secret").hears(451);
      failure = null;
      client.says("USER anna").hears(331).says("PASS secret").hears(230);
    }
  }

  private User authenticate(String name, String password) {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return new User(name, home, Permissions.READ_ONLY);
  }
}
