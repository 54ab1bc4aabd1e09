package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** STOU where no name is left: it gives up, and says so. */
class TakenNamesTest {

  private static final int TRIES = 100;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void aHundredNamesAreTriedAndNoMore(TransportType transport) throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      TakenNames taken = new TakenNames(memory);
      try (FtpServer server =
              TestServer.of(transport, taken.path(Files.createDirectory(memory.getPath("/home"))))
                  .start();
          Client client = Client.loggedIn(server);
          Socket _ = client.passive()) {
        client.says("STOU wish").hears("450 No unique name was found.");
        assertEquals(TRIES, taken.wanted().size());
        assertEquals(TRIES, Set.copyOf(taken.wanted()).size(), "each of them another");
        assertTrue(taken.wanted().stream().allMatch(name -> name.startsWith("wish.")));
        client.says("STOU").hears("450 No unique name was found.");
        assertEquals(2 * TRIES, taken.wanted().size());
        client.says("NOOP").hears(200);
      }
    }
  }
}
