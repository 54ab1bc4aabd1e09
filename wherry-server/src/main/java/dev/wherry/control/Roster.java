package dev.wherry.control;

import dev.wherry.User;
import dev.wherry.guard.Census;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who is logged in, on all loops of a server. Safe for use by many threads. */
public final class Roster {

  private final Map<Presence, User> users = new ConcurrentHashMap<>();
  private final Census<String> counts = new Census<>();

  /** Nobody yet. */
  public Roster() {}

  /**
   * The session belongs to {@code user} from now on, or to nobody.
   *
   * @param most how many sessions the user may have
   * @return false if there are that many already; the session is nobody's then
   */
  boolean put(Presence session, @Nullable User user, int most) {
    User before = users.get(session);
    if (before != null && user != null && before.name().equals(user.name())) {
      users.put(session, user);
      return true;
    }
    users.remove(session);
    if (before != null) {
      counts.leave(before.name());
    }
    if (user == null) {
      return true;
    }
    if (!counts.enter(user.name(), most)) {
      return false;
    }
    users.put(session, user);
    return true;
  }

  /** The sessions of one user, one line each. */
  List<String> of(@Nullable User user) {
    if (user == null) {
      return List.of();
    }
    return users.entrySet().stream()
        .filter(entry -> entry.getValue().name().equals(user.name()))
        .map(entry -> user.name() + " from " + entry.getKey().client().getHostAddress())
        .sorted()
        .toList();
  }
}
