package dev.wherry.cli;

import dev.wherry.yaml.InvalidFileException;
import java.io.PrintWriter;

/** What is wrong in files, as the command says it: one line each. */
final class Mistakes {

  private Mistakes() {}

  static void print(PrintWriter err, InvalidFileException e) {
    e.problems().forEach(problem -> err.println("wherry: " + problem));
  }
}
