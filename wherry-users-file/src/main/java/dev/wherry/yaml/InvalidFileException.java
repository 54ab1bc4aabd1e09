package dev.wherry.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A file that cannot be used, with everything that is wrong in it. */
public final class InvalidFileException extends Exception {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // a list of records, and never serialized
  private final List<Problem> problems;

  InvalidFileException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
