package dev.wherry.files;

import dev.wherry.Quota;
import dev.wherry.User;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What users with a quota keep in their homes. Safe for use by many threads. */
public final class Quotas {

  private final Map<String, Usage> byUser = new ConcurrentHashMap<>();

  /** Nothing is known yet. */
  public Quotas() {}

  /** What {@code user} keeps, or null if that has no limit. */
  public @Nullable Usage of(User user) {
    Quota quota = user.limits().quota();
    if (quota.isUnlimited()) {
      return null;
    }
    return byUser.compute(
        user.name(),
        (_, known) ->
            known != null && known.isOf(user.home(), quota)
                ? known
                : new Usage(user.home(), quota, System::nanoTime));
  }
}
