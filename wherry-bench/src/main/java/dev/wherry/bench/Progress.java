package dev.wherry.bench;

import java.io.Console;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;

/** A bar that grows, on one line of a terminal; or a line for each step, in a log. */
final class Progress {

  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean isTerminal = isTerminal();
  private final int steps;
  private int step;

  Progress(PrintWriter out, int steps) {
    this.out = out;
    this.steps = steps;
  }

  @SuppressWarnings("SystemConsoleNull") // one checker knows of JDK 22, the other does not
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Begins the next step. */
  void step(String what) {
    int filled = WIDTH * step / Math.max(1, steps);
    step++;
    if (isTerminal) {
      out.printf(
          "\r[%s%s] %d/%d  %s\u001b[K",
          "=".repeat(filled), " ".repeat(WIDTH - filled), step, steps, what);
    } else {
      out.printf("%tT  %d/%d  %s%n", LocalTime.now(ZoneId.systemDefault()), step, steps, what);
    }
    out.flush();
  }

  /** Takes the bar away. */
  void end() {
    if (isTerminal) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
