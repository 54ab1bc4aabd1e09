package dev.wherry.cli;

import static java.util.Comparator.comparing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** The addresses by which a server can be reached, as a person would type them. */
final class Urls {

  private Urls() {}

  /** One URL for an address, or one for each of this machine's if it stands for all of them. */
  static List<String> of(InetSocketAddress listening) {
    InetAddress address = listening.getAddress();
    Stream<InetAddress> addresses =
        address.isAnyLocalAddress()
            ? ofThisMachine().filter(each -> isIpv6(address) || !isIpv6(each))
            : Stream.of(address);
    return addresses.map(each -> url(each, listening.getPort())).toList();
  }

  /**
   * The addresses others can use first, IPv4 first. Without those of one link, which need a scope
   * that differs from client to client.
   */
  private static Stream<InetAddress> ofThisMachine() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress())
          .sorted(comparing(InetAddress::isLoopbackAddress).thenComparing(Urls::isIpv6));
    } catch (SocketException _) {
      return Stream.of(InetAddress.getLoopbackAddress());
    }
  }

  private static String url(InetAddress address, int port) {
    String text = address.getHostAddress();
    return "ftp://%s:%d".formatted(isIpv6(address) ? "[" + shortened(text) + "]" : text, port);
  }

  /** An IPv6 address without its scope, and with "::" for the first two or more zeros in a row. */
  private static String shortened(String ipv6) {
    return ipv6.replaceFirst("%.*", "").replaceFirst("(^|:)0(:0)+(:|$)", "::");
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }
}
