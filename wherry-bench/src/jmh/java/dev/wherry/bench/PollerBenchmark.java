package dev.wherry.bench;

import dev.wherry.io.Ready;
import dev.wherry.io.Socket;
import dev.wherry.io.Transport;
import dev.wherry.io.nio.NioTransport;
import dev.wherry.io.posix.PosixTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One wait that finds so many sockets ready, with nobody else watched. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class PollerBenchmark {

  @Param({"epoll", "poll", "select", "nio"})
  String poller = "";

  /** Needs half as many connections, and as many descriptors: see {@code ulimit -n}. */
  @Param({"1", "100", "10000"})
  int ready;

  private final List<Socket> sockets = new ArrayList<>();
  private final Ready found = new Ready();
  private Transport transport = open("epoll");
  private int watched;

  private static Transport open(String poller) {
    try {
      return switch (poller) {
        case "epoll" -> PosixTransport.epoll();
        case "poll" -> PosixTransport.poll();
        case "select" -> PosixTransport.select();
        case "nio" -> NioTransport.open();
        default -> throw new IllegalArgumentException(poller);
      };
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Both ends of connections to oneself can always be written to. */
  @Setup
  public void connect() throws IOException {
    transport.close();
    transport = open(poller);
    Socket listener =
        transport.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    sockets.add(listener);
    while (watched < ready) {
      Socket near = transport.connect(listener.localAddress(), null);
      Socket far = null;
      while (far == null) {
        far = transport.accept(listener);
      }
      while (!near.finishConnect()) {
        Thread.onSpinWait();
      }
      for (Socket end : List.of(near, far)) {
        sockets.add(end);
        if (watched < ready) {
          transport.watch(end, 0, Transport.WRITE);
          watched++;
        }
      }
    }
  }

  /** Waits until all have been found once: epoll tells of 512 at a time, the JDK of 1,024. */
  @Benchmark
  public int await() throws IOException {
    int events = 0;
    while (events < ready) {
      transport.await(-1, found);
      events += found.size();
      found.clear();
    }
    return events;
  }

  /** Closes all. */
  @TearDown
  public void close() {
    for (int i = 0; i < sockets.size(); i++) {
      transport.close(sockets.get(i), i > 0 && i <= watched ? Transport.WRITE : 0);
    }
    transport.close();
  }
}
