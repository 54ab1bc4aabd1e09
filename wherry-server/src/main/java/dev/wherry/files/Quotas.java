package dev.wherry.files;

import dev.wherry.Quota;
import dev.wherry.User;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What users with a quota keep in their homes. Safe for use by many threads. */
public final class Quotas {

  private final Map<String, Usage> byUser = new ConcurrentHashMap<>();

  /** Nothing is known yet. */
  public Quotas() {}

  /** What {@code user} keeps. */
  public Usage of(User user) {
    Quota quota = user.limits().quota();
    if (quota.isUnlimited()) {
      return Usage.UNLIMITED;
    }
    return Objects.requireNonNull(
        byUser.compute(
            user.name(),
            (_, known) ->
                known != null && known.isOf(user.home(), quota)
                    ? known
                    : new Usage(user.home(), quota, System::nanoTime)));
  }
}
