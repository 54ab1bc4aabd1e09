package dev.wherry.io.posix;

import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Finds out, without failing, what can be used of this package on this system. */
final class NativeAccess {

  private NativeAccess() {}

  /** {@link PosixTransport#unsupported}. */
  static @Nullable String unsupported(String poller) {
    String system = System.getProperty("os.name", "");
    if (Posix.named(system) == null) {
      return poller + " needs Linux, macOS or a BSD, and this is " + system;
    }
    if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
      return poller + " needs a 64-bit system";
    }
    if (Loading.REFUSAL != null) {
      return poller + " needs native access: " + Loading.REFUSAL;
    }
    for (String function : Libc.MISSING) {
      if (needs(poller, function)) {
        return poller + " needs " + function + "(), which this system's C library does not have";
      }
    }
    return null;
  }

  private static boolean needs(String poller, String function) {
    return switch (function) {
      case "epoll_create1", "epoll_ctl", "epoll_wait" -> poller.equals("epoll");
      case "kqueue", "kevent", "__kevent50" -> poller.equals("kqueue");
      case "poll" -> poller.equals("poll");
      case "select", "__select50" -> poller.equals("select");
      default -> false; // every POSIX system has it, or there is another way
    };
  }

  /** The one attempt to load {@link Libc}: a class that could not be initialised stays so. */
  private static final class Loading {

    static final @Nullable String REFUSAL = refusal();

    private static @Nullable String refusal() {
      try {
        Libc.linkOne();
        return null;
      } catch (LinkageError e) {
        Module module = NativeAccess.class.getModule();
        return e.getCause() instanceof IllegalCallerException
            ? "run Java with --enable-native-access="
                + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
            : "this JVM refused it (" + e.getCause() + ")";
      }
    }
  }
}
