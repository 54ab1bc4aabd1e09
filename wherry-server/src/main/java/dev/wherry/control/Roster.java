package dev.wherry.control;

import dev.wherry.User;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who is logged in, on all loops of a server. Safe for use by many threads. */
public final class Roster {

  private final Map<Session, User> users = new ConcurrentHashMap<>();

  /** Nobody yet. */
  public Roster() {}

  /** The session belongs to {@code user} from now on, or to nobody. */
  void put(Session session, @Nullable User user) {
    if (user == null) {
      users.remove(session);
    } else {
      users.put(session, user);
    }
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
