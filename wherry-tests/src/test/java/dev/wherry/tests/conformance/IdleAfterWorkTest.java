package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.Limits;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session that has worked has not been idle meanwhile. */
class IdleAfterWorkTest {

  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final long PROBE = 64 * 1024 * 1024;

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void theTimeBeginsAnewAfterAChecksum(TransportType transport) throws IOException {
    try (FtpServer server =
            TestServer.of(transport, home).limits(Limits.STANDARD.withIdle(IDLE)).start();
        Client client = Client.loggedIn(server)) {
      long probe = hashed(client, PROBE);
      hashed(client, PROBE * (IDLE.toNanos() * 6 / 10) / probe); // for some six tenths of it
      long start = System.nanoTime();
      client.hears(421).hearsTheEnd();
      Duration left = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(left.compareTo(IDLE.multipliedBy(3).dividedBy(4)) > 0, "only " + left);
    }
  }

  private long hashed(Client client, long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(home.resolve("file").toFile(), "rw")) {
      file.setLength(size);
    }
    long start = System.nanoTime();
    client.says("HASH file").hears(213);
    return System.nanoTime() - start;
  }
}
