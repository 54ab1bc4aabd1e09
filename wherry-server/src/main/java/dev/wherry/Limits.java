package dev.wherry;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How much a server bears. Immutable; start from {@link #STANDARD} and change what should differ.
 *
 * @param sessions how many clients may be connected at once; more are turned away with 421
 * @param sessionsPerAddress how many of them may come from one IPv4 address, or from one IPv6
 *     network of 64 bits; {@link Integer#MAX_VALUE} for as many as there may be in all
 * @param sessionsPerUser how many of them may be logged in as one user; {@link Integer#MAX_VALUE}
 *     for no limit
 * @param idle how long a session may do nothing; a running transfer is not idle
 * @param login how long a client may take to log in
 * @param failures how many wrong passwords a session may try before it is closed
 * @param commandsPerSecond how many commands of a session are done in a second; the others wait.
 *     {@link Integer#MAX_VALUE} for no limit
 * @param transfersPerSession how many files a session may send and fetch; who asks for one more is
 *     closed with 421. Listings do not count. {@link Integer#MAX_VALUE} for no limit
 * @param dataConnection how long a transfer waits for its data connection to be made
 * @param stall how long a transfer may go on without a byte being moved
 * @param bandwidth of all transfers together
 * @param bandwidthPerSession of the transfers of one session
 * @param bandwidthPerAddress of all transfers of one address, as for {@code sessionsPerAddress}
 */
public record Limits(
    int sessions,
    int sessionsPerAddress,
    int sessionsPerUser,
    Duration idle,
    Duration login,
    int failures,
    int commandsPerSecond,
    int transfersPerSession,
    Duration dataConnection,
    Duration stall,
    Bandwidth bandwidth,
    Bandwidth bandwidthPerSession,
    Bandwidth bandwidthPerAddress) {

  /**
   * 10,000 sessions, from anywhere; idle for 5 minutes, 1 minute to log in with 3 attempts, 30
   * seconds for a data connection, 2 minutes for a stalled transfer; as fast as it goes.
   */
  public static final Limits STANDARD =
      new Limits(
          10_000,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          3,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Bandwidth.UNLIMITED,
          Bandwidth.UNLIMITED,
          Bandwidth.UNLIMITED);

  /**
   * Limits, after a check of their values.
   *
   * @throws IllegalArgumentException if a number or a duration is not positive
   */
  public Limits {
    requirePositive("sessions", sessions > 0, sessions);
    requirePositive("sessionsPerAddress", sessionsPerAddress > 0, sessionsPerAddress);
    requirePositive("sessionsPerUser", sessionsPerUser > 0, sessionsPerUser);
    requirePositive("idle", idle.isPositive(), idle);
    requirePositive("login", login.isPositive(), login);
    requirePositive("failures", failures > 0, failures);
    requirePositive("commandsPerSecond", commandsPerSecond > 0, commandsPerSecond);
    requirePositive("transfersPerSession", transfersPerSession > 0, transfersPerSession);
    requirePositive("dataConnection", dataConnection.isPositive(), dataConnection);
    requirePositive("stall", stall.isPositive(), stall);
  }

  /** The same with another limit for {@link #sessions}. */
  public Limits withSessions(int other) {
    return with(draft -> draft.sessions = other);
  }

  /** The same with another limit for {@link #sessionsPerAddress}. */
  public Limits withSessionsPerAddress(int other) {
    return with(draft -> draft.sessionsPerAddress = other);
  }

  /** The same with another limit for {@link #sessionsPerUser}. */
  public Limits withSessionsPerUser(int other) {
    return with(draft -> draft.sessionsPerUser = other);
  }

  /** The same with another limit for {@link #idle}. */
  public Limits withIdle(Duration other) {
    return with(draft -> draft.idle = other);
  }

  /** The same with another limit for {@link #login}. */
  public Limits withLogin(Duration other) {
    return with(draft -> draft.login = other);
  }

  /** The same with another limit for {@link #failures}. */
  public Limits withFailures(int other) {
    return with(draft -> draft.failures = other);
  }

  /** The same with another limit for {@link #commandsPerSecond}. */
  public Limits withCommandsPerSecond(int other) {
    return with(draft -> draft.commandsPerSecond = other);
  }

  /** The same with another limit for {@link #transfersPerSession}. */
  public Limits withTransfersPerSession(int other) {
    return with(draft -> draft.transfersPerSession = other);
  }

  /** The same with another limit for {@link #dataConnection}. */
  public Limits withDataConnection(Duration other) {
    return with(draft -> draft.dataConnection = other);
  }

  /** The same with another limit for {@link #stall}. */
  public Limits withStall(Duration other) {
    return with(draft -> draft.stall = other);
  }

  /** The same with another limit for {@link #bandwidth}. */
  public Limits withBandwidth(Bandwidth other) {
    return with(draft -> draft.bandwidth = other);
  }

  /** The same with another limit for {@link #bandwidthPerSession}. */
  public Limits withBandwidthPerSession(Bandwidth other) {
    return with(draft -> draft.bandwidthPerSession = other);
  }

  /** The same with another limit for {@link #bandwidthPerAddress}. */
  public Limits withBandwidthPerAddress(Bandwidth other) {
    return with(draft -> draft.bandwidthPerAddress = other);
  }

  private Limits with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.limits();
  }

  private static void requirePositive(String name, boolean isPositive, Object value) {
    if (!isPositive) {
      throw new IllegalArgumentException("limit '" + name + "' must be positive, not " + value);
    }
  }

  /** The values of limits to be. */
  private static final class Draft {
    int sessions;
    int sessionsPerAddress;
    int sessionsPerUser;
    Duration idle;
    Duration login;
    int failures;
    int commandsPerSecond;
    int transfersPerSession;
    Duration dataConnection;
    Duration stall;
    Bandwidth bandwidth;
    Bandwidth bandwidthPerSession;
    Bandwidth bandwidthPerAddress;

    Draft(Limits from) {
      sessions = from.sessions;
      sessionsPerAddress = from.sessionsPerAddress;
      sessionsPerUser = from.sessionsPerUser;
      idle = from.idle;
      login = from.login;
      failures = from.failures;
      commandsPerSecond = from.commandsPerSecond;
      transfersPerSession = from.transfersPerSession;
      dataConnection = from.dataConnection;
      stall = from.stall;
      bandwidth = from.bandwidth;
      bandwidthPerSession = from.bandwidthPerSession;
      bandwidthPerAddress = from.bandwidthPerAddress;
    }

    Limits limits() {
      return new Limits(
          sessions,
          sessionsPerAddress,
          sessionsPerUser,
          idle,
          login,
          failures,
          commandsPerSecond,
          transfersPerSession,
          dataConnection,
          stall,
          bandwidth,
          bandwidthPerSession,
          bandwidthPerAddress);
    }
  }
}
