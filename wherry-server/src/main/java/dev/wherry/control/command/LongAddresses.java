package dev.wherry.control.command;

import dev.wherry.Reply;
import dev.wherry.control.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** LPRT and LPSV: RFC 1639, the first way to tell an IPv6 address; few clients know it. */
final class LongAddresses {

  private static final int IPV4 = 4;
  private static final int IPV6 = 6;

  /** What LPRT names, or the reply that refuses it. */
  record Target(@Nullable InetAddress host, int port, @Nullable Reply refusal) {}

  private LongAddresses() {}

  /** LPRT's argument: family, length and bytes of the address, length and bytes of the port. */
  static Target parse(String argument) throws IOException {
    String[] words = argument.split(",", -1);
    int[] numbers = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      if (!words[i].matches("[0-9]{1,3}") || Integer.parseInt(words[i]) > 255) {
        return refuse(501, "Use: LPRT family,length,address...,2,p1,p2");
      }
      numbers[i] = Integer.parseInt(words[i]);
    }
    int family = numbers[0];
    if (family != IPV4 && family != IPV6) {
      return refuse(521, "Supported address families are (4, 6).");
    }
    int length = family == IPV4 ? 4 : 16;
    if (numbers.length != length + 5 || numbers[1] != length || numbers[length + 2] != 2) {
      return refuse(501, "Use: LPRT family,length,address...,2,p1,p2");
    }
    byte[] address = new byte[length];
    for (int i = 0; i < length; i++) {
      address[i] = (byte) numbers[i + 2];
    }
    return new Target(
        InetAddress.getByAddress(address), numbers[length + 3] * 256 + numbers[length + 4], null);
  }

  private static Target refuse(int code, String text) {
    return new Target(null, 0, Reply.of(code, text));
  }

  /** LPSV: 228 with the address the client has connected to. */
  static void passive(Session session) throws IOException {
    byte[] address = session.server().getAddress();
    StringJoiner text = new StringJoiner(",");
    text.add(Integer.toString(address.length == 4 ? IPV4 : IPV6));
    text.add(Integer.toString(address.length));
    for (byte b : address) {
      text.add(Integer.toString(b & 0xFF));
    }
    session.passive(port ->
        Reply.of(
            228,
            "Entering long passive mode ("
                + (text + ",2," + (port >> 8) + "," + (port & 255))
                + ")."));
  }
}
