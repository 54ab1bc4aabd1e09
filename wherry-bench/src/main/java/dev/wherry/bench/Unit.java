package dev.wherry.bench;

/** What a figure of a comparison counts. Less is better in all of them. */
enum Unit {
  MICROS_PER_OPERATION("µs CPU"),
  SECONDS_PER_GIB("CPU s/GiB"),
  KIB_PER_SESSION("KiB");

  final String label;

  Unit(String label) {
    this.label = label;
  }

  double of(long cpuNanos, Outcome outcome) {
    return this == SECONDS_PER_GIB
        ? cpuNanos / 1e9 / (outcome.bytes() / (double) (1 << 30))
        : cpuNanos / 1e3 / Math.max(1, outcome.operations());
  }
}
