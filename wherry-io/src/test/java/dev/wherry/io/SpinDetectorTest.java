package dev.wherry.io;

import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel that is ready again and again, and gets nothing done, is closed and logged. */
@Timeout(60)
class SpinDetectorTest {

  private static final InetSocketAddress SOMEWHERE =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1);

  private final FakeTransport system = new FakeTransport();
  private final EventLoop loop = system.loop();
  private final FakeSocket socket = system.socket();
  private final List<String> heard = new ArrayList<>();
  private final CapturedLog log = new CapturedLog(Channel.class);

  @AfterEach
  void close() {
    loop.close();
    log.close();
    system.assertKept();
  }

  @Test
  void aStreamThatHasNothingToReadAThousandTimesIsClosedAndLogged() throws IOException {
    Stream stream = loop.adopt(socket);
    stream.start(new RecordingHandler("a", heard));
    socket.lies = Transport.READ;
    turns(1_000);
    assertTrue(stream.isOpen());
    turns(1);
    assertFalse(stream.isOpen());
    assertEquals(List.of("a closed: ready without progress"), heard);
    assertEquals(
        List.of("WARN 127.0.0.1:1 was ready 1000 times without any progress: closed"), log.lines());
    assertEquals(1, system.count("close 0"));
  }

  @Test
  void aStreamThatCannotWriteAThousandTimesIsClosed() {
    Stream stream = loop.adopt(socket);
    stream.handler(new RecordingHandler("a", heard));
    socket.room = 0;
    stream.write(RecordingHandler.bytes("hello"));
    socket.lies = Transport.WRITE;
    turns(1_000);
    assertTrue(stream.isOpen());
    turns(1);
    assertEquals(List.of("a closed: ready without progress"), heard);
  }

  @Test
  void oneByteNowAndThenIsProgress() throws IOException {
    Stream stream = loop.adopt(socket);
    stream.start(new RecordingHandler("a", heard));
    socket.lies = Transport.READ;
    for (int i = 0; i < 3; i++) {
      turns(999);
      socket.send("x");
      turns(1);
    }
    assertTrue(stream.isOpen());
    turns(1_001);
    assertFalse(stream.isOpen());
  }

  @Test
  void writingIsProgress() {
    Stream stream = loop.adopt(socket);
    socket.room = 0;
    stream.write(RecordingHandler.bytes("hello"));
    socket.lies = Transport.WRITE;
    for (int i = 0; i < 3; i++) {
      turns(999);
      socket.room = 1;
      turns(1);
    }
    assertTrue(stream.isOpen());
  }

  @Test
  void turnsInWhichItIsNotReadyDoNotCount() throws IOException {
    Stream stream = loop.adopt(socket);
    stream.start(new RecordingHandler("a", heard));
    turns(3_000);
    assertTrue(stream.isOpen());
  }

  @Test
  void readingWhatNobodyWantsAnyMoreIsProgress() {
    Stream stream = loop.adopt(socket);
    socket.send("x");
    stream.finish();
    for (int i = 0; i < 3_000; i++) {
      socket.send("x");
      turns(1);
    }
    assertTrue(stream.isOpen());
    assertEquals(List.of(), log.lines());
  }

  @Test
  void aListenerThatAcceptsNobodyAThousandTimesIsClosed() throws IOException {
    Listener listener = loop.listen(SOMEWHERE, 1, _ -> true);
    ((FakeSocket) listener.socket).lies = Transport.READ;
    turns(1_000);
    assertTrue(listener.isOpen());
    turns(1);
    assertFalse(listener.isOpen());
    assertEquals(1, log.lines().size());
    loop.adopt(socket);
  }

  @Test
  void anAttemptToConnectThatGetsNoAnswerAThousandTimesFails() {
    system.connecting = socket;
    socket.connected = false;
    loop.connect(
        SOMEWHERE,
        null,
        Duration.ofDays(1),
        new Connector.Handler() {
          @Override
          public void connected(Stream stream) {
            heard.add("connected");
          }

          @Override
          public void failed(IOException cause) {
            heard.add("failed: " + cause.getMessage());
          }
        });
    turns(1_000);
    assertEquals(List.of(), heard);
    turns(1);
    assertEquals(List.of("failed: ready without progress"), heard);
  }

  @Test
  void theOthersAreNotDisturbed() throws IOException {
    FakeSocket good = system.socket();
    loop.adopt(socket).start(new RecordingHandler("bad", new ArrayList<>()));
    loop.adopt(good).start(new RecordingHandler("good", heard));
    socket.lies = Transport.READ;
    turns(1_000);
    good.send("x");
    turns(1);
    assertEquals(List.of("good received x"), heard);
    assertEquals(1, loop.channels());
  }

  private void turns(int count) {
    for (int i = 0; i < count; i++) {
      loop.runOnce(ZERO);
    }
  }
}
