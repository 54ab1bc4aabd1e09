package dev.wherry.guard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many there are of each: sessions of an address, of a user. Safe for use by many threads. */
public final class Census<K> {

  private final Map<K, Integer> counts = new ConcurrentHashMap<>();

  /** Nobody yet. */
  public Census() {}

  /** Counts one more, unless there are {@code most} already; then it returns false. */
  public boolean enter(K key, int most) {
    boolean[] entered = new boolean[1];
    counts.compute(
        key,
        (_, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = before < most;
          return entered[0] ? Integer.valueOf(before + 1) : count;
        });
    return entered[0];
  }

  /** Counts one less of those that entered. */
  public void leave(K key) {
    counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
  }

  /** How many there are now. */
  public int count(K key) {
    return counts.getOrDefault(key, 0);
  }
}
