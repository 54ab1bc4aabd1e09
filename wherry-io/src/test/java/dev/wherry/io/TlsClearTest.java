package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static dev.wherry.io.TlsTalk.KEYS;
import static dev.wherry.io.TlsTalk.LIMIT;
import static dev.wherry.io.TlsTalk.talk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.tls.TlsLayer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that go from clear to TLS and from TLS to clear. */
@Timeout(120)
class TlsClearTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamCanGoOnInClear(boolean isSaid) throws Exception {
    try (TlsTalk talk = talk("TLSv1.2")) {
      talk.settle();
      talk.stream.write(bytes("in clear from now on"));
      talk.stream.unsecure();
      talk.settle();
      assertEquals("in clear from now on", talk.peer.heard());
      assertTrue(talk.peer.hasHeardTheEnd());
      if (isSaid) {
        talk.peer.end();
        talk.send(talk.peer.take());
      }
      talk.send("PWD\r\n".getBytes(StandardCharsets.US_ASCII));
      talk.turn();
      talk.turn();
      assertEquals("PWD\r\n", talk.text.toString());
      assertFalse(talk.stream.isSecure());
      talk.stream.write(bytes("257 in clear"));
      assertTrue(talk.socket.output().endsWith("257 in clear"));
    }
  }

  /** Also before the peer has said a word in clear, and when it takes nothing for a while. */
  @ParameterizedTest
  @CsvSource({"TLSv1.2,false", "TLSv1.2,true", "TLSv1.3,false", "TLSv1.3,true"})
  void whatIsWrittenBehindUnsecureIsInClear(String protocol, boolean isFull) throws Exception {
    try (TlsTalk talk = talk(protocol)) {
      talk.settle();
      talk.socket.room = isFull ? 3 : Integer.MAX_VALUE;
      talk.stream.write(bytes("the last that is hidden"));
      talk.stream.unsecure();
      talk.stream.write(bytes("421 in clear"));
      talk.peer.say("sent before it knew");
      talk.send(talk.peer.take());
      talk.turn();
      talk.socket.room = Integer.MAX_VALUE;
      talk.turn();
      String said = talk.socket.output();
      assertTrue(said.endsWith("421 in clear"), said);
      talk.peer.hear(
          said.substring(talk.seen, said.length() - "421 in clear".length())
              .getBytes(StandardCharsets.ISO_8859_1));
      assertEquals("the last that is hidden", talk.peer.heard());
      assertTrue(talk.peer.hasHeardTheEnd());
      assertEquals("sent before it knew", talk.text.toString());
      assertEquals(List.of("established"), talk.heard);
    }
  }

  /** As a server does that answers AUTH TLS, and a client that goes on at once. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 0, 3})
  void whatIsWrittenBehindSecureGoesThroughTheLayer(int room) throws Exception {
    FakeTransport system = new FakeTransport();
    FakeSocket socket = system.socket();
    StringBuilder heard = new StringBuilder();
    try (EventLoop loop = system.loop()) {
      Stream stream = loop.adopt(socket);
      stream.start(
          new Stream.Handler() {
            @Override
            public void received(Stream stream, ByteBuffer bytes) {
              heard.append(RecordingHandler.text(bytes));
              stream.write(bytes("234 "));
              stream.write(bytes("go on\r\n"));
              stream.secure(layer(KEYS));
              stream.write(bytes("220 "));
              stream.write(bytes("a secret"));
            }
          });
      socket.room = room;
      socket.send("AUTH TLS\r\n");
      loop.runOnce(Duration.ZERO);
      if (room < 11) {
        socket.send("USER mallory\r\n");
        loop.runOnce(Duration.ZERO);
        assertEquals("AUTH TLS\r\n", heard.toString(), "nothing in clear is read any more");
        assertEquals(0, socket.watched & Transport.READ);
        return;
      }
      assertEquals("234 go on\r\n", socket.output());
      TlsPeer peer = new TlsPeer(KEYS, "TLSv1.3");
      int seen = socket.outputBytes().length;
      for (int i = 0; i < 5; i++) {
        socket.send(new String(peer.take(), StandardCharsets.ISO_8859_1));
        loop.runOnce(Duration.ZERO);
        byte[] all = socket.outputBytes();
        if (all.length > seen) {
          peer.hear(Arrays.copyOfRange(all, seen, all.length));
          seen = all.length;
        }
      }
      assertEquals("220 a secret", peer.heard());
      stream.abort(null);
    }
  }

  private static TlsLayer layer(SSLContext keys) {
    SSLEngine engine = keys.createSSLEngine("client", -1);
    engine.setUseClientMode(false);
    return new TlsLayer(engine, new TlsLayer.Options(LIMIT, false, false, null), _ -> {});
  }
}
