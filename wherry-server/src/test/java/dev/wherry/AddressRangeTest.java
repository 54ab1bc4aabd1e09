package dev.wherry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::ffff:192.0.2.1, true",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
  })
  void holdsWhatBeginsWithItsBits(String range, String address, boolean isIn) {
    AddressRange parsed = AddressRange.parse(range);
    assertEquals(isIn, parsed.contains(InetAddress.ofLiteral(address)));
    assertEquals(parsed, AddressRange.parse(parsed.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host.example", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/x", "/8"})
  void whatIsNoRange(String text) {
    assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
  }

  @Test
  void bitsBehindThePrefixAreAMistakeWithAProposal() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> AddressRange.parse("10.1.2.3/8"));
    assertTrue(String.valueOf(e.getMessage()).endsWith("did you mean 10.0.0.0/8?"), e.getMessage());
  }

  @Test
  void oneClientHasAnIpv4AddressOrAnIpv6Network() {
    assertEquals("192.0.2.1", client("192.0.2.1"));
    assertEquals(client("2001:db8:0:1::1"), client("2001:db8:0:1:ffff::9"));
    assertEquals("2001:db8:0:1:0:0:0:0/64", client("2001:db8:0:1::1"));
  }

  private static String client(String address) {
    return AddressRange.ofClient(InetAddress.ofLiteral(address)).toString();
  }
}
