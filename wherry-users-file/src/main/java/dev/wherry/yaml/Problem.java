package dev.wherry.yaml;

import java.nio.file.Path;

/**
 * Something that is wrong in a file.
 *
 * @param line where, counted from 1; 0 if it is the whole file
 * @param column where in the line, counted from 1
 * @param text what, and what was probably meant
 */
public record Problem(Path file, int line, int column, String text) {

  /** One line: {@code wherry.yaml:12:5: there is no 'prot' here; did you mean 'port'?} */
  @Override
  public String toString() {
    return line == 0 ? file + ": " + text : file + ":" + line + ":" + column + ": " + text;
  }
}
