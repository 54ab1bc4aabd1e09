package dev.wherry.data;

import dev.wherry.io.EventLoop;
import dev.wherry.io.Layer;
import dev.wherry.io.Stream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One file or listing on its way through a data connection, from the connection's opening to its
 * end. It belongs to the loop's thread.
 */
public abstract class Transfer implements Stream.Handler {

  private @Nullable EventLoop loop;
  private @Nullable Stream data;
  private @Nullable Ended ended;
  private @Nullable IOException failure;

  Transfer() {}

  /**
   * Starts on an open connection.
   *
   * @param layer what its bytes pass through, or null
   * @param whenEnded hears once how it ended; perhaps before this method returns
   */
  public final void start(Stream stream, @Nullable Layer layer, Ended whenEnded) {
    loop = stream.loop();
    data = stream;
    ended = whenEnded;
    stream.handler(this);
    if (layer != null) {
      stream.secure(layer);
    }
    if (stream.isOpen()) {
      begin(stream);
    }
  }

  /** Whether the client is the one that sends. */
  public boolean receives() {
    return false;
  }

  /** Breaks off a transfer that has been started; its end is heard of as that of any other. */
  public final void abort(IOException cause) {
    if (data != null) {
      data.abort(cause);
    }
  }

  /**
   * Gives up a transfer that has not been started, and will not be.
   *
   * @param whenTidy hears when nothing is left of it, in the loop: now, or a little later
   */
  public final void giveUp(IOException cause, EventLoop inLoop, Runnable whenTidy) {
    loop = inLoop;
    dispose(cause);
    whenTidy(whenTidy);
  }

  /** Whether {@link #start} has been called. */
  public final boolean isStarted() {
    return data != null;
  }

  /** The loop it ends in; null before that is known. */
  final @Nullable EventLoop loop() {
    return loop;
  }

  /** How many bytes have gone through the connection. */
  public final long bytes() {
    return data == null ? 0 : data.sent() + data.received();
  }

  @Override
  public final void closed(Stream stream, @Nullable IOException cause) {
    IOException first = failure == null ? cause : failure;
    IOException last = dispose(first);
    Ended listener = ended;
    if (listener != null) {
      whenTidy(() -> listener.ended(this, last));
    }
  }

  /** Runs {@code next} when what {@link #dispose} has begun is done: now, if it is done. */
  void whenTidy(Runnable next) {
    next.run();
  }

  /** Ends the transfer because of the file, not of the connection. */
  final void fail(Stream stream, IOException cause) {
    failure = new FileFailure(cause);
    stream.abort(failure);
  }

  /** Sends or reads what there is to begin with. */
  abstract void begin(Stream stream);

  /**
   * Lets go of what the transfer holds; called once.
   *
   * @return how it ended after all: null if everything was moved and is in its place
   */
  abstract @Nullable IOException dispose(@Nullable IOException cause);

  /** The reply when all is well, without its code. */
  public String success() {
    return "Transfer complete.";
  }

  /** Hears how a transfer ended. */
  public interface Ended {

    /** The connection is closed, the file too; {@code cause} is null if all of it was moved. */
    void ended(Transfer transfer, @Nullable IOException cause);
  }

  /** The file system failed, and not the connection. */
  public static final class FileFailure extends IOException {

    private static final long serialVersionUID = 1;

    private final IOException reason;

    FileFailure(IOException reason) {
      super(reason);
      this.reason = reason;
    }

    /** What the file system said. */
    public IOException reason() {
      return reason;
    }
  }
}
