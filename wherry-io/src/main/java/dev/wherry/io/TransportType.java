package dev.wherry.io;

import dev.wherry.io.nio.NioTransport;
import dev.wherry.io.posix.PosixTransport;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The transports there are: native sockets with one of four pollers, or the JDK's. */
public enum TransportType {

  /** Native sockets with {@code epoll(7)}: Linux. */
  EPOLL,

  /** Native sockets with {@code kqueue(2)}: macOS and BSD; has not run there yet. */
  KQUEUE,

  /** Native sockets with {@code poll(2)}. */
  POLL,

  /** Native sockets with {@code select(2)}. */
  SELECT,

  /** The JDK's channels and its {@code Selector}: every system. */
  NIO;

  /** Why this transport cannot be used here, in one sentence, or null if it can. */
  public @Nullable String unsupported() {
    return this == NIO ? null : PosixTransport.unsupported(toString());
  }

  /** Whether this transport can be used here. */
  public boolean isSupported() {
    return unsupported() == null;
  }

  /**
   * The best transport here: epoll on Linux, the JDK's where native access is denied and on
   * Windows, macOS and BSD (where the JDK's selector is the system's best, and the native transport
   * has not been run), poll on other systems.
   */
  public static TransportType best() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (EPOLL.isSupported()) {
      return EPOLL;
    }
    boolean bestInJdk =
        system.startsWith("windows") || system.startsWith("mac") || system.endsWith("bsd");
    return !bestInJdk && POLL.isSupported() ? POLL : NIO;
  }

  /**
   * Does ahead, on the caller's thread, what sockets and files would wait for when they are used
   * for the first time: with the native ones that is a tenth of a second for linking C functions.
   */
  public void prepare() {
    if (this != NIO) {
      PosixTransport.prepare();
    }
  }

  Transport open() throws IOException {
    return switch (this) {
      case EPOLL -> PosixTransport.epoll();
      case KQUEUE -> PosixTransport.kqueue();
      case POLL -> PosixTransport.poll();
      case SELECT -> PosixTransport.select();
      case NIO -> NioTransport.open();
    };
  }

  /** The name in lower case, as the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
