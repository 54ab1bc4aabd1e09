package dev.wherry.bench;

import java.io.IOException;

/** The CPU that a server has used, user and system, with all its processes. */
interface CpuAccount extends AutoCloseable {

  /** Nanoseconds so far, those of processes that have ended too. */
  long nanos() throws IOException;

  /** How it is counted, for the report. */
  String how();

  @Override
  void close();
}
