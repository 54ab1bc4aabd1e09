package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static java.time.Duration.ZERO;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every promise of {@link Connector}; EventLoopContractTest connects real sockets. */
@Timeout(60)
class ConnectorTest {

  private static final InetSocketAddress SOMEWHERE =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1);

  private final FakeTransport system = new FakeTransport();
  private final EventLoop loop = system.loop();
  private final FakeSocket socket = system.socket();
  private Consumer<Stream> onConnected = _ -> {};

  private final Connector.Handler handler =
      new Connector.Handler() {
        @Override
        public void connected(Stream stream) {
          system.calls.add("connected");
          stream.handler(new RecordingHandler("a", system.calls));
          onConnected.accept(stream);
        }

        @Override
        public void failed(IOException cause) {
          system.calls.add("failed: " + cause.getMessage());
        }
      };

  @AfterEach
  void close() {
    loop.close();
    system.assertKept();
  }

  @Test
  void theHandlerHearsWhenTheConnectionStands() {
    Connector connector = connect();
    assertTrue(connector.isOpen());
    turn();
    assertEquals(List.of("watch 0 for WRITE"), system.take(), "not yet");
    socket.connected = true;
    turn();
    assertFalse(connector.isOpen());
    assertEquals(1, loop.channels());
    assertEquals(List.of("finishConnect 0", "connected"), system.take());
  }

  @Test
  void anAnswerThatTakesMoreTimeIsWaitedFor() {
    connect();
    socket.connected = false;
    turn();
    assertEquals(List.of("watch 0 for WRITE", "finishConnect 0"), system.take());
    socket.connected = true;
    turn();
    assertEquals(List.of("finishConnect 0", "connected"), system.take());
  }

  @Test
  void aConnectionThatNobodyUsesIsNotWatched() {
    onConnected = _ -> {};
    connect();
    socket.connected = true;
    for (int i = 0; i < 2 * Channel.SPINS; i++) {
      turn();
    }
    assertEquals(
        List.of("watch 0 for WRITE", "finishConnect 0", "connected", "watch 0 for nothing"),
        system.take());
  }

  @Test
  void whatTheHandlerWantsToHearOfIsAskedForInOneCall() {
    onConnected = Stream::resume;
    connect();
    socket.connected = true;
    system.take();
    turn();
    turn();
    assertEquals(List.of("finishConnect 0", "connected", "watch 0 for READ"), system.take());
  }

  @Test
  void theHandlerCanWriteAndFinishAtOnce() {
    onConnected =
        stream -> {
          assertTrue(stream.write(bytes("hello")));
          stream.finish();
        };
    connect();
    socket.connected = true;
    turn();
    assertEquals("hello", socket.output());
    assertEquals(1, system.count("a closed"));
    assertEquals(1, system.count("close 0"));
  }

  @Test
  void theHandlerCanWriteMoreThanFits() {
    onConnected = stream -> assertFalse(stream.write(bytes("hello")));
    socket.room = 2;
    connect();
    socket.connected = true;
    turn();
    socket.room = 3;
    turn();
    assertEquals("hello", socket.output());
    assertEquals(1, system.count("a drained"));
    assertEquals(2, system.count("watch 0"), "it was being watched for that already");
  }

  @Test
  void aRefusalIsHeardOnce() {
    connect();
    socket.broken = new IOException("refused");
    turn();
    turn();
    assertEquals(
        List.of("watch 0 for WRITE", "finishConnect 0", "failed: refused", "close 0"),
        system.take());
    assertEquals(0, loop.channels());
  }

  @Test
  void aRefusalAtOnceIsHeardBeforeConnectReturns() {
    socket.connected = null;
    assertNull(loop.connect(SOMEWHERE, null, Duration.ofSeconds(1), handler));
    assertEquals(List.of("failed: refused at once"), system.take());
    loop.adopt(socket);
  }

  @Test
  void aConnectionThatThePollerHasNoRoomForFailsAtOnce() {
    system.connecting = socket;
    system.full = new IOException("the poller is full");
    assertNull(loop.connect(SOMEWHERE, null, Duration.ofSeconds(1), handler));
    assertEquals(List.of("watch 0 for WRITE", "failed: the poller is full"), system.take());
    loop.runOnce(Duration.ofDays(1));
    assertEquals(List.of("close 0"), system.take());
    loop.runOnce(Duration.ofDays(1));
    assertEquals(List.of("await " + Duration.ofDays(1).toNanos()), system.calls, "nor its limit");
  }

  @Test
  void theTimeLimitEndsTheAttempt() {
    connect();
    loop.runOnce(Duration.ofSeconds(29));
    assertEquals(0, system.count("failed"));
    loop.runOnce(Duration.ofSeconds(29));
    assertEquals(
        List.of("watch 0 for WRITE", "failed: no answer within 30 s", "close 0"), system.take());
  }

  @Test
  void theTimeLimitEndsWithTheAttempt() {
    connect();
    socket.connected = true;
    turn();
    system.take();
    loop.runOnce(Duration.ofDays(1));
    loop.runOnce(Duration.ofDays(1));
    assertEquals(List.of("watch 0 for nothing"), system.take());
    assertEquals(1, loop.channels());
  }

  @Test
  void aCancelledAttemptIsHeardOfNoMore() {
    Connector connector = connect();
    connector.cancel();
    connector.cancel();
    socket.connected = true;
    turn();
    assertEquals(List.of("watch 0 for WRITE", "close 0"), system.take());
    loop.runOnce(Duration.ofDays(1));
    assertEquals(List.of(), system.take());
  }

  @Test
  void cancellingAfterTheEndDoesNothingToTheConnection() {
    Connector connector = connect();
    socket.connected = true;
    turn();
    connector.cancel();
    assertEquals(1, loop.channels());
    assertEquals(0, system.count("a closed"));
  }

  @Test
  void anAttemptCancelledInTheSameTurnAsItsAnswerIsNotHeardOf() throws IOException {
    FakeSocket attempt = system.socket();
    attempt.connected = true;
    system.connecting = attempt;
    Connector connector =
        requireNonNull(loop.connect(SOMEWHERE, null, Duration.ofSeconds(30), handler));
    loop.adopt(socket)
        .start(
            new RecordingHandler("first", system.calls) {
              @Override
              public void received(Stream stream, ByteBuffer bytes) {
                connector.cancel();
              }
            });
    socket.send("x");
    turn();
    assertEquals(0, system.count("finishConnect"));
    assertEquals(0, system.count("connected"));
    assertEquals(1, system.count("close 1"));
  }

  @Test
  void aHandlerThatMakesAnErrorLosesTheConnection() {
    onConnected =
        _ -> {
          throw new IllegalStateException("handler");
        };
    connect();
    socket.connected = true;
    try (CapturedLog log = new CapturedLog(Channel.class)) {
      turn();
      assertEquals(List.of("ERROR closing 127.0.0.1:1 after an error in its handler"), log.lines());
    }
    assertEquals(0, loop.channels());
    assertEquals(1, system.count("a closed: error in the handler"));
    assertEquals(0, system.count("failed"), "it was connected");
    assertEquals(1, system.count("close 0"));
  }

  @Test
  void aLoopThatClosesEndsTheAttempt() {
    connect();
    loop.close();
    assertEquals(1, system.count("failed: the loop was closed"));
    assertEquals(1, system.count("close 0"));
  }

  @Test
  void aLoopThatClosesClosesTheConnectionThatWasMade() {
    connect();
    socket.connected = true;
    turn();
    loop.close();
    assertEquals(0, system.count("failed"));
    assertEquals(1, system.count("a closed: the loop was closed"));
    assertEquals(1, system.count("close 0"));
  }

  @Test
  void theHandlerCanCloseTheLoop() {
    onConnected = _ -> loop.close();
    connect();
    socket.connected = true;
    turn();
    assertEquals(1, system.count("a closed: the loop was closed"));
    assertEquals(1, system.count("close 0"));
  }

  private Connector connect() {
    socket.connected = null;
    system.connecting = socket;
    return requireNonNull(loop.connect(SOMEWHERE, null, Duration.ofSeconds(30), handler));
  }

  private void turn() {
    loop.runOnce(ZERO);
  }
}
