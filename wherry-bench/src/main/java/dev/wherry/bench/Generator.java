package dev.wherry.bench;

import dev.wherry.io.EventLoop;
import dev.wherry.io.TransportType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loop that all clients run on, in a thread of its own: one is enough for 10,000 of them. */
final class Generator implements AutoCloseable {

  /** Clients per source address: each has two connections, and an address 28,232 ports on Linux. */
  private static final int PER_ADDRESS = 2_000;

  private final EventLoop loop;
  private final Thread thread;

  private Generator(EventLoop loop) {
    this.loop = loop;
    this.thread = Thread.ofPlatform().name("generator").daemon().start(loop);
  }

  static Generator start() throws IOException {
    return new Generator(EventLoop.open(TransportType.best()));
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * Runs {@code work} on the loop, and waits until it completes its future.
   *
   * @throws IOException what it failed with
   */
  <T> T call(Consumer<CompletableFuture<T>> work) throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(() -> {
      try {
        work.accept(result);
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
        throw e;
      }
    });
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * Where the client of that number connects from: many need more ports than one address has, and a
   * loopback target takes them from every address in 127.0.0.0/8.
   */
  static @Nullable InetSocketAddress source(Target target, int client) {
    if (client < PER_ADDRESS || !target.isLoopback() || !target.isV4()) {
      return null;
    }
    byte[] address = {127, 0, 1, (byte) (client / PER_ADDRESS)};
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), 0);
    } catch (UnknownHostException e) { // four bytes are an address
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    loop.stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
