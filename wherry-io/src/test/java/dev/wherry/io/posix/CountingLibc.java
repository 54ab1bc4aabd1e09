package dev.wherry.io.posix;

import java.util.Map;
import java.util.TreeMap;

/** A {@link Libc} that keeps account of the calls it made. */
class CountingLibc extends Libc {

  /** How often each C function was called. */
  final Map<String, Integer> calls = new TreeMap<>();

  @Override
  void called(String function, long result) {
    calls.merge(function, 1, Integer::sum);
  }

  /** How many calls were made since the last time somebody asked. */
  int take() {
    int sum = calls.values().stream().mapToInt(Integer::intValue).sum();
    calls.clear();
    return sum;
  }
}
