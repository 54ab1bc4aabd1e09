package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static dev.wherry.io.TlsTalk.LIMIT;
import static dev.wherry.io.TlsTalk.talk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TLS below a stream whose connection is cut, reset or stalled behind every one of its bytes, or
 * whose peer takes no more of them.
 */
@Timeout(120)
class TlsCutTest {

  /** How a connection breaks. */
  enum How {
    ENDED,
    RESET,
    SILENT
  }

  /** Behind each byte of a handshake, three records of an upload, and the word that ends it. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void behindEachByteOfAnUpload(String protocol) throws Exception {
    SSLContext keys = TestKeys.context();
    FakeTransport system = new FakeTransport();
    try (EventLoop loop = system.loop()) {
      upload(system, loop, keys, protocol, Integer.MAX_VALUE); // from here on it resumes
      int whole = upload(system, loop, keys, protocol, Integer.MAX_VALUE);
      for (int bytes = 0; bytes <= whole; bytes++) {
        upload(system, loop, keys, protocol, bytes);
      }
    }
  }

  /** Sends so many bytes of an upload and breaks off; returns how many there are. */
  private static int upload(
      FakeTransport system, EventLoop loop, SSLContext keys, String protocol, int most)
      throws Exception {
    try (TlsTalk talk =
        new TlsTalk(new ArrayList<>(), system, loop, keys, protocol, false, true, null)) {
      int sent = 0;
      boolean hasSaid = false;
      for (int idle = 0; idle < 2 && sent < most; idle++) {
        if (talk.peer.isConnected() && !hasSaid) {
          hasSaid = true;
          talk.peer.say("one");
          talk.peer.say("two");
          talk.peer.say("three");
          talk.peer.end();
        }
        byte[] news = talk.peer.take();
        int n = Math.min(news.length, most - sent);
        if (n > 0) {
          talk.send(Arrays.copyOf(news, n));
          sent += n;
          idle = -1;
        }
        talk.turn();
        talk.listen();
      }
      How how = How.values()[sent % 3];
      String at = protocol + " " + how + " behind byte " + sent;
      if (most == Integer.MAX_VALUE) {
        assertEquals(List.of("established", "a ended", "a closed"), talk.heard, at);
        assertEquals("onetwothree", talk.text.toString());
      } else {
        breakOff(talk, how, at);
      }
      return sent;
    }
  }

  private static void breakOff(TlsTalk talk, How how, String at) throws SSLException {
    talk.assertAsleep(at);
    if (talk.heard.contains("a ended")) {
      assertEquals("a closed", talk.last(), at);
      return;
    }
    boolean isEstablished = talk.heard.contains("established");
    assertEquals(0, talk.closings(), at);
    switch (how) {
      case ENDED -> talk.socket.sendEnd();
      case RESET -> talk.socket.broken = new SocketException("reset");
      case SILENT -> talk.pass(LIMIT.minusMillis(1));
    }
    if (how == How.SILENT) {
      assertEquals(0, talk.closings(), at);
      talk.pass(Duration.ofMillis(1));
    }
    talk.turn();
    if (how == How.SILENT && isEstablished) {
      talk.assertAsleep(at);
      assertEquals(0, talk.closings(), at + ": that is for the stream's user to watch");
      return;
    }
    if (how == How.SILENT) {
      assertEquals("a closed: no TLS handshake within 7000 ms", talk.last(), at);
    }
    assertTrue(talk.last().startsWith("a closed: "), at + ": " + talk.heard);
    assertFalse(talk.heard.contains("a ended"), at);
    assertEquals(1, talk.closings(), at);
    assertEquals(0, talk.loop.channels(), at);
  }

  /** A peer that takes only so many of our bytes, and then no more. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void behindEachByteThatAPeerTakes(String protocol) throws Exception {
    SSLContext keys = TestKeys.context();
    FakeTransport system = new FakeTransport();
    try (EventLoop loop = system.loop()) {
      take(system, loop, keys, protocol, Integer.MAX_VALUE); // from here on it resumes
      int handshake = take(system, loop, keys, protocol, Integer.MAX_VALUE);
      for (int room = 0; room < handshake; room += 3) {
        take(system, loop, keys, protocol, room);
      }
    }
  }

  private static int take(
      FakeTransport system, EventLoop loop, SSLContext keys, String protocol, int room)
      throws Exception {
    try (TlsTalk talk =
        new TlsTalk(new ArrayList<>(), system, loop, keys, protocol, false, false, null)) {
      talk.socket.room = room;
      talk.settle();
      if (room != Integer.MAX_VALUE) {
        String at = protocol + " when it has taken " + room;
        talk.assertAsleep(at);
        talk.stream.finish();
        talk.assertAsleep(at);
        talk.pass(Duration.ofMinutes(1));
        assertEquals(1, talk.closings(), at);
        assertEquals(0, talk.loop.channels(), at);
      }
      return talk.socket.outputBytes().length;
    }
  }
}
