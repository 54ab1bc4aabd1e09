package dev.wherry.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlsTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, ftp://127.0.0.1:2121",
    "::1, ftp://[::1]:2121",
    "fd00::2, ftp://[fd00::2]:2121",
    "fd00::, ftp://[fd00::]:2121",
    "2001:db8:0:1:2:3:4:5, ftp://[2001:db8:0:1:2:3:4:5]:2121",
    "10::1:0:0:2, ftp://[10::1:0:0:2]:2121",
    "fe80::1%1, ftp://[fe80::1]:2121"
  })
  void oneAddressIsOneUrl(String address, String url) throws UnknownHostException {
    assertEquals(List.of(url), urls(address));
  }

  @Test
  void theIpv4WildcardStandsForIpv4AddressesOnly() throws UnknownHostException {
    List<String> urls = urls("0.0.0.0");
    assertTrue(urls.contains("ftp://127.0.0.1:2121"), urls::toString);
    assertFalse(urls.stream().anyMatch(url -> url.contains("[")), urls::toString);
  }

  @Test
  void theIpv6WildcardStandsForAll() throws UnknownHostException {
    List<String> urls = urls("::");
    assertTrue(urls.contains("ftp://127.0.0.1:2121"), urls::toString);
  }

  private static List<String> urls(String address) throws UnknownHostException {
    return Urls.of(new InetSocketAddress(InetAddress.getByName(address), 2121));
  }
}
