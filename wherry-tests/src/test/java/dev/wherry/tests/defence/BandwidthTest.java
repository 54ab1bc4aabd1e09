package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Bandwidth;
import dev.wherry.FtpServer;
import dev.wherry.Limits;
import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.UserLimits;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How fast data may move: never faster, whatever the machine does, and as many as share it. */
class BandwidthTest {

  private static final int SIZE = 400_000;
  private static final Bandwidth SLOW = new Bandwidth(1_000_000, 800_000);

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void aSessionIsAsFastAsItMayBe(TransportType transport) throws IOException {
    Files.write(home.resolve("file"), new byte[SIZE]);
    try (FtpServer server =
            server(transport, Limits.STANDARD.withBandwidthPerSession(SLOW), UserLimits.NONE);
        Client client = binary(server)) {
      atLeast(millis(SLOW.download()), () -> receive(client));
      atLeast(millis(SLOW.upload()), () -> client.stores("STOR up", new byte[SIZE]));
      assertEquals(SIZE, Files.size(home.resolve("up")));
      client.says("TYPE A").hears(200);
      atLeast(millis(SLOW.download()), () -> receive(client));
    }
  }

  private static void receive(Client client) {
    assertEquals(SIZE, client.receives("RETR file").length);
  }

  /**
   * Without what may come at once in the beginning, and the last piece, after which no one waits.
   */
  private static long millis(long rate) {
    return SIZE * 1_000L / rate - 150;
  }

  @Test
  void theSessionsOfAUserShare() throws Exception {
    shared(
        Limits.STANDARD, UserLimits.NONE.withBandwidth(new Bandwidth(Long.MAX_VALUE, 1_600_000)));
  }

  @Test
  void theSessionsOfAnAddressShare() throws Exception {
    shared(
        Limits.STANDARD.withBandwidthPerAddress(new Bandwidth(Long.MAX_VALUE, 1_600_000)),
        UserLimits.NONE);
  }

  @Test
  void allSessionsShare() throws Exception {
    shared(
        Limits.STANDARD.withBandwidth(new Bandwidth(Long.MAX_VALUE, 1_600_000)), UserLimits.NONE);
  }

  /** Four downloads of 400 kB at 1.6 MB/s, on several loops; nobody starves. */
  private void shared(Limits limits, UserLimits ofUser) throws Exception {
    Files.write(home.resolve("file"), new byte[SIZE]);
    try (FtpServer server = server(TransportType.best(), limits, ofUser);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      atLeast(
          850,
          () -> {
            Future<?>[] all = new Future<?>[4];
            for (int i = 0; i < all.length; i++) {
              all[i] =
                  threads.submit(() -> {
                    try (Client client = binary(server)) {
                      assertEquals(SIZE, client.receives("RETR file").length);
                    }
                  });
            }
            for (Future<?> each : all) {
              each.get();
            }
          });
    }
  }

  private FtpServer server(TransportType transport, Limits limits, UserLimits ofUser) {
    return FtpServer.builder()
        .port(0)
        .transport(transport)
        .limits(limits)
        .user(new User("anna", home, Permissions.READ_WRITE).withLimits(ofUser), "secret")
        .start();
  }

  private static Client binary(FtpServer server) {
    return Client.loggedIn(server).says("TYPE I").hears(200);
  }

  private static void atLeast(long millis, Task task) {
    long start = System.nanoTime();
    try {
      task.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(took >= millis, took + " ms are too few");
  }

  private interface Task {
    void run() throws Exception;
  }
}
