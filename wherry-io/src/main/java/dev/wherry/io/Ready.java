package dev.wherry.io;

import java.util.Arrays;

/** What one wait of a transport found: sockets, and what each is ready for. */
public final class Ready {

  private Socket[] sockets = new Socket[64];
  private int[] events = new int[64];
  private int size;

  /** An empty one. */
  public Ready() {}

  /** Adds a socket and its events, {@link Transport#READ} or {@link Transport#WRITE} or both. */
  public void add(Socket socket, int readyFor) {
    if (size == sockets.length) {
      sockets = Arrays.copyOf(sockets, size * 2);
      events = Arrays.copyOf(events, size * 2);
    }
    sockets[size] = socket;
    events[size++] = readyFor;
  }

  /** How many sockets were found. */
  public int size() {
    return size;
  }

  /** The socket found at {@code index}. */
  public Socket socket(int index) {
    return sockets[index];
  }

  /** What the socket at {@code index} is ready for. */
  public int events(int index) {
    return events[index];
  }

  /** Forgets all, so that closed sockets are not kept in memory by the slots. */
  public void clear() {
    Arrays.fill(sockets, 0, size, null);
    size = 0;
  }
}
