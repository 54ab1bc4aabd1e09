package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.io.tls.TlsLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A stream with TLS below it, its peer, and what its handler has heard. Each byte passes through a
 * socket of the test's own, so the connection can be cut, reset or stalled behind every one of
 * them; time is the test's, too.
 */
final class TlsTalk extends RecordingHandler implements AutoCloseable {

  static final SSLContext KEYS = TestKeys.context();
  static final Duration LIMIT = Duration.ofSeconds(7);

  final FakeTransport system;
  final EventLoop loop;
  final FakeSocket socket;
  final Stream stream;
  final List<String> heard;
  final StringBuilder text = new StringBuilder();
  final TlsPeer peer;
  boolean echoes;
  int drained;

  /** How many bytes of the stream's the peer has been given. */
  int seen;

  TlsTalk(String protocol, boolean unsaid, boolean listens, @Nullable Executor tasks) {
    this(new FakeTransport(), KEYS, protocol, unsaid, listens, tasks);
  }

  private TlsTalk(
      FakeTransport system,
      SSLContext keys,
      String protocol,
      boolean unsaid,
      boolean listens,
      @Nullable Executor tasks) {
    this(new ArrayList<>(), system, system.loop(), keys, protocol, unsaid, listens, tasks);
  }

  TlsTalk(
      List<String> heard,
      FakeTransport system,
      EventLoop loop,
      SSLContext keys,
      String protocol,
      boolean unsaid,
      boolean listens,
      @Nullable Executor tasks) {
    super("a", heard);
    this.heard = heard;
    this.system = system;
    this.loop = loop;
    socket = system.socket();
    stream = loop.adopt(socket);
    peer = new TlsPeer(keys, protocol);
    SSLEngine engine = keys.createSSLEngine("client", -1);
    engine.setUseClientMode(false);
    stream.handler(this);
    stream.secure(
        new TlsLayer(
            engine,
            new TlsLayer.Options(LIMIT, unsaid, listens, tasks),
            _ -> heard.add("established")));
    stream.resume();
  }

  static TlsTalk talk(String protocol) {
    return new TlsTalk(protocol, false, false, null);
  }

  @Override
  public void received(Stream stream, ByteBuffer bytes) {
    String piece = text(bytes);
    text.append(piece);
    if (echoes) {
      stream.write(bytes(piece));
    }
  }

  @Override
  public void drained(Stream stream) {
    drained++;
  }

  @Override
  public void ended(Stream stream) throws IOException {
    super.ended(stream);
    stream.finish();
  }

  /** Hands on to the peer what has been sent to it. */
  void listen() throws SSLException {
    byte[] all = socket.outputBytes();
    byte[] news = Arrays.copyOfRange(all, seen, all.length);
    seen = all.length;
    if (news.length > 0) {
      peer.hear(news);
    }
  }

  void send(byte[] bytes) {
    socket.send(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  void turn() {
    loop.runOnce(Duration.ZERO);
  }

  /** Lets both talk until neither has anything to say. */
  void settle() throws SSLException {
    for (int quiet = 0; quiet < 2; quiet++) {
      byte[] news = peer.take();
      if (news.length > 0) {
        send(news);
        quiet = -1;
      }
      int before = socket.outputBytes().length;
      turn();
      if (socket.outputBytes().length > before) {
        quiet = -1;
      }
      listen();
    }
  }

  /** Nothing is ready, so that a real loop would sleep. */
  void assertAsleep(String when) {
    turn();
    turn();
    system.calls.clear();
    turn();
    turn();
    List<String> done = system.calls.stream().filter(call -> !call.startsWith("await")).toList();
    assertEquals(List.of(), done, when);
    assertEquals(0, socket.ready() & socket.watched, when);
  }

  void pass(Duration time) {
    system.clock.pass(time);
    turn();
    turn();
  }

  String last() {
    return heard.isEmpty() ? "" : heard.getLast();
  }

  long closings() {
    return heard.stream().filter(word -> word.startsWith("a closed")).count();
  }

  @Override
  public void close() {
    stream.abort(null);
    turn();
    system.assertKept();
  }
}
