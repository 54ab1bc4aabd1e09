package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.tests.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Somebody who wants nothing but files, while others misbehave. */
final class Honest {

  private static final InetAddress ADDRESS = Client.ip("127.0.0.1");

  /** Far more than it takes, and far less than any limit that an attack could run into. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private static final int LOOKS = 5;

  private final FtpServer server;
  private final byte[] content = new byte[200_000];

  Honest(FtpServer server) {
    this.server = server;
    new SplittableRandom(7).nextBytes(content);
  }

  /** Logs in, uploads, lists, downloads and leaves, all of it without having to wait for long. */
  void isServed() {
    long start = System.nanoTime();
    try (Client client = Client.of(server, ADDRESS).login()) {
      client.says("TYPE I").hears(200);
      assertEquals("226 Transfer complete.", client.stores("STOR mine", content).getLast());
      assertTrue(client.receivesText("NLST").contains("mine\r\n"));
      assertArrayEquals(content, client.receives("RETR mine"));
      client.says("DELE mine").hears(250).says("QUIT").hears(221).hearsTheEnd();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(LONGEST) < 0, "it took " + took);
  }

  /** How many descriptors this process has open. */
  static long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * How many bytes of the heap are in use by what is still needed: the least of some looks, as a
   * server that works makes garbage between the collection and the look.
   */
  static long heap() {
    return LongStream.generate(Honest::inUse).limit(LOOKS).min().orElseThrow();
  }

  private static long inUse() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
