package dev.wherry.tests.torture;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How much the servers of this process have worked. */
final class LoopTime {

  private static final ThreadMXBean METER = ManagementFactory.getThreadMXBean();

  private LoopTime() {}

  /** The processor time of all loops so far, in milliseconds. */
  static long spent() {
    return Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().matches("wherry-\\d+"))
            .mapToLong(thread -> Math.max(0, METER.getThreadCpuTime(thread.threadId())))
            .sum()
        / 1_000_000;
  }
}
