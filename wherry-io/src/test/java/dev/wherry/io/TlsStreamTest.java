package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static dev.wherry.io.TlsTalk.talk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said over a stream with TLS below it, and who hears of it. */
@Timeout(120)
class TlsStreamTest {

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void wordsGoBothWaysAndBothEndsAreSaid(String protocol) throws Exception {
    try (TlsTalk talk = talk(protocol)) {
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
    try (TlsTalk talk = talk(protocol)) {
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

  /** RFC 8446, section 4.6.1, and what a client loses that does not read them. */
  @Test
  void whileAStreamListensItSendsNoTickets() throws Exception {
    try (TlsTalk talk = new TlsTalk("TLSv1.3", false, true, null)) {
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
    try (TlsTalk talk = new TlsTalk("TLSv1.3", true, true, null)) {
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
    try (TlsTalk talk = talk(protocol)) {
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
    try (TlsTalk talk = talk("TLSv1.3")) {
      assertFalse(talk.stream.write(bytes("welcome")));
      talk.settle();
      assertEquals("welcome", talk.peer.heard());
      assertEquals(1, talk.drained);
    }
  }

  @Test
  void wordsThatAreNotTlsCloseTheStreamAtOnce() {
    try (TlsTalk talk = talk("TLSv1.3")) {
      talk.send("USER anna\r\nPASS secret\r\n".getBytes(StandardCharsets.US_ASCII));
      talk.turn();
      assertTrue(talk.last().startsWith("a closed: "), talk.heard.toString());
    }
  }

  @Test
  void aRecordThatSomebodyHasChangedClosesTheStream() throws Exception {
    try (TlsTalk talk = talk("TLSv1.3")) {
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
    try (TlsTalk talk = new TlsTalk("TLSv1.3", false, false, tasks::add)) {
      talk.settle();
      assertEquals(1, tasks.size());
      assertEquals(0, talk.socket.watched);
      talk.assertAsleep("while the engine computes");
      tasks.remove().run();
      talk.settle();
      assertEquals(List.of("established"), talk.heard);
    }
    try (TlsTalk talk = new TlsTalk("TLSv1.3", false, false, tasks::add)) {
      talk.settle();
      talk.stream.abort(new IOException("enough"));
      tasks.remove().run();
      talk.settle();
      assertEquals(List.of("a closed: enough"), talk.heard);
    }
  }
}
