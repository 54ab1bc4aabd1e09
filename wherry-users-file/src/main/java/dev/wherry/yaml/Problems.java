package dev.wherry.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** What is wrong in one file, as far as it has been read. Not thread-safe. */
public final class Problems {

  private final Path file;
  private final List<Problem> found = new ArrayList<>();

  /** Nothing so far. */
  public Problems(Path file) {
    this.file = file;
  }

  /** The file. */
  public Path file() {
    return file;
  }

  void add(Optional<Mark> at, String text) {
    found.add(
        at.map(mark -> new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, text))
            .orElseGet(() -> new Problem(file, 0, 0, text)));
  }

  /** Adds what is wrong in another file that this one names. */
  public void addAll(List<Problem> others) {
    found.addAll(others);
  }

  /** What has been found, in the order of the file. */
  public List<Problem> all() {
    return found.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }

  /** Goes on only if nothing is wrong. */
  public void throwIfAny() throws InvalidFileException {
    if (!found.isEmpty()) {
      throw new InvalidFileException(all());
    }
  }
}
