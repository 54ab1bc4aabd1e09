package dev.wherry;

import java.io.IOException;

/**
 * {@link Users} are somewhere that is known not to answer just now. Whoever throws it has told the
 * log, once; the server adds no warning for each login.
 */
public final class UnavailableException extends IOException {

  private static final long serialVersionUID = 1;

  /** With a sentence that says who does not answer. */
  public UnavailableException(String message) {
    super(message);
  }

  /** With a sentence that says who does not answer, and what has happened. */
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
