package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who comes in, who lets them in, and how the door is closed. */
class AcceptTest {

  private static final String GREETING = "220 Wherry is ready.\r\n";

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void twoThousandConnectionsAtOneInstantAreAllGreeted(TransportType transport) throws IOException {
    int many = 2_000;
    List<SocketChannel> clients = new ArrayList<>();
    try (FtpServer server = TestServer.of(transport, home).loops(2).start()) {
      InetSocketAddress address = new InetSocketAddress(Client.ip("127.0.0.1"), server.port());
      for (int i = 0; i < many; i++) {
        SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.configureBlocking(false);
        client.connect(address);
      }
      for (SocketChannel client : clients) {
        client.configureBlocking(true);
        client.finishConnect();
        client.socket().setSoTimeout(20_000);
        byte[] greeting = client.socket().getInputStream().readNBytes(GREETING.length());
        assertEquals(GREETING, new String(greeting, StandardCharsets.US_ASCII));
      }
      assertEquals(many, server.sessions());
      for (SocketChannel client : clients) {
        client.close();
      }
      Eventually.equal(0, server::sessions);
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void theCallersThreadCanDriveAServer(TransportType transport) throws Exception {
    List<String> before = held(transport);
    FtpServer server = TestServer.of(transport, home).loops(4).bind();
    assertEquals(1, server.loops());
    assertTrue(server.runOnce(Duration.ZERO));
    Future<?> waiter = started(server::awaitClosed);
    Future<?> visit =
        started(() -> {
          try (Client client = Client.loggedIn(server)) {
            client.storesText("STOR file", "content");
            assertEquals("content", client.receivesText("RETR file"));
            assertFalse(waiter.isDone());
            server.close();
            client.hears(421).hearsTheEnd();
          }
        });
    assertEquals(List.of(), Held.threads());
    while (server.runOnce(Duration.ofMillis(100))) {}
    visit.get();
    waiter.get();
    assertFalse(server.runOnce(Duration.ZERO));
    server.close();
    Eventually.equal(List.of(), () -> Held.beyond(before));
  }

  /** The kernel hands out connections that have been reset, whose peer has no name any more. */
  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void whoGoesBeforeBeingAcceptedIsNobodysTrouble(TransportType transport) throws Exception {
    List<String> before = held(transport);
    FtpServer server = TestServer.of(transport, home).bind();
    assertTrue(server.runOnce(Duration.ZERO));
    for (int i = 0; i < 100; i++) {
      Client.reset(new Socket(Client.ip("127.0.0.1"), server.port()));
    }
    Future<?> visit =
        started(() -> {
          try (Client client = Client.loggedIn(server)) {
            client.says("PWD").hears(257);
            server.close();
            client.hears(421).hearsTheEnd();
          }
        });
    while (server.runOnce(Duration.ofMillis(100))) {}
    visit.get();
    Eventually.equal(List.of(), () -> Held.beyond(before));
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void aServerThatIsClosedByItsDriverHoldsNothing(TransportType transport) {
    List<String> before = held(transport);
    try (FtpServer server = TestServer.of(transport, home).bind()) {
      server.runOnce(Duration.ZERO);
    }
    Eventually.equal(List.of(), () -> Held.beyond(before));
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void aServerWithThreadsOfItsOwnIsNotDriven(TransportType transport) {
    try (FtpServer server = TestServer.of(transport, home).start()) {
      assertThrows(IllegalStateException.class, () -> server.runOnce(Duration.ZERO));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void anyThreadMayCloseAndAllWaitUntilItIsDone(TransportType transport) throws Exception {
    FtpServer server = TestServer.of(transport, home).start();
    try (Client client = Client.loggedIn(server)) {
      Future<?> waiter = started(server::awaitClosed);
      assertFalse(waiter.isDone());
      Crowd.of(
          10,
          (_, crowd) -> {
            crowd.gather();
            server.close();
            assertEquals(List.of(), Held.threads());
          });
      waiter.get();
      client.hears(421).hearsTheEnd();
    }
    server.close();
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void clientsThatComeWhileTheServerClosesLeaveNothing(TransportType transport) {
    List<String> before = held(transport);
    for (int round = 0; round < 10; round++) {
      try (FtpServer server = TestServer.of(transport, home).loops(3).start()) {
        InetSocketAddress address = new InetSocketAddress(Client.ip("127.0.0.1"), server.port());
        AtomicInteger arrived = new AtomicInteger();
        AtomicBoolean closed = new AtomicBoolean();
        Runnable closing = server::close; // sooner than the end of this block
        Crowd.of(
            9,
            (member, crowd) -> {
              crowd.gather();
              if (member == 0) {
                Eventually.equal(true, () -> arrived.get() > 20);
                closing.run();
                closed.set(true);
              } else {
                comeAndGoUntil(closed, address, arrived);
              }
            });
      }
    }
    assertEquals(List.of(), Held.threads());
    Eventually.equal(List.of(), () -> Held.beyond(before));
  }

  /** Connects again and again, and leaves without a word, until there is no door any more. */
  private static void comeAndGoUntil(
      AtomicBoolean closed, InetSocketAddress address, AtomicInteger arrived) {
    ArrayDeque<Socket> sockets = new ArrayDeque<>();
    while (!closed.get()) {
      try {
        sockets.add(new Socket(address.getAddress(), address.getPort()));
        arrived.incrementAndGet();
      } catch (IOException _) {
        break; // the door is closed
      }
      if (sockets.size() > 20) {
        Client.reset(sockets.remove());
      }
    }
    sockets.forEach(Client::reset);
  }

  /** What is held when everything has been made that the JVM makes once. */
  private List<String> held(TransportType transport) {
    try (FtpServer server = TestServer.of(transport, home).start()) {
      Crowd.of(4, (_, _) -> Client.loggedIn(server).close());
    }
    return Eventually.steadyValue(Held::each);
  }

  private static Future<?> started(Action action) {
    FutureTask<?> task =
        new FutureTask<>(() -> {
          action.run();
          return null;
        });
    Thread.ofVirtual().start(task);
    return task;
  }

  /** What may fail. */
  private interface Action {
    void run() throws Exception;
  }
}
