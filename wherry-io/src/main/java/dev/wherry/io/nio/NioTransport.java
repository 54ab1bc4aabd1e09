package dev.wherry.io.nio;

import dev.wherry.io.ChannelFile;
import dev.wherry.io.OpenFile;
import dev.wherry.io.Ready;
import dev.wherry.io.Socket;
import dev.wherry.io.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JDK's channels and their {@link Selector}: for every system, and what others are held to. */
public final class NioTransport implements Transport {

  private static final Logger log = LoggerFactory.getLogger(NioTransport.class);

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Selector selector;
  private Ready found = new Ready();
  private final Consumer<SelectionKey> collect = this::collect;

  private NioTransport(Selector selector) {
    this.selector = selector;
  }

  /** A transport of the system's default selector provider. */
  public static NioTransport open() throws IOException {
    return new NioTransport(Selector.open());
  }

  @Override
  public Socket listen(InetSocketAddress address, int backlog) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, backlog);
      return new NioSocket(channel);
    } catch (IOException e) {
      channel.close();
      if (e instanceof BindException) {
        String where = address.getAddress().getHostAddress() + ":" + address.getPort();
        BindException named =
            new BindException("cannot listen on " + where + ": " + e.getMessage());
        named.initCause(e);
        throw named;
      }
      throw e;
    }
  }

  @Override
  public @Nullable Socket accept(Socket listener) throws IOException {
    SocketChannel channel = ((ServerSocketChannel) ((NioSocket) listener).channel).accept();
    if (channel == null) {
      return null;
    }
    try {
      prepare(channel);
    } catch (IOException e) { // the peer is gone already; the next read will say so
      log.debug("cannot prepare a connection", e);
    }
    return new NioSocket(channel);
  }

  @Override
  public Socket connect(InetSocketAddress remote, @Nullable InetSocketAddress local)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      prepare(channel);
      if (local != null) {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(local);
      }
      channel.connect(remote);
      return new NioSocket(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Urgent data stays in the stream: the JDK would drop the Telnet signals sent with it. */
  @SuppressWarnings("AddressSelection") // no address is looked up here
  private static void prepare(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.socket().setOOBInline(true);
  }

  @Override
  public void adopt(Socket socket) {}

  @Override
  public void watch(Socket socket, int before, int after) throws IOException {
    NioSocket nio = (NioSocket) socket;
    if (nio.key == null) {
      nio.key = nio.channel.register(selector, interest(nio, after), nio);
    } else {
      // A cancelled key could not be registered again before the next select.
      nio.key.interestOps(interest(nio, after));
    }
  }

  private static int interest(NioSocket socket, int events) {
    if (socket.channel instanceof ServerSocketChannel) {
      return events == 0 ? 0 : SelectionKey.OP_ACCEPT;
    }
    int write =
        ((SocketChannel) socket.channel).isConnected()
            ? SelectionKey.OP_WRITE
            : SelectionKey.OP_CONNECT;
    return ((events & READ) != 0 ? SelectionKey.OP_READ : 0) | ((events & WRITE) != 0 ? write : 0);
  }

  @Override
  public void close(Socket socket, int watched) {
    try {
      ((NioSocket) socket).channel.close();
    } catch (IOException e) {
      log.debug("error on close", e);
    }
  }

  @Override
  public void await(long nanos, Ready ready) throws IOException {
    found = ready;
    if (nanos == 0) {
      selector.selectNow(collect);
    } else if (nanos < 0) {
      selector.select(collect);
    } else {
      selector.select(collect, Math.ceilDiv(nanos, NANOS_PER_MILLI));
    }
  }

  private void collect(SelectionKey key) {
    int ops = key.isValid() ? key.readyOps() : 0;
    int events =
        ((ops & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0 ? READ : 0)
            | ((ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0 ? WRITE : 0);
    if (events != 0) {
      found.add((Socket) Objects.requireNonNull(key.attachment()), events);
    }
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public OpenFile open(Path path, Set<? extends OpenOption> options) throws IOException {
    return ChannelFile.open(path, options);
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      log.debug("error on close", e);
    }
  }
}
