package dev.wherry;

/**
 * What one user may take of the server, all sessions of that user together. {@link Limits} has what
 * goes for everybody.
 *
 * @param sessions how many at once; {@link Integer#MAX_VALUE} for as many as {@link
 *     Limits#sessionsPerUser} allows
 * @param bandwidth of all of them together
 * @param quota what may lie in the home
 */
public record UserLimits(int sessions, Bandwidth bandwidth, Quota quota) {

  /** Nothing but what goes for everybody. */
  public static final UserLimits NONE =
      new UserLimits(Integer.MAX_VALUE, Bandwidth.UNLIMITED, Quota.UNLIMITED);

  /**
   * Limits, after a check of their values.
   *
   * @throws IllegalArgumentException if there could be no session at all
   */
  public UserLimits {
    if (sessions < 1) {
      throw new IllegalArgumentException("a user has at least one session, not " + sessions);
    }
  }

  /** The same with another limit for {@link #sessions}. */
  public UserLimits withSessions(int other) {
    return new UserLimits(other, bandwidth, quota);
  }

  /** The same with another limit for {@link #bandwidth}. */
  public UserLimits withBandwidth(Bandwidth other) {
    return new UserLimits(sessions, other, quota);
  }

  /** The same with another limit for {@link #quota}. */
  public UserLimits withQuota(Quota other) {
    return new UserLimits(sessions, bandwidth, other);
  }
}
