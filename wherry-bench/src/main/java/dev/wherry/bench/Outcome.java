package dev.wherry.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param operations how many were done, without the failed ones
 * @param bytes how many bytes they moved
 * @param nanos how long all took
 * @param errors what went wrong, and how often
 * @param latencies nanoseconds of each operation: from when it was due if the load has a rate, or
 *     else from when its client was free for it
 */
record Outcome(
    long operations, long bytes, long nanos, Map<String, Integer> errors, Histogram latencies) {

  double perSecond() {
    return operations * 1e9 / Math.max(1, nanos);
  }

  int failures() {
    return errors.values().stream().mapToInt(Integer::intValue).sum();
  }

  double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}
