package dev.wherry.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a stream reads: when, how fast, and how much so far. It belongs to the stream. */
final class Input {

  /** Less is read and written for as little. */
  private static final int MUCH = 32 * 1024;

  private final Stream stream;
  private final Wire wire;
  private Throttle throttle = Throttle.NONE;
  private boolean pipes;
  private long received;
  private int last;
  private boolean wanted;
  private boolean resting;
  private boolean ended;

  Input(Stream stream, Wire wire) {
    this.stream = stream;
    this.wire = wire;
  }

  void throttle(Throttle other) {
    throttle = other;
  }

  /** How many bytes have been read. */
  long received() {
    return received;
  }

  /** Whether somebody wants to hear of it, whether it may be read now or not. */
  boolean isWanted() {
    return wanted;
  }

  void wanted(boolean by) {
    wanted = by;
  }

  /** Whether the peer sends no more. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether the socket is to be watched. */
  boolean isDue() {
    return (wanted && !resting && !wire.isComing()) || wire.isLeaving();
  }

  /** What comes in clear when a layer is due would be taken for what came through it. */
  boolean mayRead() {
    return (wanted && !wire.isComing()) || wire.isLeaving();
  }

  /** {@link Socket#read}, as much as may be read now. */
  int read(ByteBuffer buffer) throws IOException {
    long allowance = throttle.allowance(buffer.remaining());
    if (allowance == 0) {
      rest();
      return Socket.WOULD_BLOCK;
    }
    return wire.top().read(buffer.limit((int) allowance));
  }

  void takePipes() {
    pipes = true;
  }

  /** What has come in, if somebody takes pipes and it is likely to be worth one. */
  @Nullable Pipe pipe() throws IOException {
    if (!pipes || last < MUCH) {
      return null;
    }
    long allowance = throttle.allowance(Long.MAX_VALUE);
    return allowance < MUCH ? null : wire.top().pipe(allowance);
  }

  /** So many bytes have been read. */
  void moved(int bytes) {
    last = bytes;
    received += bytes;
    throttle.moved(bytes);
  }

  /** The peer sends no more. */
  void end() {
    wanted = false;
    ended = true;
  }

  /** Reads nothing until the throttle allows it again. */
  private void rest() {
    stream.progressed();
    if (!resting) {
      resting = true;
      stream.loop.after(
          Duration.ofNanos(throttle.pause()),
          () -> {
            resting = false;
            stream.goOnReading();
          });
    }
  }
}
