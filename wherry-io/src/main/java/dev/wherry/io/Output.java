package dev.wherry.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has been told to send and the kernel has not taken yet: buffers, and behind them a
 * file. It belongs to the stream.
 */
final class Output {

  /** How much of a file is sent before other channels have their turn. */
  private static final long FILE_PIECE = 4 * 1024 * 1024;

  /** The same where each byte costs the processor something. */
  private static final long CODED_PIECE = 1024 * 1024;

  /** Stands in the queue where a layer comes: what is behind it goes through the layer. */
  private static final ByteBuffer MARK = ByteBuffer.allocate(0);

  private final Channel channel;
  private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>(0);
  private int queued;
  private @Nullable OpenFile file;
  private long filePosition;
  private long fileLeft;
  private long sent;
  private boolean ending;
  private boolean holding;
  private Throttle throttle = Throttle.NONE;
  private boolean resting;

  Output(Channel channel) {
    this.channel = channel;
  }

  boolean isEmpty() {
    return queue.isEmpty() && file == null;
  }

  boolean hasFile() {
    return file != null;
  }

  void throttle(Throttle other) {
    throttle = other;
  }

  /** Whether nothing goes out until the throttle allows it again. */
  boolean isResting() {
    return resting;
  }

  /** How many bytes wait in buffers. */
  int queued() {
    return queued;
  }

  /** How many bytes have been handed on. */
  long sent() {
    return sent;
  }

  void add(ByteBuffer bytes) {
    queue.add(bytes);
    queued += bytes.remaining();
  }

  void add(OpenFile next, long position, long count) {
    file = next;
    filePosition = position;
    fileLeft = count;
  }

  /** Nothing will be added any more, and the end of the output follows. */
  void ending() {
    ending = true;
  }

  /** Whether the last of it may wait for the end of the output. */
  boolean isHolding() {
    return holding;
  }

  /** What is added from now on waits until the mark is passed. */
  void mark() {
    queue.add(MARK);
  }

  /** Everything before the mark has been flushed, and what is behind it may follow. */
  void passMark() {
    queue.remove();
  }

  private boolean isMarked() {
    ByteBuffer head = queue.peek();
    return head != null && isMark(head);
  }

  /** What is written has room for something. */
  private static boolean isMark(ByteBuffer bytes) {
    return bytes.capacity() == 0;
  }

  void clear() {
    queue.clear();
    queued = 0;
    file = null;
  }

  /** Writes what it can to {@code wire}; true if nothing is left up to the mark, or at all. */
  boolean flush(Socket wire) throws IOException {
    return flushQueue(wire) && (isMarked() || flushFile(wire));
  }

  private boolean flushQueue(Socket wire) throws IOException {
    while (!queue.isEmpty() && !isMarked()) {
      ByteBuffer head = queue.getFirst();
      boolean gathered = queue.size() > 1;
      ByteBuffer piece = gathered ? gather() : head;
      int whole = piece.limit();
      long allowance = throttle.allowance(piece.remaining());
      if (allowance == 0) {
        return rest();
      }
      if (ending && allowance == queued && file == null) {
        holdLast(wire);
      }
      int n = wire.write(piece.limit(piece.position() + (int) allowance));
      piece.limit(whole);
      if (n == Socket.WOULD_BLOCK) {
        return false;
      }
      channel.progressed();
      sent += n;
      throttle.moved(n);
      queued -= n;
      if (gathered) {
        consume(n);
      } else if (!head.hasRemaining()) {
        queue.removeFirst();
      }
    }
    return true;
  }

  private void holdLast(Socket wire) throws IOException {
    if (!holding) {
      holding = true;
      wire.holdLast();
    }
  }

  /** Sends nothing until the throttle allows it again. */
  private boolean rest() {
    channel.progressed();
    if (!resting) {
      resting = true;
      channel.loop.after(
          Duration.ofNanos(throttle.pause()),
          () -> {
            resting = false;
            if (channel.isOpen()) {
              channel.dispatch(Transport.WRITE);
            }
          });
    }
    return false;
  }

  /** Several small replies in one segment, and in one system call. */
  private ByteBuffer gather() {
    ByteBuffer all = channel.loop.scratch();
    for (ByteBuffer bytes : queue) {
      if (isMark(bytes)) {
        break;
      }
      int n = Math.min(all.remaining(), bytes.remaining());
      all.put(all.position(), bytes, bytes.position(), n).position(all.position() + n);
      if (!all.hasRemaining()) {
        break;
      }
    }
    return all.flip();
  }

  private void consume(int written) {
    int left = written;
    while (left > 0) {
      ByteBuffer head = queue.getFirst();
      int n = Math.min(left, head.remaining());
      head.position(head.position() + n);
      left -= n;
      if (!head.hasRemaining()) {
        queue.removeFirst();
      }
    }
  }

  private boolean flushFile(Socket wire) throws IOException {
    OpenFile sending = file;
    if (sending == null) {
      return true;
    }
    long most = Math.min(fileLeft, wire instanceof Layer ? CODED_PIECE : FILE_PIECE);
    while (most > 0) {
      long allowance = throttle.allowance(most);
      if (allowance == 0) {
        return rest();
      }
      if (ending && allowance == fileLeft) {
        holdLast(wire);
      }
      long n =
          wire.sends(sending)
              ? wire.sendFile(sending, filePosition, allowance)
              : copyFile(wire, sending, allowance);
      if (n == Socket.END) {
        throw new EOFException("the file became shorter while it was sent");
      }
      if (n == Socket.WOULD_BLOCK) {
        return false;
      }
      channel.progressed();
      filePosition += n;
      fileLeft -= n;
      sent += n;
      most -= n;
      throttle.moved(n);
    }
    if (fileLeft == 0) {
      file = null;
    }
    return file == null;
  }

  private long copyFile(Socket wire, OpenFile from, long most) throws IOException {
    ByteBuffer buffer = channel.loop.scratch();
    buffer.limit((int) Math.min(buffer.capacity(), most));
    if (from.read(buffer, filePosition) < 0) {
      return Socket.END;
    }
    return wire.write(buffer.flip());
  }
}
