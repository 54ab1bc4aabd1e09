package dev.wherry;

/** The server could not be started; the message is a sentence that says why. */
public final class FtpException extends RuntimeException {

  private static final long serialVersionUID = 1;

  FtpException(String message, Throwable cause) {
    super(message, cause);
  }
}
