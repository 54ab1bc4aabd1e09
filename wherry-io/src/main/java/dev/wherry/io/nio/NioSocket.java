package dev.wherry.io.nio;

import dev.wherry.io.ChannelFile;
import dev.wherry.io.OpenFile;
import dev.wherry.io.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A channel of the JDK. */
final class NioSocket extends Socket {

  final SelectableChannel channel;
  @Nullable SelectionKey key;

  NioSocket(SelectableChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return connection().read(buffer);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return connection().write(buffer);
  }

  @Override
  public boolean sends(OpenFile file) {
    return file instanceof ChannelFile sendable && sendable.fileChannel() != null;
  }

  @Override
  public long sendFile(OpenFile file, long position, long count) throws IOException {
    FileChannel from = Objects.requireNonNull(((ChannelFile) file).fileChannel());
    long n = from.transferTo(position, count, connection());
    return n == 0 && position >= from.size() ? END : n;
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (!connection().finishConnect()) {
      return false;
    }
    if (key != null && (key.interestOps() & SelectionKey.OP_CONNECT) != 0) {
      key.interestOps(SelectionKey.OP_WRITE); // what "ready for writing" is called from now on
    }
    return true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    connection().shutdownOutput();
  }

  @Override
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress)
        (channel instanceof ServerSocketChannel server
            ? server.getLocalAddress()
            : connection().getLocalAddress());
  }

  @Override
  public InetSocketAddress remoteAddress() throws IOException {
    if (!(channel instanceof SocketChannel connection)
        || !(connection.getRemoteAddress() instanceof InetSocketAddress address)) {
      throw new IOException("not connected");
    }
    return address;
  }

  private SocketChannel connection() {
    return (SocketChannel) channel;
  }
}
