package dev.wherry.control;

import dev.wherry.AddressRange;
import dev.wherry.Bandwidth;
import dev.wherry.Limits;
import dev.wherry.User;
import dev.wherry.data.Bucket;
import dev.wherry.data.Pace;
import dev.wherry.io.Throttle;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How fast data moves: buckets of the server, of addresses, of users, and of sessions. Safe for use
 * by many threads; what a session has of it belongs to the session's loop.
 */
public final class Traffic {

  private final Limits limits;
  private final Pair all;
  private final Map<Object, Shared> shared = new ConcurrentHashMap<>();

  /** Buckets for both directions, as far as there are limits. */
  private record Pair(@Nullable Bucket upload, @Nullable Bucket download) {

    static Pair of(Bandwidth bandwidth) {
      return new Pair(bucket(bandwidth.upload()), bucket(bandwidth.download()));
    }

    private static @Nullable Bucket bucket(long rate) {
      return rate == Long.MAX_VALUE ? null : new Bucket(rate, System::nanoTime);
    }
  }

  /** Buckets, and how many sessions use them. */
  private record Shared(Pair buckets, int uses) {}

  private record UserName(String name) {}

  /** Nothing has moved yet. */
  public Traffic(Limits limits) {
    this.limits = limits;
    this.all = Pair.of(limits.bandwidth());
  }

  /** The share of a session from {@code client}; to be given back with {@link Share#leave}. */
  Share enter(InetAddress client) {
    return new Share(client);
  }

  private @Nullable Pair use(Object key, Bandwidth bandwidth) {
    if (bandwidth.isUnlimited()) {
      return null;
    }
    Shared used =
        shared.compute(
            key,
            (_, before) ->
                before == null
                    ? new Shared(Pair.of(bandwidth), 1)
                    : new Shared(before.buckets, before.uses + 1));
    return Objects.requireNonNull(used).buckets;
  }

  private void leave(Object key) {
    shared.computeIfPresent(
        key, (_, used) -> used.uses == 1 ? null : new Shared(used.buckets, used.uses - 1));
  }

  /** What one session may move. */
  final class Share {

    private final AddressRange address;
    private final Pair own = Pair.of(limits.bandwidthPerSession());
    private final @Nullable Pair ofAddress;
    private @Nullable UserName name;
    private @Nullable Pair ofUser;

    private Share(InetAddress client) {
      address = AddressRange.ofClient(client);
      ofAddress = use(address, limits.bandwidthPerAddress());
    }

    /** The session is {@code user}'s from now on, or nobody's. */
    void belongsTo(@Nullable User user) {
      if (name != null && ofUser != null) {
        Traffic.this.leave(name);
      }
      name = user == null ? null : new UserName(user.name());
      ofUser = name == null || user == null ? null : use(name, user.limits().bandwidth());
    }

    /** The pace of a data connection that receives from the client. */
    Throttle upload() {
      return pace(Pair::upload);
    }

    /** The pace of a data connection that sends to the client. */
    Throttle download() {
      return pace(Pair::download);
    }

    private Throttle pace(Function<Pair, @Nullable Bucket> direction) {
      List<Bucket> buckets = new ArrayList<>(0);
      add(buckets, own, direction);
      add(buckets, ofUser, direction);
      add(buckets, ofAddress, direction);
      add(buckets, all, direction);
      return Pace.of(buckets, System::nanoTime);
    }

    private static void add(
        List<Bucket> buckets, @Nullable Pair pair, Function<Pair, @Nullable Bucket> direction) {
      Bucket bucket = pair == null ? null : direction.apply(pair);
      if (bucket != null) {
        buckets.add(bucket);
      }
    }

    void leave() {
      belongsTo(null);
      if (ofAddress != null) {
        Traffic.this.leave(address);
      }
    }
  }
}
