package dev.wherry.users.file;

import dev.wherry.LoginAttempt;
import dev.wherry.User;
import dev.wherry.Users;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Users of a source that is told where the client is and whether it has TLS, and may mind. */
public interface UsersByAttempt extends Users {

  @Override
  default boolean looksAtClient() {
    return true;
  }

  @Override
  default @Nullable User authenticate(String name, String password) throws IOException {
    return authenticate(new LoginAttempt(name, password));
  }

  @Override
  @Nullable User authenticate(LoginAttempt attempt) throws IOException;
}
