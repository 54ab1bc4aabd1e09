package dev.wherry.control;

import dev.wherry.AddressRange;
import dev.wherry.PublicAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that PASV tells, by who asks and where. Names are looked up again from time to
 * time. Safe for use by many threads; {@link #refresh} may block, and nothing else does.
 */
public final class PublicAddresses {

  private static final Logger log = LoggerFactory.getLogger(PublicAddresses.class);

  private final List<Entry> entries = new ArrayList<>();
  private final Duration period;

  /**
   * Looks up every name for the first time.
   *
   * @param period how often {@link #refresh} is due
   * @throws IllegalArgumentException if one has no IPv4 address
   */
  public PublicAddresses(List<PublicAddress> rules, Duration period) {
    this.period = period;
    for (PublicAddress rule : rules) {
      try {
        entries.add(new Entry(rule, lookUp(rule.host())));
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(
            "publicAddress must be an IPv4 address or a name that has one, which '"
                + rule.host()
                + "' is not",
            e);
      }
    }
  }

  /** What PASV tells {@code client}, who has connected to {@code local}; null for that itself. */
  public @Nullable InetAddress of(InetAddress client, InetAddress local) {
    for (Entry entry : entries) {
      if (entry.fits(client, local)) {
        return entry.address;
      }
    }
    return null;
  }

  /** Whether there are names, whose addresses may change. */
  public boolean hasNames() {
    return entries.stream().anyMatch(Entry::isName);
  }

  /** How often {@link #refresh} is due, if there are names. */
  public Duration period() {
    return period;
  }

  /** Looks the names up again; one that has no address now keeps the one it had. */
  public void refresh() {
    for (Entry entry : entries) {
      if (entry.isName()) {
        try {
          Inet4Address now = lookUp(entry.rule.host());
          if (now != null && !now.equals(entry.address)) {
            log.info("{} is {} now", entry.rule.host(), now.getHostAddress());
          }
          entry.address = now;
        } catch (UnknownHostException e) {
          log.warn("cannot look up {}, its address stays", entry.rule.host(), e);
        }
      }
    }
  }

  private static @Nullable Inet4Address lookUp(String host) throws UnknownHostException {
    if (host.equals(PublicAddress.LOCAL)) {
      return null;
    }
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (address instanceof Inet4Address ipv4) {
        return ipv4;
      }
    }
    throw new UnknownHostException(host + " has no IPv4 address");
  }

  private static final class Entry {
    final PublicAddress rule;
    volatile @Nullable Inet4Address address;

    Entry(PublicAddress rule, @Nullable Inet4Address address) {
      this.rule = rule;
      this.address = address;
    }

    boolean fits(InetAddress client, InetAddress local) {
      AddressRange clients = rule.clients();
      AddressRange locals = rule.local();
      return (clients == null || clients.contains(client))
          && (locals == null || locals.contains(local));
    }

    boolean isName() {
      return address != null && !rule.host().equals(address.getHostAddress());
    }
  }
}
