package dev.wherry;

import java.time.Duration;

/**
 * What a server does about clients that guess passwords or break the rules, by address: an IPv4
 * address or an IPv6 network of 64 bits. Immutable; start from {@link #STANDARD}.
 *
 * <p>Every offence adds points to an address: a wrong password 1, a session that never logs in 1, a
 * data connection from where nobody waits for it or to another host 1, to a privileged port 5.
 * Points fade: {@link #banScore} of them are forgotten in {@link #memory}.
 *
 * @param firstDelay how long the answer to an address's second wrong password is held back; it
 *     doubles with each one, and takes no thread. Zero for no delay
 * @param longestDelay what the delay grows to at most
 * @param banScore at how many points an address is turned away; {@link Integer#MAX_VALUE} for never
 * @param memory how long it takes until that many points are forgotten
 * @param ban how long the address is turned away then
 */
public record Defence(
    Duration firstDelay, Duration longestDelay, int banScore, Duration memory, Duration ban) {

  /** Delays from 100 milliseconds to 4 seconds; 10 minutes of ban at 100 points in 10 minutes. */
  public static final Defence STANDARD =
      new Defence(
          Duration.ofMillis(100),
          Duration.ofSeconds(4),
          100,
          Duration.ofMinutes(10),
          Duration.ofMinutes(10));

  /** Neither delays nor bans. */
  public static final Defence NONE =
      new Defence(
          Duration.ZERO,
          Duration.ZERO,
          Integer.MAX_VALUE,
          Duration.ofMinutes(10),
          Duration.ofMinutes(10));

  /**
   * A defence, after a check of its values.
   *
   * @throws IllegalArgumentException if the delays are negative or the other values not positive
   */
  public Defence {
    if (firstDelay.isNegative() || longestDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException(
          "delays are not negative, and the longest not less than the first: "
              + firstDelay
              + ", "
              + longestDelay);
    }
    if (banScore < 1 || !memory.isPositive() || !ban.isPositive()) {
      throw new IllegalArgumentException(
          "banScore, memory and ban must be positive, not "
              + banScore
              + ", "
              + memory
              + ", "
              + ban);
    }
  }

  /** The same with other delays. */
  public Defence withDelays(Duration first, Duration longest) {
    return new Defence(first, longest, banScore, memory, ban);
  }

  /** The same with another ban. */
  public Defence withBan(int score, Duration forgottenIn, Duration banned) {
    return new Defence(firstDelay, longestDelay, score, forgottenIn, banned);
  }
}
