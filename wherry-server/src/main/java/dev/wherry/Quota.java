package dev.wherry;

/**
 * How much a user may keep in the home directory. What lies in {@linkplain Folder folders} does not
 * count.
 *
 * @param bytes of all files together; {@link Long#MAX_VALUE} for no limit
 * @param files how many files and directories; {@link Long#MAX_VALUE} for no limit
 */
public record Quota(long bytes, long files) {

  /** No limit. */
  public static final Quota UNLIMITED = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);

  /**
   * A quota, after a check of its values.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Quota {
    if (bytes < 0 || files < 0) {
      throw new IllegalArgumentException("a quota cannot be negative: " + Math.min(bytes, files));
    }
  }

  /** Whether there is no limit. */
  public boolean isUnlimited() {
    return bytes == Long.MAX_VALUE && files == Long.MAX_VALUE;
  }
}
