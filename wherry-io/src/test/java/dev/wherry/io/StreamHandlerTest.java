package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that are aborted or break, and what their handlers may do: fail, close, be replaced. */
class StreamHandlerTest extends StreamFixture {

  @Test
  void abortingClosesAtOnceAndDropsWhatIsKept() throws IOException {
    stream.start(handler);
    socket.room = 2;
    stream.write(bytes("hello"));
    IOException cause = new IOException("enough");
    onClosed = stream -> stream.abort(null);
    stream.abort(cause);
    stream.abort(null);
    assertEquals(1, system.count("a closed"));
    assertEquals(1, system.count("a closed: enough"));
    assertEquals(0, stream.queued());
    socket.room = 100;
    socket.send("line");
    turn();
    assertEquals("he", socket.output());
    assertEquals(0, system.count("a received"));
  }

  @Test
  void aClosedStreamDoesNothing() {
    stream.abort(null);
    turn();
    system.take();
    assertFalse(stream.write(bytes("hello")));
    stream.pause();
    stream.resume();
    stream.shutdownOutput();
    stream.finish();
    stream.abort(null);
    turn();
    assertEquals(List.of(), system.take());
    assertEquals(0, stream.queued());
  }

  @Test
  void whateverAHandlerDoesWhenItsStreamIsClosedDoesNothing() {
    onClosed =
        stream -> {
          assertFalse(stream.isOpen());
          assertFalse(stream.write(bytes("hello")));
          stream.resume();
          stream.finish();
          stream.shutdownOutput();
        };
    stream.abort(null);
    turn();
    assertEquals(List.of("a closed", "close 0"), system.take());
  }

  @Test
  void aWriteThatFailsClosesTheStreamBeforeItReturns() {
    socket.broken = new IOException("reset");
    onClosed = stream -> assertFalse(stream.isOpen());
    assertFalse(stream.write(bytes("hello")));
    assertEquals(List.of("write 0", "a closed: reset"), system.take());
    assertFalse(stream.write(bytes("hello")));
  }

  @Test
  void aReadThatFailsClosesTheStream() throws IOException {
    stream.start(handler);
    socket.broken = new IOException("reset");
    system.take();
    turn();
    assertEquals(List.of("read 0", "a closed: reset", "close 0"), system.take());
  }

  @ParameterizedTest
  @ValueSource(strings = {"received", "ended", "drained"})
  void aHandlerThatFailsLosesItsStream(String where) throws IOException {
    IOException cause = new IOException("the handler's own");
    stream.start(
        new RecordingHandler("a", system.calls) {
          @Override
          public void received(Stream stream, ByteBuffer bytes) throws IOException {
            fail("received");
          }

          @Override
          public void ended(Stream stream) throws IOException {
            fail("ended");
          }

          @Override
          public void drained(Stream stream) throws IOException {
            fail("drained");
          }

          private void fail(String here) throws IOException {
            if (where.equals(here)) {
              throw cause;
            }
          }
        });
    provoke();
    assertEquals(1, system.count("a closed: the handler's own"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"received", "ended", "drained"})
  void aHandlerThatMakesAnErrorLosesItsStreamAndItIsLogged(String where) throws IOException {
    Error error = new StackOverflowError(where);
    Consumer<Stream> failing =
        _ -> {
          throw error;
        };
    switch (where) {
      case "received" -> onReceived = failing;
      case "ended" -> onEnded = failing;
      default -> onDrained = failing;
    }
    stream.start(handler);
    FakeSocket other = system.socket();
    loop.adopt(other).start(new RecordingHandler("b", system.calls));
    other.send("hello");
    try (CapturedLog log = new CapturedLog(Channel.class)) {
      provoke();
      assertEquals(1, log.lines().size(), log.lines().toString());
    }
    assertEquals(1, system.count("a closed: error in the handler"));
    assertEquals(1, system.count("b received hello"));
  }

  /** Makes the stream hear of everything. */
  private void provoke() {
    socket.room = 0;
    stream.write(bytes("hello"));
    socket.room = 100;
    socket.send("line");
    socket.sendEnd();
    turn();
    turn();
  }

  @Test
  void aHandlerMayCloseItsStreamWheneverItHears() throws IOException {
    onDrained = stream -> stream.abort(null);
    stream.start(handler);
    provoke();
    assertEquals(0, system.count("a received"), "it was closed before");
    assertEquals(1, system.count("a closed"));
  }

  @Test
  void aHandlerMayBeReplacedWhileItHears() throws IOException {
    onReceived = stream -> stream.handler(new RecordingHandler("b", system.calls));
    stream.start(handler);
    socket.send("first");
    socket.send("second");
    turn();
    turn();
    assertEquals(1, system.count("a received first"));
    assertEquals(1, system.count("b received second"));
  }

  @Test
  void aStreamWithoutAHandlerIsClosedAtThePeersEnd() {
    Stream unheard = loop.adopt(system.socket());
    unheard.resume();
    unheard.abort(new IOException("nobody hears"));
    stream.handler(Stream.Handler.NONE);
    stream.resume();
    socket.sendEnd();
    turn();
    assertFalse(stream.isOpen());
  }
}
