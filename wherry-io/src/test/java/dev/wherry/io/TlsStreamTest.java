package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.tls.TlsLayer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TLS below a stream: each byte passes through a socket of the test's own, so the connection can be
 * cut, reset or stalled behind every one of them; time is the test's, too.
 */
@Timeout(120)
class TlsStreamTest {

  private static final SSLContext KEYS = TestKeys.context();
  private static final Duration LIMIT = Duration.ofSeconds(7);

  /** A stream on a system of its own, its peer, and what its handler has heard. */
  private static final class Talk extends RecordingHandler implements AutoCloseable {

    final FakeTransport system;
    final EventLoop loop;
    final FakeSocket socket;
    final Stream stream;
    final List<String> heard;
    final StringBuilder text = new StringBuilder();
    final TlsPeer peer;
    boolean echoes;
    int drained;
    private int seen;

    Talk(String protocol, boolean unsaid, boolean listens, @Nullable Executor tasks) {
      this(new FakeTransport(), KEYS, protocol, unsaid, listens, tasks);
    }

    private Talk(
        FakeTransport system,
        SSLContext keys,
        String protocol,
        boolean unsaid,
        boolean listens,
        @Nullable Executor tasks) {
      this(new ArrayList<>(), system, system.loop(), keys, protocol, unsaid, listens, tasks);
    }

    private Talk(
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

  private static Talk talk(String protocol) {
    return new Talk(protocol, false, false, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void wordsGoBothWaysAndBothEndsAreSaid(String protocol) throws Exception {
    try (Talk talk = talk(protocol)) {
      talk.echoes = true;
      talk.settle();
      assertEquals(List.of("established"), talk.heard);
      talk.peer.say("hello");
      talk.settle();
      assertEquals("hello", talk.text.toString());
      assertEquals("hello", talk.peer.heard());
      talk.assertAsleep("between words");
      talk.peer.end();
      talk.settle();
      assertTrue(talk.peer.hasHeardTheEnd());
      assertEquals(List.of("established", "a ended", "a closed"), talk.heard);
    }
  }

  static List<Arguments> seeds() {
    List<Arguments> all = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      all.add(Arguments.of("TLSv1.2", seed));
      all.add(Arguments.of("TLSv1.3", seed));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void inWhateverPiecesTheRecordsComeEverythingArrives(String protocol, int seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    String words = words(random, 200_000 + random.nextInt(200_000));
    try (Talk talk = talk(protocol)) {
      talk.echoes = true;
      talk.socket.mouthful = 300 + random.nextInt(seed % 2 == 0 ? 300 : 40_000);
      talk.settle();
      talk.peer.say(words);
      byte[] coded = talk.peer.take();
      for (int sent = 0; sent < coded.length; ) {
        int n = Math.min(coded.length - sent, 1 + random.nextInt(30_000));
        talk.send(Arrays.copyOfRange(coded, sent, sent + n));
        sent += n;
        talk.socket.room = random.nextInt(60_000);
        talk.turn();
      }
      talk.socket.room = Integer.MAX_VALUE;
      for (int i = 0; i < 2_000 && talk.peer.heard().length() < words.length(); i++) {
        talk.turn();
        talk.listen();
      }
      assertEquals(words, talk.text.toString());
      assertEquals(words, talk.peer.heard());
      talk.assertAsleep("when all is said");
    }
  }

  private static String words(SplittableRandom random, int count) {
    StringBuilder words = new StringBuilder();
    while (words.length() < count) {
      words.append((char) random.nextInt(256));
    }
    return words.toString();
  }

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
    try (Talk talk = new Talk(new ArrayList<>(), system, loop, keys, protocol, false, true, null)) {
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

  private static void breakOff(Talk talk, How how, String at) throws SSLException {
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
    try (Talk talk =
        new Talk(new ArrayList<>(), system, loop, keys, protocol, false, false, null)) {
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

  /** RFC 8446, section 4.6.1, and what a client loses that does not read them. */
  @Test
  void whileAStreamListensItSendsNoTickets() throws Exception {
    try (Talk talk = new Talk("TLSv1.3", false, true, null)) {
      talk.settle();
      assertEquals(List.of("established"), talk.heard);
      int handshake = talk.socket.outputBytes().length;
      talk.peer.say("a file");
      talk.settle();
      assertEquals(handshake, talk.socket.outputBytes().length, "nothing while the file comes");
      talk.peer.end();
      talk.settle();
      assertTrue(talk.socket.outputBytes().length > handshake + 100, "a ticket and an end");
      assertTrue(talk.peer.hasHeardTheEnd());
    }
  }

  @Test
  void anEndThatIsNotSaidIsAnEndWhereThatIsWanted() throws Exception {
    try (Talk talk = new Talk("TLSv1.3", true, true, null)) {
      talk.settle();
      talk.peer.say("a file");
      talk.settle();
      talk.socket.sendEnd();
      talk.settle();
      assertEquals(List.of("established", "a ended", "a closed"), talk.heard);
    }
  }

  /** An empty file, whose stream is finished before there is any TLS. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void finishingWaitsForTheHandshakeAndSaysTheEnd(String protocol) throws Exception {
    try (Talk talk = talk(protocol)) {
      assertFalse(talk.stream.write(bytes("")));
      talk.stream.finish();
      talk.settle();
      assertTrue(talk.peer.hasHeardTheEnd());
      assertEquals(
          List.of("established", "a closed"), talk.heard, "the peer's end is not waited for");
      assertEquals(1, talk.loop.channels(), "but the connection is, for the peer to end it");
      talk.assertAsleep("until the peer ends it");
      talk.pass(Duration.ofSeconds(2));
      assertEquals(0, talk.loop.channels());
    }
  }

  @Test
  void whatIsWrittenBeforeTheHandshakeFollowsIt() throws Exception {
    try (Talk talk = talk("TLSv1.3")) {
      assertFalse(talk.stream.write(bytes("welcome")));
      talk.settle();
      assertEquals("welcome", talk.peer.heard());
      assertEquals(1, talk.drained);
    }
  }

  @Test
  void wordsThatAreNotTlsCloseTheStreamAtOnce() {
    try (Talk talk = talk("TLSv1.3")) {
      talk.send("USER anna\r\nPASS secret\r\n".getBytes(StandardCharsets.US_ASCII));
      talk.turn();
      assertTrue(talk.last().startsWith("a closed: "), talk.heard.toString());
    }
  }

  @Test
  void aRecordThatSomebodyHasChangedClosesTheStream() throws Exception {
    try (Talk talk = talk("TLSv1.3")) {
      talk.settle();
      talk.peer.say("hello");
      byte[] coded = talk.peer.take();
      coded[coded.length - 1] ^= 1;
      talk.send(coded);
      talk.turn();
      assertEquals("", talk.text.toString());
      assertTrue(talk.last().startsWith("a closed: "), talk.heard.toString());
    }
  }

  /** While the engine computes elsewhere nothing is watched, and closing is possible. */
  @Test
  void tasksRunElsewhere() throws Exception {
    Queue<Runnable> tasks = new ArrayDeque<>();
    try (Talk talk = new Talk("TLSv1.3", false, false, tasks::add)) {
      talk.settle();
      assertEquals(1, tasks.size());
      assertEquals(0, talk.socket.watched);
      talk.assertAsleep("while the engine computes");
      tasks.remove().run();
      talk.settle();
      assertEquals(List.of("established"), talk.heard);
    }
    try (Talk talk = new Talk("TLSv1.3", false, false, tasks::add)) {
      talk.settle();
      talk.stream.abort(new IOException("enough"));
      tasks.remove().run();
      talk.settle();
      assertEquals(List.of("a closed: enough"), talk.heard);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamCanGoOnInClear(boolean isSaid) throws Exception {
    try (Talk talk = talk("TLSv1.2")) {
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
    try (Talk talk = talk(protocol)) {
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
