package dev.wherry.users;

import dev.wherry.LoginAttempt;
import dev.wherry.User;
import dev.wherry.Users;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several sources of users, asked one after the other until one of them says yes. One that cannot
 * answer is passed over: if no other says yes, it cannot be known.
 */
public final class UsersInOrder implements Users {

  private final List<Users> sources;

  /** These, the one to be asked first in front. */
  public UsersInOrder(List<Users> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public @Nullable User authenticate(String name, String password) throws IOException {
    return authenticate(new LoginAttempt(name, password));
  }

  @Override
  public @Nullable User authenticate(LoginAttempt attempt) throws IOException {
    return first(source -> source.authenticate(attempt));
  }

  @Override
  public @Nullable User certified(String name, X509Certificate certificate) throws IOException {
    return first(source -> source.certified(name, certificate));
  }

  private interface Question {
    @Nullable User ask(Users source) throws IOException;
  }

  private @Nullable User first(Question question) throws IOException {
    IOException unknown = null;
    for (Users source : sources) {
      try {
        User user = question.ask(source);
        if (user != null) {
          return user;
        }
      } catch (IOException e) {
        if (unknown == null) {
          unknown = e;
        } else {
          unknown.addSuppressed(e);
        }
      }
    }
    if (unknown != null) {
      throw unknown;
    }
    return null;
  }

  @Override
  public long generation() {
    return sources.stream().mapToLong(Users::generation).sum();
  }

  @Override
  public boolean looksAtClient() {
    return sources.stream().anyMatch(Users::looksAtClient);
  }

  @Override
  public int parallelism() {
    return sources.stream().mapToInt(Users::parallelism).max().orElse(1);
  }
}
