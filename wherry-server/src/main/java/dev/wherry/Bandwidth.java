package dev.wherry;

/**
 * How fast data may move, in bytes per second for each direction.
 *
 * @param upload from clients; {@link Long#MAX_VALUE} for no limit
 * @param download to clients; {@link Long#MAX_VALUE} for no limit
 */
public record Bandwidth(long upload, long download) {

  /** No limit in either direction. */
  public static final Bandwidth UNLIMITED = new Bandwidth(Long.MAX_VALUE, Long.MAX_VALUE);

  /**
   * A bandwidth, after a check of its values.
   *
   * @throws IllegalArgumentException if one is less than a byte per second
   */
  public Bandwidth {
    if (upload < 1 || download < 1) {
      throw new IllegalArgumentException(
          "bandwidth is at least a byte per second, not " + Math.min(upload, download));
    }
  }

  /** Whether there is no limit in either direction. */
  public boolean isUnlimited() {
    return upload == Long.MAX_VALUE && download == Long.MAX_VALUE;
  }
}
