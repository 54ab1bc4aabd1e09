package dev.wherry.bench;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A bar that grows, on one line of a terminal. */
final class Progress {

  private static final int WIDTH = 30;

  private final @Nullable PrintWriter out;
  private final int steps;
  private int step;

  Progress(@Nullable PrintWriter out, int steps) {
    this.out = out;
    this.steps = steps;
  }

  /** Begins the next step. */
  void step(String what) {
    if (out != null) {
      int filled = WIDTH * step / Math.max(1, steps);
      step++;
      out.printf(
          "\r[%s%s] %d/%d  %s\u001b[K", "=".repeat(filled), " ".repeat(WIDTH - filled), step, steps, what);
      out.flush();
    }
  }

  /** Takes the bar away. */
  void end() {
    if (out != null) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
