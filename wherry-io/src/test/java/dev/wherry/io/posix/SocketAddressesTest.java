package dev.wherry.io.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses to bytes and back, as each system lays them out, on little-endian processors. */
class SocketAddressesTest {

  private static final int FTP = 21;

  private final MemorySegment memory = Arena.ofAuto().allocate(SocketAddresses.SIZE, Long.BYTES);

  @Test
  void linuxHasAFamilyOfTwoBytes() {
    assertEquals("0200" + "0015" + "7f000001" + "00".repeat(8), bytes(Posix.LINUX, "127.0.0.1"));
    assertEquals(
        "0a00" + "0015" + "00000000" + "20010db8000000000000000000000001" + "00000000",
        bytes(Posix.LINUX, "2001:db8::1"));
  }

  @ParameterizedTest
  @CsvSource({"MACOS, 1e", "FREEBSD, 1c", "NETBSD, 18", "OPENBSD, 18"})
  void bsdBeginsWithTheLength(Posix system, String family6) {
    assertEquals("1002" + "0015" + "7f000001" + "00".repeat(8), bytes(system, "127.0.0.1"));
    assertEquals(
        "1c" + family6 + "0015" + "00000000" + "20010db8000000000000000000000001" + "00000000",
        bytes(system, "2001:db8::1"));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadAgain(Posix system) {
    SocketAddresses addresses = new SocketAddresses(system);
    for (String ip : new String[] {"0.0.0.0", "255.254.253.252", "::", "::1", "fe80::ff:1%7"}) {
      for (int port : new int[] {0, 1, 0x7fff, 0x8000, 0xffff}) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(ip), port);
        addresses.write(address, memory);
        assertEquals(address, addresses.read(memory));
      }
    }
  }

  @Test
  void theScopeOfALinkLocalAddressIsKept() throws IOException {
    byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();
    Inet6Address scoped = Inet6Address.getByAddress(null, linkLocal, 3);
    SocketAddresses addresses = new SocketAddresses(Posix.LINUX);
    addresses.write(new InetSocketAddress(scoped, FTP), memory);
    assertEquals("03000000", hex(memory.asSlice(24, 4)));
    assertEquals(3, ((Inet6Address) addresses.read(memory).getAddress()).getScopeId());
  }

  @Test
  void ipv4MappedIntoIpv6ComesOutAsIpv4() {
    SocketAddresses addresses = new SocketAddresses(Posix.LINUX);
    fill("0a00" + "0015" + "00000000" + "00000000000000000000ffff" + "c0000201" + "00000000");
    InetSocketAddress address = addresses.read(memory);
    assertInstanceOf(Inet4Address.class, address.getAddress());
    assertEquals(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), FTP), address);
  }

  @Test
  void noNameIsLookedUp() {
    SocketAddresses addresses = new SocketAddresses(Posix.LINUX);
    addresses.write(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), FTP), memory);
    InetSocketAddress address = addresses.read(memory);
    assertFalse(address.isUnresolved());
    assertEquals("127.0.0.1", address.getHostString());
  }

  private String bytes(Posix system, String ip) {
    memory.fill((byte) 0xff);
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(ip), FTP);
    int size = new SocketAddresses(system).write(address, memory);
    return hex(memory.asSlice(0, size));
  }

  private void fill(String hex) {
    memory.copyFrom(MemorySegment.ofArray(HexFormat.of().parseHex(hex)));
  }

  private static String hex(MemorySegment segment) {
    return HexFormat.of().formatHex(segment.toArray(ValueLayout.JAVA_BYTE));
  }
}
