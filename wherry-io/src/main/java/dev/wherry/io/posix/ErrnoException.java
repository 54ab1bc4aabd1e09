package dev.wherry.io.posix;

import java.io.IOException;

/** A C function that failed, and the errno it left. */
final class ErrnoException extends IOException {

  private static final long serialVersionUID = 1;

  private final int errno;
  private final String text;

  ErrnoException(String function, int errno, String text) {
    super(function + " failed: " + text);
    this.errno = errno;
    this.text = text;
  }

  int errno() {
    return errno;
  }

  /** What the C library says of the errno. */
  String text() {
    return text;
  }
}
