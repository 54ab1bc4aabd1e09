package dev.wherry.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy tells of the connection it passes on: version 1 and 2 of HAProxy's PROXY protocol.
 *
 * @param client who has connected to the proxy; null if the proxy speaks for itself
 * @param server where the client has connected to; null with {@code client}
 */
public record ProxyHeader(@Nullable InetSocketAddress client, @Nullable InetSocketAddress server) {

  /**
   * The longest header that is taken, with whatever a version 2 header has behind its addresses.
   */
  public static final int LONGEST = 1024;

  private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
  private static final int LONGEST_LINE = 107;
  private static final ProxyHeader LOCAL = new ProxyHeader(null, null);

  /** Whom the proxy speaks for, or {@code proxy} if that is itself. */
  public InetAddress clientOr(InetAddress proxy) {
    return client == null ? proxy : client.getAddress();
  }

  /** Where the client has connected to, or {@code other} if the proxy speaks for itself. */
  public @Nullable InetAddress serverOr(@Nullable InetAddress other) {
    return server == null ? other : server.getAddress();
  }

  /**
   * Reads a header from what has come so far, and leaves {@code bytes} behind it.
   *
   * @return null if there is more to come
   * @throws ProtocolException if it is none
   */
  public static @Nullable ProxyHeader read(ByteBuffer bytes) throws IOException {
    int start = bytes.position();
    for (int i = 0; i < SIGNATURE.length && start + i < bytes.limit(); i++) {
      if (bytes.get(start + i) != SIGNATURE[i]) {
        return line(bytes);
      }
    }
    return bytes.remaining() < SIGNATURE.length + 4 ? null : binary(bytes, start);
  }

  /** How many bytes are sure to belong to the header, behind those that have come; at least 1. */
  static int missing(ByteBuffer soFar) {
    int count = soFar.remaining();
    if (count < SIGNATURE.length) {
      return SIGNATURE.length - count; // a line is longer than that, too
    }
    for (int i = 0; i < SIGNATURE.length; i++) {
      if (soFar.get(i) != SIGNATURE[i]) {
        return 1;
      }
    }
    int whole = count < 16 ? 16 : 16 + (soFar.getShort(14) & 0xFFFF);
    return Math.max(1, Math.min(whole, LONGEST) - count);
  }

  private static @Nullable ProxyHeader line(ByteBuffer bytes) throws IOException {
    int start = bytes.position();
    int most = Math.min(bytes.remaining(), LONGEST_LINE);
    for (int i = 0; i < most; i++) {
      if (bytes.get(start + i) == '\n') {
        byte[] line = new byte[i + 1];
        bytes.get(line);
        return parse(new String(line, StandardCharsets.ISO_8859_1));
      }
    }
    String soFar = "PROXY ".substring(0, Math.min(6, most));
    for (int i = 0; i < soFar.length(); i++) {
      if (bytes.get(start + i) != soFar.charAt(i)) {
        throw new ProtocolException("a PROXY header was expected");
      }
    }
    if (most == LONGEST_LINE) {
      throw new ProtocolException("the PROXY header has no end");
    }
    return null;
  }

  private static ProxyHeader parse(String line) throws IOException {
    String[] words = line.split(" ", -1);
    if (!line.endsWith("\r\n") || !words[0].equals("PROXY")) {
      throw new ProtocolException("a PROXY header was expected");
    }
    if (words.length > 1 && words[1].stripTrailing().equals("UNKNOWN")) {
      return LOCAL;
    }
    boolean isKnown = words.length == 6 && (words[1].equals("TCP4") || words[1].equals("TCP6"));
    if (!isKnown) {
      throw new ProtocolException("the PROXY header is damaged");
    }
    int length = words[1].equals("TCP4") ? 4 : 16;
    return new ProxyHeader(
        endpoint(words[2], words[4], length), endpoint(words[3], words[5].stripTrailing(), length));
  }

  private static InetSocketAddress endpoint(String address, String port, int length)
      throws IOException {
    try {
      InetAddress parsed = InetAddress.ofLiteral(address);
      boolean isMapped = length == 16 && address.contains(":");
      if (parsed.getAddress().length == length || isMapped) {
        return new InetSocketAddress(parsed, Integer.parseInt(port));
      }
    } catch (IllegalArgumentException _) {
      // answered below
    }
    throw new ProtocolException("the PROXY header has a damaged address");
  }

  /** Version 2, section 2.2 of the specification. */
  private static @Nullable ProxyHeader binary(ByteBuffer bytes, int start) throws IOException {
    int command = bytes.get(start + 12) & 0xFF;
    int family = bytes.get(start + 13) & 0xFF;
    int length = bytes.getShort(start + 14) & 0xFFFF;
    if (command != 0x20 && command != 0x21) {
      throw new ProtocolException("the PROXY header has an unknown version or command");
    }
    if (16 + length > LONGEST) {
      throw new ProtocolException("the PROXY header is too long");
    }
    if (bytes.remaining() < 16 + length) {
      return null;
    }
    bytes.position(start + 16 + length);
    int size = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
    if (command == 0x20) {
      return LOCAL;
    }
    if (size == 0 || length < 2 * size + 4) {
      throw new ProtocolException("the PROXY header is not for TCP over IP");
    }
    int at = start + 16;
    return new ProxyHeader(
        endpoint(bytes, at, size, at + 2 * size),
        endpoint(bytes, at + size, size, at + 2 * size + 2));
  }

  private static InetSocketAddress endpoint(ByteBuffer bytes, int at, int size, int port)
      throws IOException {
    byte[] address = new byte[size];
    bytes.get(at, address);
    return new InetSocketAddress(InetAddress.getByAddress(address), bytes.getShort(port) & 0xFFFF);
  }
}
