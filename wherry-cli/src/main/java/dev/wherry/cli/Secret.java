package dev.wherry.cli;

import dev.wherry.yaml.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a configuration should not show: {@code password}, or better {@code password-file}. */
final class Secret {

  private Secret() {}

  /**
   * The text of a key, or the first line of the file that the key with {@code -file} names.
   *
   * @param base where relative paths count from
   */
  static Optional<String> read(Section section, String key, Path base) {
    String fileKey = key + "-file";
    Optional<String> inline = section.text(key);
    Optional<Path> file = section.text(fileKey).map(base::resolve);
    if (section.has(key) && section.has(fileKey)) {
      section.problem(fileKey, "'" + key + "' and '" + fileKey + "' are two for one");
    }
    return file.isPresent() ? file.flatMap(path -> line(section, fileKey, path)) : inline;
  }

  private static Optional<String> line(Section section, String key, Path file) {
    try {
      Optional<String> line = Files.readString(file).lines().findFirst();
      if (line.filter(text -> !text.isEmpty()).isEmpty()) {
        section.problem(key, "'" + key + "': the first line of " + file + " is empty");
      }
      return line;
    } catch (IOException e) {
      section.problem(
          key,
          "'" + key + "': " + file + (Files.exists(file) ? " cannot be read" : " is not there"));
      return Optional.empty();
    }
  }
}
