package dev.wherry.cli;

import dev.wherry.users.file.Authorities;
import java.nio.file.Path;
import java.util.function.Function;

/** Files with the certificates of those who vouch for a server: {@code ca}. */
final class Pem {

  private Pem() {}

  /** A file that has some; relative paths count from {@code base}. */
  static Function<String, Path> in(Path base) {
    return text -> {
      Path file = base.resolve(text);
      Authorities.trust(file);
      return file;
    };
  }
}
