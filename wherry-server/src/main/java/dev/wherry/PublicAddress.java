package dev.wherry;

import org.jspecify.annotations.Nullable;

/**
 * The address that PASV tells some of the clients, for a server behind NAT.
 *
 * @param host an IPv4 address, or a name that has one and is looked up once a minute, or {@link
 *     #LOCAL}
 * @param clients which clients are told; null for all
 * @param local for which addresses of this machine, as clients connect to them; null for all
 */
public record PublicAddress(
    String host, @Nullable AddressRange clients, @Nullable AddressRange local) {

  /** For {@link #host}: the address the client has connected to, as it is without NAT. */
  public static final String LOCAL = "local";

  /** What every client is told. */
  public static PublicAddress of(String host) {
    return new PublicAddress(host, null, null);
  }

  /** What clients of one network are told. */
  public static PublicAddress forClients(AddressRange clients, String host) {
    return new PublicAddress(host, clients, null);
  }

  /** What those are told who have connected to an address of this machine. */
  public static PublicAddress forLocal(AddressRange local, String host) {
    return new PublicAddress(host, null, local);
  }
}
