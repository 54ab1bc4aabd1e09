package dev.wherry.guard;

import dev.wherry.AddressRange;
import dev.wherry.Limits;
import dev.wherry.Reply;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether an address may have one more session. Safe for use by many threads. */
public final class Admission {

  private static final Reply DENIED = Reply.of(421, "You cannot be served from your address.");
  private static final Reply BANNED =
      Reply.of(421, "Too much went wrong from your address, please try again later.");
  private static final Reply CROWDED =
      Reply.of(421, "There are too many sessions from your address.");

  private final List<AddressRange> allowed;
  private final List<AddressRange> denied;
  private final Offenders offenders;
  private final int most;
  private final Census<AddressRange> present = new Census<>();

  /**
   * Everybody may come in who is allowed and not denied.
   *
   * @param allowed empty for everybody
   */
  public Admission(
      List<AddressRange> allowed, List<AddressRange> denied, Offenders offenders, Limits limits) {
    this.allowed = List.copyOf(allowed);
    this.denied = List.copyOf(denied);
    this.offenders = offenders;
    this.most = limits.sessionsPerAddress();
  }

  /** Lets a session in, which leaves with {@link #leave}; or tells why not. */
  public @Nullable Reply enter(InetAddress client) {
    boolean isAllowed = allowed.isEmpty() || isIn(allowed, client);
    if (!isAllowed || isIn(denied, client)) {
      return DENIED;
    }
    if (offenders.isBanned(client)) {
      return BANNED;
    }
    return present.enter(AddressRange.ofClient(client), most) ? null : CROWDED;
  }

  /** A session that was let in has ended. */
  public void leave(InetAddress client) {
    present.leave(AddressRange.ofClient(client));
  }

  static boolean isIn(List<AddressRange> ranges, InetAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
