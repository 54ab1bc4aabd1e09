package dev.wherry.io;

import static dev.wherry.io.Transport.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/**
 * Where sockets listen and connect to and from, and which addresses they tell: {@link Transport}.
 */
class AddressContractTest extends TransportFixture {

  AddressContractTest(TransportType type) throws IOException {
    super(type);
  }

  @Test
  void bothEndsKnowBothAddresses() throws IOException {
    Socket listener = listen();
    Pair pair = connectTo(listener, listener.localAddress());
    assertEquals(listener.localAddress(), pair.near().remoteAddress());
    assertEquals(pair.near().remoteAddress(), pair.far().localAddress());
    assertEquals(pair.near().localAddress(), pair.far().remoteAddress());
    assertThrows(IOException.class, listener::remoteAddress);
    close(pair);
    close(listener);
  }

  @Test
  void aConnectionCanBeMadeFromAnAddressOfChoice() throws IOException {
    Socket free = transport.listen(new InetSocketAddress(LOOPBACK, 0), 1);
    InetSocketAddress chosen = free.localAddress();
    close(free);
    Socket listener = listen();
    Socket near = transport.connect(listener.localAddress(), chosen);
    Socket far = accept(listener);
    assertEquals(chosen, near.localAddress());
    assertEquals(chosen, far.remoteAddress());
    close(listener, near, far);
  }

  @Test
  void aConnectionCanBeMadeFromAPortOfChoiceAtAnyAddress() throws IOException {
    Socket free = transport.listen(new InetSocketAddress(LOOPBACK, 0), 1);
    int port = port(free);
    close(free);
    Socket listener = listen();
    Socket near = transport.connect(listener.localAddress(), new InetSocketAddress(port));
    Socket far = accept(listener);
    assertEquals(new InetSocketAddress(LOOPBACK, port), far.remoteAddress());
    close(listener, near, far);
  }

  @Test
  void theWildcardAddressTakesIpv4AndCallsItSo() throws IOException {
    Socket listener = transport.listen(new InetSocketAddress(0), 10);
    Pair pair = connectTo(listener, new InetSocketAddress(LOOPBACK, port(listener)));
    assertInstanceOf(Inet4Address.class, pair.far().remoteAddress().getAddress());
    assertInstanceOf(Inet4Address.class, pair.far().localAddress().getAddress());
    assertEquals(pair.near().localAddress(), pair.far().remoteAddress());
    close(pair);
    close(listener);
  }

  @Test
  void theWildcardAddressTakesIpv6WhereThereIsIpv6() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("::1");
    if (!hasIpv6()) {
      return;
    }
    for (String any : new String[] {"::", "0.0.0.0"}) {
      InetSocketAddress wildcard = new InetSocketAddress(InetAddress.ofLiteral(any), 0);
      Socket listener = transport.listen(wildcard, 10);
      Pair pair = connectTo(listener, new InetSocketAddress(loopback, port(listener)));
      assertEquals(loopback, pair.far().remoteAddress().getAddress());
      assertEquals(pair.near().localAddress(), pair.far().remoteAddress());
      assertEquals(loopback, pair.far().localAddress().getAddress());
      close(pair);
      close(listener);
    }
  }

  @Test
  void anIpv6AddressCanBeListenedOnWhereThereIsIpv6() throws IOException {
    if (!hasIpv6()) {
      return;
    }
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
    Socket listener = transport.listen(loopback, 10);
    Pair pair = connectTo(listener, listener.localAddress());
    assertEquals("hello", carry(pair.near(), pair.far(), "hello", true));
    close(pair);
    close(listener);
  }

  @Test
  void noAddressHasAName() throws IOException {
    Socket listener = listen();
    Pair pair = connectTo(listener, listener.localAddress());
    assertEquals("127.0.0.1", pair.far().remoteAddress().getHostString());
    assertEquals("127.0.0.1", pair.far().localAddress().getHostString());
    close(pair);
    close(listener);
  }

  @Test
  void aPortThatIsListenedOnIsRefusedByNumber() throws IOException {
    Socket listener = listen();
    InetSocketAddress taken = listener.localAddress();
    BindException e = assertThrows(BindException.class, () -> transport.listen(taken, 10));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("127.0.0.1:" + taken.getPort()), message);
    close(listener);
  }

  @Test
  void aPortCanBeListenedOnAgainAtOnce() throws IOException {
    Socket listener = listen();
    InetSocketAddress address = listener.localAddress();
    Pair pair = connectTo(listener, address);
    closeAndAwait(pair.far()); // who closes first keeps the port for minutes
    awaitEvent(pair.near(), READ);
    close(pair.near());
    closeAndAwait(listener);
    close(transport.listen(address, 10));
  }

  /** The JDK closes a socket at once only in name: its descriptor goes with the next wait. */
  private void closeAndAwait(Socket unwatched) throws IOException {
    transport.close(unwatched, 0);
    found(0);
  }

  private static boolean hasIpv6() {
    try {
      new java.net.ServerSocket(0, 1, InetAddress.ofLiteral("::1")).close();
      return true;
    } catch (IOException e) {
      System.out.println("no IPv6 here: " + e.getMessage());
      return false;
    }
  }
}
