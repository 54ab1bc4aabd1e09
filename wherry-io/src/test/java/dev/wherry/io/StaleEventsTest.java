package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was ready on a descriptor that has been closed is never heard by whoever gets its number
 * next, on real sockets of every kind. (EventLoopOrderTest shows why: numbers are released last.)
 */
@ParameterizedClass
@MethodSource("transports")
@Timeout(60)
class StaleEventsTest {

  private static final int PAIRS = 40;

  private final EventLoop loop;
  private final Listener listener;
  private final List<Stream> accepted = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  StaleEventsTest(TransportType type) throws IOException {
    loop = EventLoop.open(type);
    listener =
        loop.listen(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            PAIRS,
            socket -> {
              accepted.add(loop.adopt(socket));
              return true;
            });
  }

  static List<TransportType> transports() {
    return Arrays.stream(TransportType.values()).filter(TransportType::isSupported).toList();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void whoIsOpenedInTheTurnInWhichOthersWereClosedHearsNothingOfTheirs() throws IOException {
    List<Stream> clients = new ArrayList<>();
    List<Stream> servers = new ArrayList<>();
    List<Stream> fresh = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      clients.add(connect());
      servers.add(accepted.getLast());
    }
    for (Stream server : servers) {
      server.start(
          new RecordingHandler("old", heard) {
            @Override
            public void received(Stream stream, ByteBuffer bytes) throws IOException {
              super.received(stream, bytes);
              for (Stream other : servers) { // all of them are ready
                other.abort(null);
              }
              for (int i = 0; i < PAIRS; i++) { // and their numbers are wanted
                loop.connect(listener.address(), null, Duration.ofSeconds(20), adder(fresh));
              }
            }
          });
    }
    for (Stream client : clients) {
      client.write(bytes("stale"));
    }
    Turns.until(loop, () -> fresh.size() == PAIRS && accepted.size() == 2 * PAIRS);
    assertEquals(1, heard.stream().filter("old received stale"::equals).count());
    assertEquals(PAIRS, heard.stream().filter("old closed"::equals).count());
    assertEquals(PAIRS + 1, heard.size(), heard.toString());
    for (Stream stream : fresh) {
      stream.start(new RecordingHandler("fresh", heard));
    }
    for (Stream stream : accepted.subList(PAIRS, 2 * PAIRS)) {
      stream.start(new RecordingHandler("fresh server", heard));
    }
    heard.clear();
    for (int i = 0; i < 5; i++) {
      loop.runOnce(Duration.ZERO);
    }
    assertEquals(List.of(), heard, "there was nothing for them to hear");
    fresh.getFirst().write(bytes("hello"));
    Turns.until(loop, () -> !heard.isEmpty());
    assertEquals(List.of("fresh server received hello"), heard);
  }

  @Test
  void whoIsClosedByAnotherHandlerOfTheSameTurnHearsNoMore() throws IOException {
    Stream first = connect();
    Stream one = accepted.getLast();
    Stream second = connect();
    Stream two = accepted.getLast();
    one.start(killing(two));
    two.start(killing(one));
    first.write(bytes("x"));
    second.write(bytes("x"));
    Turns.until(loop, () -> heard.size() >= 2);
    loop.runOnce(Duration.ZERO);
    assertEquals(List.of("killer received x", "killer closed"), heard);
    assertTrue(one.isOpen() ^ two.isOpen());
  }

  private RecordingHandler killing(Stream other) {
    return new RecordingHandler("killer", heard) {
      @Override
      public void received(Stream stream, ByteBuffer bytes) throws IOException {
        super.received(stream, bytes);
        other.abort(null);
      }
    };
  }

  /**
   * Connections come, talk, pause and go in any order, so that numbers are used again all the time;
   * each may only ever hear its own peer, and hears all of it if both ends end in order.
   */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void howeverNumbersAreReusedEveryStreamHearsItsOwnPeerOnly(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<Talker> talkers = new ArrayList<>();
    for (int step = 0; step < 1_500; step++) {
      Talker talker = talkers.isEmpty() ? null : talkers.get(random.nextInt(talkers.size()));
      switch (talker == null ? 0 : random.nextInt(10)) {
        case 0 -> {
          if (talkers.size() < 30) {
            talkers.add(new Talker(step));
          }
        }
        case 1 -> end(random.nextBoolean(), requireNonNull(talker), talkers);
        case 2 -> requireNonNull(talker).server.pause();
        case 3 -> requireNonNull(talker).server.resume();
        case 4 -> loop.runOnce(Duration.ZERO);
        default -> requireNonNull(talker).say(random.nextInt(1, 2_000));
      }
    }
    for (Talker talker : List.copyOf(talkers)) {
      end(true, talker, talkers);
    }
    assertEquals(1, loop.channels(), "the listener");
  }

  private void end(boolean inOrder, Talker talker, List<Talker> talkers) {
    talkers.remove(talker);
    if (inOrder) {
      talker.server.resume();
      talker.client.finish();
      Turns.until(loop, () -> talker.ended);
      assertEquals(talker.said, talker.server.received());
      assertFalse(talker.failed);
    } else {
      talker.server.abort(null);
      talker.client.abort(null);
    }
  }

  /** A pair that knows what its server has to hear: its own name, again and again. */
  private final class Talker extends RecordingHandler {

    final Stream client;
    final Stream server;
    private final byte[] name;
    private long said;
    private long understood;
    private boolean ended;
    private boolean failed;

    Talker(int number) throws IOException {
      super("talker", new ArrayList<>());
      name = (number + ";").getBytes(StandardCharsets.US_ASCII);
      client = connect();
      server = accepted.getLast();
      server.start(this);
    }

    void say(int count) {
      ByteBuffer words = ByteBuffer.allocate(count);
      while (words.hasRemaining()) {
        words.put(name[(int) (said++ % name.length)]);
      }
      client.write(words.flip());
    }

    @Override
    public void received(Stream stream, ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        failed |= bytes.get() != name[(int) (understood++ % name.length)];
      }
    }

    @Override
    public void ended(Stream stream) {
      stream.finish();
    }

    @Override
    public void closed(Stream stream, @Nullable IOException cause) {
      ended = true;
      failed |= cause != null;
    }
  }

  /** Makes a pair; the other end is the last that was accepted. */
  private Stream connect() throws IOException {
    List<Stream> made = new ArrayList<>();
    int before = accepted.size();
    loop.connect(listener.address(), null, Duration.ofSeconds(20), adder(made));
    Turns.until(loop, () -> made.size() == 1 && accepted.size() == before + 1);
    return made.getFirst();
  }

  private static Connector.Handler adder(List<Stream> made) {
    return new Connector.Handler() {
      @Override
      public void connected(Stream stream) {
        made.add(stream);
      }

      @Override
      public void failed(IOException cause) {
        throw new IllegalStateException(cause);
      }
    };
  }
}
