package dev.wherry.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A socket whose peer is the test: it says what comes in, and how much may go out. */
final class FakeSocket extends Socket {

  private final FakeTransport transport;

  /** Like a descriptor: the lowest that is free when the socket is made. */
  final int number;

  /** What is being watched. */
  int watched;

  /** What it is reported ready for, whether it is or not. */
  int lies;

  /** The most that one call takes or gives. */
  int mouthful = Integer.MAX_VALUE;

  /** How many more bytes it takes until it would block. */
  int room = Integer.MAX_VALUE;

  boolean sendsFiles;
  boolean outputEnded;
  @Nullable IOException broken;

  /** What {@link #finishConnect} says; null while it has no answer. */
  @Nullable Boolean connected = true;

  /** Of a listener: a {@code FakeSocket} that waits to be accepted, or an {@code IOException}. */
  final Queue<Object> waiting = new ArrayDeque<>();

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Queue<ByteBuffer> input = new ArrayDeque<>();
  private boolean inputEnded;

  FakeSocket(FakeTransport transport, int number) {
    this.transport = transport;
    this.number = number;
  }

  /** The peer sends {@code text}: what one call to read gives. */
  void send(String text) {
    input.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** The peer sends no more. */
  void sendEnd() {
    inputEnded = true;
  }

  /** What has been written. */
  String output() {
    return output.toString(StandardCharsets.ISO_8859_1);
  }

  byte[] outputBytes() {
    return output.toByteArray();
  }

  int ready() {
    if (lies != 0) {
      return lies;
    }
    if (broken != null) {
      return Transport.READ | Transport.WRITE;
    }
    boolean readable = !input.isEmpty() || inputEnded || !waiting.isEmpty();
    boolean writable = room > 0 && connected != null;
    return (readable ? Transport.READ : 0) | (writable ? Transport.WRITE : 0);
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    transport.called("read", this);
    transport.check(buffer.hasRemaining(), "read into a full buffer");
    breakIfBroken();
    ByteBuffer next = input.peek();
    if (next == null) {
      return inputEnded ? END : WOULD_BLOCK;
    }
    int n = Math.min(mouthful, Math.min(next.remaining(), buffer.remaining()));
    buffer.put(next.slice(next.position(), n));
    next.position(next.position() + n);
    if (!next.hasRemaining()) {
      input.remove();
    }
    return n;
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    transport.called("write", this);
    transport.check(buffer.hasRemaining(), "write of nothing");
    transport.check(!outputEnded, "write after the end of the output");
    breakIfBroken();
    int n = Math.min(mouthful, Math.min(buffer.remaining(), room));
    room -= n;
    for (int i = 0; i < n; i++) {
      output.write(buffer.get());
    }
    return n;
  }

  @Override
  public boolean sends(OpenFile file) {
    return sendsFiles;
  }

  @Override
  public long sendFile(OpenFile file, long position, long count) throws IOException {
    transport.called("sendFile", this);
    transport.check(count > 0, "sendFile of nothing");
    breakIfBroken();
    if (room == 0) {
      return WOULD_BLOCK;
    }
    ByteBuffer piece =
        ByteBuffer.allocate((int) Math.min(1 << 20, Math.min(count, Math.min(mouthful, room))));
    int n = file.read(piece, position);
    if (n > 0) {
      room -= n;
      output.write(piece.array(), 0, n);
    }
    return n;
  }

  @Override
  public boolean finishConnect() throws IOException {
    transport.called("finishConnect", this);
    breakIfBroken();
    return connected != null && connected;
  }

  @Override
  public void holdLast() {
    transport.called("holdLast", this);
  }

  @Override
  public void shutdownOutput() throws IOException {
    transport.called("shutdownOutput", this);
    breakIfBroken();
    outputEnded = true;
  }

  private void breakIfBroken() throws IOException {
    if (broken != null) {
      throw broken;
    }
  }

  @Override
  public InetSocketAddress localAddress() {
    return address(1);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return address(number + 1);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }
}
