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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who comes in, who lets them in, and how the door is closed. */
class AcceptTest {

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void twoThousandConnectionsAtOneInstantAreAllGreeted(TransportType transport) {
    int many = 2_000;
    try (FtpServer server = TestServer.of(transport, home).loops(2).start()) {
      AtomicInteger most = new AtomicInteger();
      Crowd.of(
          many,
          (_, crowd) -> {
            crowd.gather();
            try (Client client = Client.of(server)) {
              most.accumulateAndGet(server.sessions(), Math::max);
              client.says("QUIT").hears(221).hearsTheEnd();
            }
          });
      assertTrue(most.get() <= many, most.toString());
      Eventually.equal(0, server::sessions);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void theCallersThreadCanDriveAServer(TransportType transport) throws Exception {
    Map<String, Integer> before = held(transport);
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
    Eventually.equal(before, Held::descriptors);
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void aServerThatIsClosedByItsDriverHoldsNothing(TransportType transport) {
    Map<String, Integer> before = held(transport);
    try (FtpServer server = TestServer.of(transport, home).bind()) {
      server.runOnce(Duration.ZERO);
    }
    Eventually.equal(before, Held::descriptors);
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
    Map<String, Integer> before = held(transport);
    for (int round = 0; round < 10; round++) {
      FtpServer server = TestServer.of(transport, home).loops(3).start();
      InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
      AtomicBoolean closed = new AtomicBoolean();
      Crowd.of(
          9,
          (member, crowd) -> {
            crowd.gather();
            if (member == 0) {
              Eventually.equal(true, () -> server.sessions() > 20);
              server.close();
              closed.set(true);
            } else {
              comeInUntil(closed, address);
            }
          });
    }
    assertEquals(List.of(), Held.threads());
    Eventually.equal(before, Held::descriptors);
  }

  private static void comeInUntil(AtomicBoolean closed, InetSocketAddress address) {
    List<Socket> sockets = new ArrayList<>();
    while (!closed.get() && sockets.size() < 500) {
      Socket socket = new Socket();
      try {
        socket.connect(address, 5_000);
        sockets.add(socket);
      } catch (IOException _) {
        break; // the door is closed
      }
    }
    sockets.forEach(Client::reset);
  }

  /** What is held when everything has been made that the JVM makes once. */
  private Map<String, Integer> held(TransportType transport) {
    try (FtpServer server = TestServer.of(transport, home).start()) {
      Crowd.of(4, (_, _) -> Client.loggedIn(server).close());
    }
    return Eventually.steadyValue(Held::descriptors);
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
