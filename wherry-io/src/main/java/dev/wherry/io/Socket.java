package dev.wherry.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket of one transport, listening or connected. It never blocks, and belongs to the thread
 * of its transport.
 */
public abstract class Socket {

  /** What {@link #read}, {@link #write} and {@link #sendFile} return if they would have to wait. */
  public static final int WOULD_BLOCK = 0;

  /** What {@link #read} and {@link #sendFile} return at the end of the input. */
  public static final int END = -1;

  /** Who hears of this socket's events. */
  @Nullable Channel channel;

  /** For transports. */
  protected Socket() {}

  /**
   * Reads into {@code buffer}, which has room.
   *
   * @return how many bytes, {@link #WOULD_BLOCK}, or {@link #END}
   */
  public abstract int read(ByteBuffer buffer) throws IOException;

  /**
   * Writes from {@code buffer}, which has bytes; heap buffers are copied on their way.
   *
   * @return how many bytes, or {@link #WOULD_BLOCK}
   */
  public abstract int write(ByteBuffer buffer) throws IOException;

  /** Whether {@link #sendFile} takes this file: if it can go out without passing through memory. */
  public abstract boolean sends(OpenFile file);

  /**
   * Sends bytes of a file for which {@link #sends} is true.
   *
   * @return how many bytes, {@link #WOULD_BLOCK}, or {@link #END} if the file ends at {@code
   *     position}
   */
  public abstract long sendFile(OpenFile file, long position, long count) throws IOException;

  /**
   * Takes what has come in, without a copy, where the system can do that. What cannot be taken so
   * is left to be read: that there is nothing, that it has ended, urgent data.
   *
   * @param most how many bytes it may be
   * @return a pipe with something in it, good until the next call, or null
   */
  public @Nullable Pipe pipe(long most) throws IOException {
    return null;
  }

  /**
   * Completes a connection begun by {@link Transport#connect}.
   *
   * @return false if it takes more time
   * @throws IOException if the connection was refused
   */
  public abstract boolean finishConnect() throws IOException;

  /**
   * Holds back a last segment that is not full until {@link #shutdownOutput}, which then shares it:
   * one packet less, where the system has a way to say so. Without effect elsewhere.
   */
  public void holdLast() throws IOException {}

  /** Sends the end of the output; reading goes on. */
  public abstract void shutdownOutput() throws IOException;

  /** The own end's address. IPv4 connections of an IPv6 socket have IPv4 addresses. */
  public abstract InetSocketAddress localAddress() throws IOException;

  /** The peer's address. IPv4 connections of an IPv6 socket have IPv4 addresses. */
  public abstract InetSocketAddress remoteAddress() throws IOException;
}
