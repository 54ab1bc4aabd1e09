package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 1639: LPSV and LPRT, in which addresses of every family have room. */
class Rfc1639Test extends OnEveryTransport {

  private static final String IPV4 = "4,4,127,0,0,1";
  private static final String IPV6 = "6,16,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1";

  @Test
  void lpsvTellsAnIpv4Address() throws IOException {
    passiveTransfer(client, IPV4);
  }

  @Test
  void lpsvTellsAnIpv6Address() throws IOException {
    InetAddress self = Client.ip("::1");
    passiveTransfer(stranger(self, self).login(user), IPV6);
  }

  @Test
  void lprtNamesAnIpv4Address() throws IOException {
    activeTransfer(client, IPV4, Client.ip("127.0.0.1"));
  }

  @Test
  void lprtNamesAnIpv6Address() throws IOException {
    InetAddress self = Client.ip("::1");
    activeTransfer(stranger(self, self).login(user), IPV6, self);
  }

  @Test
  void otherFamiliesAreRefusedWithThoseThatAreKnown() {
    client.says("LPRT 5,4,127,0,0,1,2,200,0");
    client.hears("521 Supported address families are (4, 6).");
    client.says("NLST").hears(425);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "4",
        "x,4,127,0,0,1,2,200,0",
        "4,4,127,0,0,1,2,200",
        "4,4,127,0,0,1,2,200,0,0",
        "4,4,127,0,0,256,2,200,0",
        "4,4,127,0,0,-1,2,200,0",
        "4,5,127,0,0,1,2,200,0",
        "4,4,127,0,0,1,3,200,0",
        "6,4,127,0,0,1,2,200,0",
        "4,16,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2,200,0",
        "4,4,127,0,0,1,2,,0"
      })
  void whatIsNoAddressIsRefused(String argument) {
    client.says("LPRT " + argument).hears("501 Use: LPRT family,length,address...,2,p1,p2");
  }

  @Test
  void lprtLeadsToTheClientAndToNobodyElse() {
    client.says("LPRT 4,4,127,0,0,2,2,200,0");
    client.hears("501 LPRT to another host is not allowed.");
    client.says("LPRT " + IPV4 + ",2,3,255");
    client.hears("501 LPRT to a port below 1024 is not allowed.");
    client.says("NLST").hears(425);
  }

  @Test
  void epsvAllEndsBoth() {
    client.says("EPSV ALL").hears(200);
    client.says("LPSV").hears("503 EPSV ALL was the last word.");
    client.says("LPRT " + IPV4 + ",2,200,0").hears("503 EPSV ALL was the last word.");
  }

  private void passiveTransfer(Client client, String address) throws IOException {
    write("file", "content");
    client.says("LPSV");
    String line = client.line();
    Pattern form =
        Pattern.compile(
            "228 Entering long passive mode \\(" + address + ",2,(\\d{1,3}),(\\d{1,3})\\)\\.");
    Matcher reply = form.matcher(line);
    assertTrue(reply.matches(), line);
    int port = Integer.parseInt(reply.group(1)) * 256 + Integer.parseInt(reply.group(2));
    try (Socket data = client.connect(port)) {
      client.says("NLST").opening();
      assertEquals("file\r\n", text(data));
      client.hears(226);
    }
  }

  private void activeTransfer(Client client, String address, InetAddress self) throws IOException {
    write("file", "content");
    try (ServerSocket listener = new ServerSocket(0, 1, self)) {
      int port = listener.getLocalPort();
      client.says("LPRT " + address + ",2," + port / 256 + "," + port % 256);
      client.hears("200 LPRT is set.");
      client.says("NLST").opening();
      try (Socket data = listener.accept()) {
        assertEquals("file\r\n", text(data));
      }
      client.hears(226);
    }
  }

  private static String text(Socket data) throws IOException {
    return new String(data.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
