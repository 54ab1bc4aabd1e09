package dev.wherry.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's bytes go through: its socket, with a layer on top or none. A layer comes when
 * what was written before has gone out, and goes when it has taken its leave of the peer. It
 * belongs to the stream.
 */
final class Wire {

  private final Stream stream;
  private @Nullable Layer layer;
  private @Nullable Layer coming;
  private boolean leaving;
  private boolean left;

  Wire(Stream stream) {
    this.stream = stream;
  }

  /** What to read from and write to. */
  Socket top() {
    return layer == null ? stream.socket : layer;
  }

  /** Has {@code above} come with the next {@link #flush} that gets so far in {@code output}. */
  void cover(Layer above, Output output) {
    coming = above;
    output.mark();
  }

  /**
   * Has the layer take its leave with the next {@link #flush} that gets so far in {@code output}.
   * What is written from now on follows in clear; what comes in is still the layer's until the peer
   * has taken its leave, too.
   */
  void uncover(Output output) {
    if (layer != null && !leaving) {
      leaving = true;
      output.mark();
    }
  }

  /** Whether there is a layer. */
  boolean isCovered() {
    return layer != null;
  }

  /** Whether a layer is on its way. */
  boolean isComing() {
    return coming != null;
  }

  /** Whether the layer is to go. */
  boolean isLeaving() {
    return leaving;
  }

  /** Whether the layer was to go and has done its part. */
  boolean isOver() {
    return leaving && layer != null && layer.isOver();
  }

  /** Takes away the layer that is over, and returns what it has read too much. */
  @Nullable ByteBuffer takeRest() throws IOException {
    Layer gone = layer;
    ByteBuffer rest = gone == null ? null : gone.rest();
    layer = null;
    leaving = false;
    left = false;
    if (gone != null) {
      gone.closed();
    }
    return rest;
  }

  /** Whether there is something to read that no socket will tell of. */
  boolean hasInput() {
    return layer != null && layer.hasInput();
  }

  /** Whether the layer has something to send, or lets nothing through yet. */
  boolean hasOutput() {
    return layer != null && (!layer.isOpen() || layer.hasOutput());
  }

  /** Whether the peer's layer has said that no more will come; or there is none. */
  boolean hasEnded() {
    return layer == null || layer.hasEnded();
  }

  /** What to watch on the socket, for a stream that wants {@code wanted}. */
  int watches(int wanted) {
    return layer == null ? wanted : layer.watches(wanted);
  }

  /** Has the layer do what it can; returns what the stream can do of {@code events} then. */
  int advance(int events) throws IOException {
    if (layer == null) {
      return events;
    }
    boolean wasOpen = layer.isOpen();
    layer.advance();
    if (!layer.isOpen()) {
      return 0;
    }
    return wasOpen ? events : Transport.READ | Transport.WRITE;
  }

  /** Hands on {@code output} and what the layer keeps; true if nothing is left of either. */
  boolean flush(Output output) throws IOException {
    if (left && layer != null && !layer.flush()) {
      return false;
    }
    if (!output.flush(left ? stream.socket : top())) {
      return false;
    }
    if (coming != null) {
      layer = coming;
      coming = null;
      output.passMark();
      layer.attach(stream);
      layer.advance();
      return flush(output);
    }
    if (layer == null) {
      return true;
    }
    if (leaving && !left && layer.isOpen()) {
      layer.end();
      left = true;
      output.passMark();
      return flush(output);
    }
    return layer.isOpen() && layer.flush();
  }

  /** Has the layer tell the peer that no more will come; true if all of that is sent. */
  boolean end() throws IOException {
    if (layer == null) {
      return true;
    }
    layer.end();
    return layer.flush();
  }

  /** The stream is closed. */
  void closed() {
    if (layer != null) {
      layer.closed();
    }
  }
}
