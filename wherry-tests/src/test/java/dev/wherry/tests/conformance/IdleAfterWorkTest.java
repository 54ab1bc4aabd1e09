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

  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final Duration ENOUGH = IDLE.multipliedBy(3).dividedBy(4);
  private static final long PROBE = 64 * 1024 * 1024;
  private static final int MOST_TIMES = 5;

  @TempDir Path home;

  /** Who looks at the clock late finds less; who has worked for nothing, never enough. */
  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void theTimeBeginsAnewAfterAChecksum(TransportType transport) throws IOException {
    try (FtpServer server =
        TestServer.of(transport, home).limits(Limits.STANDARD.withIdle(IDLE)).start()) {
      Duration left = Duration.ZERO;
      for (int i = 0; i < MOST_TIMES && left.compareTo(ENOUGH) <= 0; i++) {
        left = leftAfterAChecksum(server);
      }
      assertTrue(left.compareTo(ENOUGH) > 0, "only " + left);
    }
  }

  private Duration leftAfterAChecksum(FtpServer server) throws IOException {
    try (Client client = Client.loggedIn(server)) {
      long probe = hashed(client, PROBE);
      hashed(client, PROBE * (IDLE.toNanos() * 6 / 10) / probe); // for some six tenths of it
      long start = System.nanoTime();
      client.hears(421).hearsTheEnd();
      return Duration.ofNanos(System.nanoTime() - start);
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
