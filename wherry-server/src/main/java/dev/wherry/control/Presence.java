package dev.wherry.control;

import dev.wherry.User;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one session counts for on its server: one of its address, one of its user, with a share of
 * the bandwidth. It belongs to the loop's thread but for {@link #siblings} and {@link #offends}.
 */
public final class Presence {

  private final Settings settings;
  private final InetAddress client;
  private final Traffic.Share traffic;

  /** Of a client that has been let in, and has not logged in. */
  Presence(Settings settings, InetAddress client) {
    this.settings = settings;
    this.client = client;
    this.traffic = settings.traffic().enter(client);
  }

  InetAddress client() {
    return client;
  }

  Traffic.Share traffic() {
    return traffic;
  }

  /** The session is {@code user}'s from now on, or nobody's; false if the user has too many. */
  boolean belongsTo(@Nullable User user) {
    int most =
        user == null ? 0 : Math.min(user.limits().sessions(), settings.limits().sessionsPerUser());
    boolean isAdmitted = settings.roster().put(this, user, most);
    traffic.belongsTo(isAdmitted ? user : null);
    return isAdmitted;
  }

  /** The sessions of a user, one line each. */
  public List<String> siblings(@Nullable User user) {
    return settings.roster().of(user);
  }

  /** The client has done what it should not. */
  public void offends(int points) {
    settings.offenders().add(client, points);
  }

  /** The session is over. */
  void leave() {
    settings.roster().put(this, null, 0);
    settings.admission().leave(client);
    traffic.leave();
  }
}
