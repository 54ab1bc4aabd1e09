package dev.wherry.io.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * {@code struct sockaddr_in} and {@code sockaddr_in6}, from and to Java's addresses, without a name
 * looked up.
 *
 * <p>As numbers, every address is one of IPv6: two longs, and a scope where it is link-local. IPv4
 * stands in the block that RFC 4291, section 2.5.5.2 has for it, and comes out as IPv4 again.
 */
final class SocketAddresses {

  /** Bytes for either structure. */
  static final int SIZE = 28;

  static final int AF_INET = 2;

  private static final int IPV4_SIZE = 16;
  private static final long FAMILY = 0;
  private static final long PORT = 2;
  private static final long IPV4_ADDRESS = 4;
  private static final long IPV6_ADDRESS = 8;
  private static final long SCOPE = 24;
  private static final long IPV4_BLOCK = 0xffff_0000_0000L;
  private static final ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt NETWORK_INT = JAVA_INT.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  private final Posix system;

  SocketAddresses(Posix system) {
    this.system = system;
  }

  /** The family of sockets that takes this address. */
  int family(InetAddress address) {
    return address instanceof Inet6Address ? system.afInet6 : AF_INET;
  }

  /** Writes an address and returns how many bytes it takes. */
  int write(InetSocketAddress address, MemorySegment to) {
    to.fill((byte) 0);
    to.set(NETWORK_SHORT, PORT, (short) address.getPort());
    byte[] bytes = address.getAddress().getAddress();
    int size = IPV4_SIZE;
    if (address.getAddress() instanceof Inet6Address ipv6) {
      size = SIZE;
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IPV6_ADDRESS, bytes.length);
      to.set(JAVA_INT, SCOPE, ipv6.getScopeId());
    } else {
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IPV4_ADDRESS, bytes.length);
    }
    int family = family(address.getAddress());
    if (system.addressLengthByte) {
      to.set(JAVA_BYTE, FAMILY, (byte) size);
      to.set(JAVA_BYTE, FAMILY + 1, (byte) family);
    } else {
      to.set(JAVA_SHORT, FAMILY, (short) family);
    }
    return size;
  }

  /** Reads an address. */
  InetSocketAddress read(MemorySegment from) {
    return address(high(from), low(from), scope(from), port(from));
  }

  int port(MemorySegment from) {
    return Short.toUnsignedInt(from.get(NETWORK_SHORT, PORT));
  }

  /** The first eight bytes of the address. */
  long high(MemorySegment from) {
    return isIpv6(from) ? from.get(NETWORK_LONG, IPV6_ADDRESS) : 0;
  }

  /** The last eight bytes of the address. */
  long low(MemorySegment from) {
    return isIpv6(from)
        ? from.get(NETWORK_LONG, IPV6_ADDRESS + 8)
        : IPV4_BLOCK | Integer.toUnsignedLong(from.get(NETWORK_INT, IPV4_ADDRESS));
  }

  int scope(MemorySegment from) {
    return isIpv6(from) ? from.get(JAVA_INT, SCOPE) : 0;
  }

  private boolean isIpv6(MemorySegment from) {
    int family =
        system.addressLengthByte ? from.get(JAVA_BYTE, FAMILY + 1) : from.get(JAVA_SHORT, FAMILY);
    return family == system.afInet6;
  }

  /** The address that these numbers stand for. */
  static InetSocketAddress address(long high, long low, int scope, int port) {
    try {
      byte[] bytes = new byte[16];
      for (int i = 0; i < 8; i++) {
        bytes[i] = (byte) (high >> (56 - 8 * i));
        bytes[i + 8] = (byte) (low >> (56 - 8 * i));
      }
      InetAddress address =
          scope == 0
              ? InetAddress.getByAddress(bytes) // which knows the block for IPv4
              : Inet6Address.getByAddress(null, bytes, scope);
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // only for other lengths than 4 and 16
    }
  }
}
