package dev.wherry.bench;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measurement.
 *
 * @param work the row of the table it belongs to
 * @param value in the work's unit
 * @param outcome what the clients saw, or null where there is no work to see
 * @param handshakes those of the clients, or null where there is no TLS
 */
record Figure(
    String work,
    Unit unit,
    String peer,
    int round,
    double value,
    Map<String, Integer> errors,
    @Nullable Outcome outcome,
    @Nullable Handshakes handshakes) {

  int failures() {
    return errors.values().stream().mapToInt(Integer::intValue).sum();
  }
}
