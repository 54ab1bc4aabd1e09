package dev.wherry;

import java.time.Duration;

/**
 * How much a server bears. Immutable; start from {@link #STANDARD} and change what should differ.
 *
 * @param sessions how many clients may be connected at once; more are turned away with 421
 * @param idle how long a session may do nothing; a running transfer is not idle
 * @param login how long a client may take to log in
 * @param failures how many wrong passwords a session may try before it is closed
 * @param dataConnection how long a transfer waits for its data connection to be made
 * @param stall how long a transfer may go on without a byte being moved
 */
public record Limits(
    int sessions,
    Duration idle,
    Duration login,
    int failures,
    Duration dataConnection,
    Duration stall) {

  /**
   * 10,000 sessions; idle for 5 minutes, 1 minute to log in with 3 attempts, 30 seconds for a data
   * connection, 2 minutes for a stalled transfer.
   */
  public static final Limits STANDARD =
      new Limits(
          10_000,
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          3,
          Duration.ofSeconds(30),
          Duration.ofMinutes(2));

  /**
   * Limits, after a check of their values.
   *
   * @throws IllegalArgumentException if a number or a duration is not positive
   */
  public Limits {
    requirePositive("sessions", sessions > 0, sessions);
    requirePositive("idle", idle.isPositive(), idle);
    requirePositive("login", login.isPositive(), login);
    requirePositive("failures", failures > 0, failures);
    requirePositive("dataConnection", dataConnection.isPositive(), dataConnection);
    requirePositive("stall", stall.isPositive(), stall);
  }

  /** The same with another limit for {@link #sessions}. */
  public Limits withSessions(int other) {
    return new Limits(other, idle, login, failures, dataConnection, stall);
  }

  /** The same with another limit for {@link #idle}. */
  public Limits withIdle(Duration other) {
    return new Limits(sessions, other, login, failures, dataConnection, stall);
  }

  /** The same with another limit for {@link #login}. */
  public Limits withLogin(Duration other) {
    return new Limits(sessions, idle, other, failures, dataConnection, stall);
  }

  /** The same with another limit for {@link #failures}. */
  public Limits withFailures(int other) {
    return new Limits(sessions, idle, login, other, dataConnection, stall);
  }

  /** The same with another limit for {@link #dataConnection}. */
  public Limits withDataConnection(Duration other) {
    return new Limits(sessions, idle, login, failures, other, stall);
  }

  /** The same with another limit for {@link #stall}. */
  public Limits withStall(Duration other) {
    return new Limits(sessions, idle, login, failures, dataConnection, other);
  }

  private static void requirePositive(String name, boolean isPositive, Object value) {
    if (!isPositive) {
      throw new IllegalArgumentException("limit '" + name + "' must be positive, not " + value);
    }
  }
}
