package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who has changed a file sees it in the next listing, whatever others change, list and keep at the
 * same time.
 */
class KeptListingsRaceTest {

  private static final int WRITERS = 4;
  private static final int CHANGES = 80;
  private static final int OTHERS = 100;

  @Test
  void nobodyEverGetsAListingFromBeforeHisChange(@TempDir Path home) throws IOException {
    for (int i = 0; i < OTHERS; i++) {
      Files.createFile(home.resolve("other" + i));
    }
    try (FtpServer server =
        TestServer.of(TransportType.best(), home)
            .loops(2)
            .listingAge(Duration.ofHours(1))
            .start()) {
      Crowd.of(
          2 * WRITERS,
          (member, crowd) -> {
            try (Client client = Client.loggedIn(server)) {
              crowd.gather();
              if (member < WRITERS) {
                writeAndList(client, home, "file" + member);
              } else {
                for (int i = 0; i < CHANGES; i++) {
                  client.receives("MLSD");
                }
              }
            }
          });
    }
  }

  private static void writeAndList(Client client, Path home, String name) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            home.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int size = 1; size <= CHANGES; size++) {
        file.write(ByteBuffer.wrap(new byte[1]));
        String expected = "size=" + size + ";";
        for (int i = 0; i < 3; i++) {
          String line =
              client
                  .receivesText("MLSD")
                  .lines()
                  .filter(each -> each.endsWith(" " + name))
                  .findFirst()
                  .orElse("nothing");
          assertTrue(line.contains(expected), () -> expected + " of " + line);
        }
      }
    }
  }
}
