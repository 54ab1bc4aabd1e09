package dev.wherry.tests.conformance;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 2428: FTP extensions for IPv6 and NATs. */
class Rfc2428Test {

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void epsvAllRefusesTheOthers(TransportType transport) {
    try (FtpServer server = TestServer.of(transport, home).start();
        Client client = Client.loggedIn(server)) {
      client.says("EPSV ALL").hears("200 EPSV it is.");
      client.says("PASV").hears("503 EPSV ALL was the last word.");
      client.says("PORT 127,0,0,1,4,1").hears("503 EPSV ALL was the last word.");
      client.says("EPRT |1|127.0.0.1|1025|").hears("503 EPSV ALL was the last word.");
      client.says("EPSV").hears(229);
    }
  }
}
