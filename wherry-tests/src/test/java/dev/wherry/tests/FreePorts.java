package dev.wherry.tests;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for tests that have to know them beforehand: nobody uses them, and they are below those
 * that a system hands out by itself, so that no connection of another test gets one meanwhile.
 */
public final class FreePorts {

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 30_000;

  private FreePorts() {}

  /** One port. */
  public static int one() {
    return range(1);
  }

  /** The lowest of {@code count} ports in a row. */
  public static int range(int count) {
    while (true) {
      int lowest = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      int port = lowest;
      while (port < lowest + count && isFree(port)) {
        port++;
      }
      if (port == lowest + count) {
        return lowest;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
