package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream that may not send for now waits for its time, and not for room in the kernel. */
class ThrottledStreamTest {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final FakeTransport system = new FakeTransport();
  private final EventLoop loop = system.loop();

  @AfterEach
  void close() {
    loop.close();
    system.assertKept();
  }

  @Test
  void aStreamThatRestsIsNotWatchedWhicheverOthersThereAre() {
    loop.adopt(system.socket());
    FakeSocket socket = system.socket();
    Stream stream = loop.adopt(socket);
    loop.adopt(system.socket());
    stream.handler(new RecordingHandler("a", system.calls));
    Allowance allowance = new Allowance(3);
    stream.throttle(allowance, Throttle.NONE);

    assertFalse(stream.write(bytes("hello")));
    assertEquals("hel", socket.output());
    loop.runOnce(Duration.ZERO);
    assertEquals(
        List.of("write 1"), system.take(), "it may not send, so there is nothing to watch");

    allowance.left = 2;
    system.clock.now += PAUSE.toNanos();
    loop.runOnce(Duration.ZERO);
    assertEquals(List.of("write 1", "a drained"), system.take());
    assertEquals("hello", socket.output());
  }

  /** So many bytes, and then a pause. */
  private static final class Allowance implements Throttle {

    private long left;

    Allowance(long left) {
      this.left = left;
    }

    @Override
    public long allowance(long most) {
      return Math.min(left, most);
    }

    @Override
    public long pause() {
      return PAUSE.toNanos();
    }

    @Override
    public void moved(long bytes) {
      left -= bytes;
    }
  }
}
