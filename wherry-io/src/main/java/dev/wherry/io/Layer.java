package dev.wherry.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's bytes pass through on their way from and to the network: a socket on top of the
 * socket, put there by {@link Stream#secure}. It belongs to the stream's loop.
 *
 * <p>Its {@link #read} and {@link #write} are those of a {@link Socket}, and return {@link
 * Socket#WOULD_BLOCK} until it {@link #isOpen}. What else it has to say over the network it says in
 * {@link #advance}, which the stream calls whenever the socket is ready.
 */
public abstract class Layer extends Socket {

  private @Nullable Stream stream;

  /** For subclasses. */
  protected Layer() {}

  /** Takes its place below {@code owner}, and begins. */
  final void attach(Stream owner) throws IOException {
    stream = owner;
    begin();
  }

  final Stream stream() {
    if (stream == null) {
      throw new IllegalStateException("this layer has no stream yet");
    }
    return stream;
  }

  /** The loop all of it happens on. */
  protected final EventLoop loop() {
    return stream().loop;
  }

  /** The socket below. */
  protected final Socket below() {
    return stream().socket;
  }

  /** Room for what one read brings, on the heap; its content is gone with the next use. */
  protected final ByteBuffer incoming() {
    return loop().incoming();
  }

  /** Room for what one write takes, on the heap; its content is gone with the next use. */
  protected final ByteBuffer outgoing() {
    return loop().outgoing();
  }

  /** Room for a piece of a file; its content is gone with the next use. */
  protected final ByteBuffer scratch() {
    return loop().scratch();
  }

  /** Something came or went, if only the layer saw it: the stream is not spinning. */
  protected final void progressed() {
    stream().progressed();
  }

  /** Has the stream go on, after something has happened that no socket tells. */
  protected final void goOn() {
    if (stream().isOpen()) {
      stream().dispatch(0);
    }
  }

  /** Closes the stream, whose handler hears {@code cause}. */
  protected final void fail(IOException cause) {
    stream().close(cause);
  }

  /** Begins; the socket below is there now. */
  protected abstract void begin() throws IOException;

  /** Whether bytes can pass. */
  protected abstract boolean isOpen();

  /** Does what can be done now without waiting. */
  protected abstract void advance() throws IOException;

  /** What to watch on the socket below, for a stream that wants {@code wanted}. */
  protected abstract int watches(int wanted);

  /** Whether {@link #read} has something to tell, whatever the socket below says. */
  protected abstract boolean hasInput();

  /** Whether something is kept that the socket below has not taken yet. */
  protected abstract boolean hasOutput();

  /** Hands on what is kept; true if nothing is any more. */
  protected abstract boolean flush() throws IOException;

  /** Tells the peer that no more will come. Several calls are as one. */
  protected abstract void end() throws IOException;

  /** Whether the peer has said that no more will come. */
  protected abstract boolean hasEnded();

  /** Whether it has done its part, and bytes shall pass without it from now on. */
  protected abstract boolean isOver();

  /** What it has read and will not decode, once it {@link #isOver}; null if that is nothing. */
  protected abstract @Nullable ByteBuffer rest();

  /** Lets go of everything; the stream is closed. */
  protected abstract void closed();

  @Override
  public final boolean finishConnect() throws IOException {
    return below().finishConnect();
  }

  @Override
  public final void holdLast() throws IOException {
    if (isOpen()) { // a handshake goes to and fro
      below().holdLast();
    }
  }

  @Override
  public final void shutdownOutput() throws IOException {
    end();
    if (flush()) {
      below().shutdownOutput();
    }
  }

  @Override
  public final InetSocketAddress localAddress() throws IOException {
    return below().localAddress();
  }

  @Override
  public final InetSocketAddress remoteAddress() throws IOException {
    return below().remoteAddress();
  }
}
