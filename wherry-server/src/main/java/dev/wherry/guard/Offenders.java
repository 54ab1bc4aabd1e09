package dev.wherry.guard;

import dev.wherry.AddressRange;
import dev.wherry.Defence;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients have done wrong, by address: points that fade, and bans that end. As many addresses
 * are kept as {@link #MOST}; those that have been quiet longest go first. Safe for use by many
 * threads; nobody waits in it for long.
 */
public final class Offenders {

  private static final Logger log = LoggerFactory.getLogger(Offenders.class);

  /** How many addresses are remembered. */
  public static final int MOST = 50_000;

  /** Points for what happens to honest clients, too, but seldom. */
  public static final int SMALL = 1;

  /** Points for what no honest client does. */
  public static final int GRAVE = 5;

  /** The longest ban, of 146 years: the clock may wrap around in a longer one. */
  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private static final int LONGEST_SHIFT = 30;

  private final Defence defence;
  private final LongSupplier nanoClock;
  private final LinkedHashMap<AddressRange, Tally> records = new LinkedHashMap<>();

  private static final class Tally {
    double points;
    long since;
    boolean isBanned;
    long bannedUntil;
  }

  /** Nobody yet. */
  public Offenders(Defence defence, LongSupplier nanoClock) {
    this.defence = defence;
    this.nanoClock = nanoClock;
  }

  /**
   * Adds points to an address.
   *
   * @return how long the answer should be held back
   */
  public Duration add(InetAddress address, int points) {
    AddressRange client = AddressRange.ofClient(address);
    long now = nanoClock.getAsLong();
    synchronized (records) {
      Tally tally = records.remove(client);
      if (tally == null) {
        tally = new Tally();
        tally.since = now;
      }
      records.putLast(client, tally);
      if (records.size() > MOST) {
        records.pollFirstEntry();
      }
      tally.points = faded(tally, now) + points;
      tally.since = now;
      int whole = (int) Math.ceil(tally.points); // what was added just now has hardly faded
      if (whole >= defence.banScore() && !tally.isBanned) {
        tally.isBanned = true;
        tally.bannedUntil = now + Math.min(TimeUnit.NANOSECONDS.convert(defence.ban()), FOR_EVER);
        log.warn("{} is turned away for {} seconds", client, defence.ban().toSeconds());
      }
      return delay(whole);
    }
  }

  /** Whether an address is turned away now. */
  public boolean isBanned(InetAddress address) {
    if (defence.banScore() == Integer.MAX_VALUE) {
      return false;
    }
    AddressRange client = AddressRange.ofClient(address);
    synchronized (records) {
      Tally tally = records.get(client);
      if (tally == null || !tally.isBanned) {
        return false;
      }
      if (nanoClock.getAsLong() - tally.bannedUntil < 0) {
        return true;
      }
      records.remove(client); // it begins anew
      return false;
    }
  }

  /** How many addresses are remembered now. */
  public int size() {
    synchronized (records) {
      return records.size();
    }
  }

  private double faded(Tally tally, long now) {
    double perNano =
        (defence.banScore() == Integer.MAX_VALUE ? Defence.STANDARD : defence).banScore()
            / (double) TimeUnit.NANOSECONDS.convert(defence.memory());
    return Math.max(0, tally.points - (now - tally.since) * perNano);
  }

  private Duration delay(int points) {
    if (points < 2 || defence.firstDelay().isZero()) {
      return Duration.ZERO;
    }
    long times = 1L << Math.min(points - 2, LONGEST_SHIFT);
    Duration first = defence.firstDelay();
    return first.compareTo(defence.longestDelay().dividedBy(times)) < 0
        ? first.multipliedBy(times)
        : defence.longestDelay();
  }
}
