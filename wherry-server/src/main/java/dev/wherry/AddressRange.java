package dev.wherry;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * IP addresses that begin with the same bits, as {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or a
 * single address. Immutable.
 */
public final class AddressRange {

  private final byte[] prefix;
  private final int bits;

  private AddressRange(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /**
   * Reads a range as CIDR has it (RFC 4632, RFC 4291); names are not looked up.
   *
   * @throws IllegalArgumentException if it is none, or has bits behind its prefix
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] address;
    int bits;
    try {
      address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
      bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address or a range such as 192.0.2.0/24", e);
    }
    if (bits < 0 || bits > address.length * 8) {
      throw new IllegalArgumentException(
          "'" + text + "' should have a prefix of 0 to " + address.length * 8 + " bits");
    }
    byte[] prefix = masked(address, bits);
    if (!Arrays.equals(prefix, address)) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' has bits behind its prefix of "
              + bits
              + "; did you mean "
              + new AddressRange(prefix, bits)
              + "?");
    }
    return new AddressRange(prefix, bits);
  }

  /**
   * The addresses that count as one client: an IPv4 address itself, and for IPv6 its network of 64
   * bits, all of which one client usually has (RFC 6177).
   */
  public static AddressRange ofClient(InetAddress address) {
    byte[] bytes = address.getAddress();
    int bits = bytes.length == 4 ? 32 : 64;
    return new AddressRange(masked(bytes, bits), bits);
  }

  /** Whether {@code address} is in the range; an IPv4 address is never in one of IPv6. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == prefix.length && Arrays.equals(masked(bytes, bits), prefix);
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = new byte[address.length];
    System.arraycopy(address, 0, masked, 0, bits / 8);
    if (bits % 8 != 0) {
      masked[bits / 8] = (byte) (address[bits / 8] & (0xFF00 >> (bits % 8)));
    }
    return masked;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range
        && range.bits == bits
        && Arrays.equals(range.prefix, prefix);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prefix) + bits;
  }

  /** The range as {@link #parse} reads it; a single address without its length. */
  @Override
  public String toString() {
    try {
      String address = InetAddress.getByAddress(prefix).getHostAddress();
      return bits == prefix.length * 8 ? address : address + "/" + bits;
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
