package dev.wherry;

/**
 * A range of ports for passive data connections. Each serves one session per client address at a
 * time, so a small range goes a long way.
 *
 * @param lowest the first port
 * @param highest the last port, which belongs to the range
 * @param exposed the port under which clients reach the first one, where a router or a container
 *     maps the range to another; the others follow
 */
public record PassivePorts(int lowest, int highest, int exposed) {

  /** 61000 to 65535: above the ports that Linux gives to outgoing connections. */
  public static final PassivePorts STANDARD = new PassivePorts(61_000, 65_535);

  /**
   * A range, after a check of its ends.
   *
   * @throws IllegalArgumentException if a port is not 1 to 65535, or the range is empty
   */
  public PassivePorts {
    if (lowest < 1 || highest > 65_535 || lowest > highest) {
      throw new IllegalArgumentException(
          "passive ports must be a range within 1 to 65535, not " + lowest + "-" + highest);
    }
    if (exposed < 1 || exposed > 65_535 - (highest - lowest)) {
      throw new IllegalArgumentException(
          "passive ports exposed from "
              + exposed
              + " on do not fit within 1 to 65535; there are "
              + (highest - lowest + 1));
    }
  }

  /** A range that clients reach under its own numbers. */
  public PassivePorts(int lowest, int highest) {
    this(lowest, highest, lowest);
  }

  /** The number by which clients know {@code port}. */
  public int exposed(int port) {
    return port - lowest + exposed;
  }

  /** How many ports there are. */
  public int size() {
    return highest - lowest + 1;
  }

  /** Every {@code step}th port from the {@code first} on: the share of one event loop. */
  int[] share(int first, int step) {
    int[] ports = new int[(size() - first + step - 1) / step];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = lowest + first + i * step;
    }
    return ports;
  }
}
