package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every promise of {@link Listener}; {@link LoopContractTest} has those that need real sockets. */
@Timeout(60)
class ListenerTest {

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private final FakeTransport system = new FakeTransport();
  private final EventLoop loop = system.loop();
  private final List<FakeSocket> accepted = new ArrayList<>();
  private final CapturedLog log = new CapturedLog(Listener.class);
  private Predicate<FakeSocket> goesOn = _ -> true;
  private final Listener listener;
  private final FakeSocket door;

  private final Listener.Handler handler =
      new Listener.Handler() {
        @Override
        public boolean accepted(Socket socket) {
          accepted.add((FakeSocket) socket);
          loop.adopt(socket).handler(new RecordingHandler("client", system.calls));
          return goesOn.test((FakeSocket) socket);
        }

        @Override
        public ByteBuffer farewell() {
          return bytes("full");
        }
      };

  ListenerTest() throws IOException {
    listener = loop.listen(ANY, 10, handler);
    door = (FakeSocket) listener.socket;
  }

  @BeforeEach
  void forgetTheBeginning() {
    assertEquals(List.of("watch 0 for READ"), system.take());
  }

  @AfterEach
  void close() {
    loop.close();
    log.close();
    system.assertKept();
  }

  @Test
  void allWhoWaitAreAcceptedInOneTurn() {
    arrive(3);
    turn();
    assertEquals(3, accepted.size());
    assertEquals(List.of("accept 0", "accept 0", "accept 0", "accept 0"), system.take());
    turn();
    assertEquals(List.of(), system.take(), "nobody waits, nothing is called");
  }

  @Test
  void aBoundedNumberIsAcceptedPerTurnSoThatOthersHaveTheirs() throws IOException {
    Listener other = loop.listen(ANY, 10, handler);
    FakeSocket otherDoor = (FakeSocket) other.socket;
    arrive(500);
    for (int i = 0; i < 500; i++) {
      otherDoor.waiting.add(system.socket());
    }
    turn();
    int first = system.count("accept " + door.number);
    assertTrue(first > 10 && first < 250, "" + first);
    assertEquals(first, system.count("accept " + otherDoor.number));
    for (int i = 0; i < 100; i++) {
      turn();
    }
    assertEquals(1_000, accepted.size());
  }

  @Test
  void aHandlerThatKnowsThatNobodyElseWaitsSavesACall() {
    goesOn = _ -> false;
    arrive(2);
    turn();
    assertEquals(1, accepted.size());
    assertEquals(List.of("accept 0"), system.take());
    turn();
    assertEquals(2, accepted.size(), "who waits nevertheless is accepted with the next turn");
  }

  @Test
  void acceptingNowDoesNotWaitForThePoller() {
    arrive(2);
    listener.acceptNow();
    assertEquals(2, accepted.size());
    listener.acceptNow();
    assertEquals(2, accepted.size());
    listener.close();
    system.take();
    listener.acceptNow();
    assertEquals(List.of(), system.take());
  }

  @Test
  void aClosedListenerAcceptsNobodyAndConnectionsGoOn() {
    arrive(2);
    goesOn =
        _ -> {
          listener.close();
          return true;
        };
    turn();
    assertEquals(1, accepted.size());
    assertFalse(listener.isOpen());
    listener.close();
    turn();
    assertEquals(List.of("accept 0", "close 0"), system.take());
    assertEquals(1, loop.channels());
    loop.adopt((FakeSocket) door.waiting.remove());
  }

  @Test
  void theAddressIsTheSockets() throws IOException {
    assertEquals(door.localAddress(), listener.address());
  }

  @Test
  void aListenerThatThePollerHasNoRoomForIsClosed() throws IOException {
    loop.close();
    FakeTransport full = new FakeTransport();
    full.full = new IOException("the poller is full");
    EventLoop other = full.loop();
    assertThrows(IOException.class, () -> other.listen(ANY, 10, handler));
    other.runOnce(Duration.ofDays(1));
    assertEquals(1, full.count("close 0"));
    other.close();
    full.assertKept();
  }

  @Test
  void withoutDescriptorsItRestsSaysSoOnceAndRecovers() {
    arrive(1);
    for (int i = 0; i < 5; i++) {
      door.waiting.add(new IOException("too many open files"));
    }
    arrive(2);
    turn();
    assertEquals(1, accepted.size());
    for (int i = 0; i < 20; i++) {
      loop.runOnce(Duration.ofMillis(100));
    }
    assertEquals(3, accepted.size());
    assertEquals(
        List.of("WARN cannot accept connections for now: too many open files"), log.lines());
    assertEquals(Transport.READ, door.watched);
  }

  @Test
  void whileItRestsItIsNotReadyForEver() {
    door.waiting.add(new IOException("too many open files"));
    arrive(1);
    turn();
    assertEquals(List.of("accept 0", "watch 0 for nothing"), system.take());
    for (int i = 0; i < 9; i++) {
      loop.runOnce(Duration.ofMillis(10));
    }
    assertEquals(List.of(), system.take());
    loop.runOnce(Duration.ofMillis(10));
    assertEquals(List.of("watch 0 for READ"), system.take());
    turn();
    assertEquals(1, accepted.size());
  }

  @Test
  void aShortageThatComesAgainIsLoggedAgain() {
    for (int i = 0; i < 3; i++) {
      door.waiting.add(new IOException("too many open files"));
      turn();
      loop.runOnce(Duration.ofMillis(100));
      arrive(1);
      turn();
    }
    assertEquals(3, accepted.size());
    assertEquals(3, log.lines().size());
  }

  @Test
  void aShortageThatLetsOneInNowAndThenIsLoggedOnce() {
    for (int i = 0; i < 10; i++) {
      arrive(1);
      door.waiting.add(new IOException("too many open files"));
      turn();
      loop.runOnce(Duration.ofMillis(100));
    }
    assertEquals(10, accepted.size());
    assertEquals(1, log.lines().size());
  }

  @Test
  void withASpareDescriptorThoseWhoWaitAreToldWhy() {
    listener.holdSpare();
    door.waiting.add(new IOException("too many open files"));
    List<FakeSocket> clients = arrive(3);
    turn();
    assertEquals(0, accepted.size());
    for (FakeSocket client : clients) {
      assertEquals("full", client.output());
      assertEquals(1, system.count("close " + client.number));
    }
    assertEquals(0, door.watched);
  }

  @Test
  void aBoundedNumberIsToldWhyPerTurn() {
    listener.holdSpare();
    door.waiting.add(new IOException("too many open files"));
    List<FakeSocket> clients = arrive(500);
    turn();
    long told = clients.stream().filter(client -> client.output().equals("full")).count();
    assertTrue(told > 10 && told < 250, "" + told);
    loop.runOnce(Duration.ofMillis(100));
    for (int i = 0; i < 20; i++) {
      turn();
    }
    assertEquals(500 - told, accepted.size(), "the others may be luckier");
  }

  @Test
  void whoCannotBeToldIsClosedAndTheOthersAreTold() {
    listener.holdSpare();
    door.waiting.add(new IOException("too many open files"));
    List<FakeSocket> clients = arrive(2);
    clients.getFirst().broken = new IOException("reset");
    turn();
    assertEquals(1, system.count("close 1"));
    assertEquals("full", clients.getLast().output());
  }

  @Test
  void ifSomebodyElseTakesTheSpareDescriptorItRests() {
    listener.holdSpare();
    door.waiting.add(new IOException("too many open files"));
    door.waiting.add(new IOException("too many open files"));
    List<FakeSocket> clients = arrive(1);
    turn();
    assertEquals("", clients.getFirst().output());
    assertEquals(2, system.count("accept 0"));
    loop.runOnce(Duration.ofMillis(100));
    turn();
    assertEquals(1, accepted.size());
  }

  @Test
  void withoutASpareDescriptorNobodyIsTold() {
    door.waiting.add(new IOException("too many open files"));
    List<FakeSocket> clients = arrive(1);
    turn();
    assertEquals(1, system.count("accept 0"));
    loop.runOnce(Duration.ofMillis(100));
    turn();
    assertEquals("", clients.getFirst().output());
    assertEquals(clients, accepted);
  }

  @Test
  void whoHasNothingToSayOnlyCloses() throws IOException {
    Listener silent = loop.listen(ANY, 10, socket -> true);
    silent.holdSpare();
    FakeSocket client = system.socket();
    FakeSocket silentDoor = (FakeSocket) silent.socket;
    silentDoor.waiting.add(new IOException("too many open files"));
    silentDoor.waiting.add(client);
    turn();
    assertEquals(1, system.count("close " + client.number));
    assertEquals(0, system.count("write"));
  }

  @Test
  void aFarewellThatFailsIsLoggedOnceAndClosesNothingButThoseWhoWait() throws IOException {
    Listener clumsy =
        loop.listen(
            ANY,
            10,
            new Listener.Handler() {
              @Override
              public boolean accepted(Socket socket) {
                return handler.accepted(socket);
              }

              @Override
              public ByteBuffer farewell() {
                throw new StackOverflowError("farewell");
              }
            });
    clumsy.holdSpare();
    FakeSocket clumsyDoor = (FakeSocket) clumsy.socket;
    FakeSocket client = system.socket();
    for (int i = 0; i < 3; i++) {
      clumsyDoor.waiting.add(new IOException("too many open files"));
      clumsyDoor.waiting.add(i == 0 ? client : new IOException("too many open files"));
      turn();
      loop.runOnce(Duration.ofMillis(100));
    }
    assertTrue(clumsy.isOpen());
    assertEquals(1, system.count("close " + client.number));
    assertEquals(
        List.of(
            "WARN cannot accept connections for now: too many open files",
            "ERROR error in the farewell to connections that cannot be served"),
        log.lines());
    clumsyDoor.waiting.add(system.socket());
    turn();
    assertEquals(1, accepted.size());
  }

  @Test
  void acceptingNowWhileItRestsIsTriedAndCostsNoSecondRest() {
    door.waiting.add(new IOException("too many open files"));
    turn();
    door.waiting.add(new IOException("too many open files"));
    listener.acceptNow();
    arrive(1);
    listener.acceptNow();
    assertEquals(1, accepted.size());
    system.take();
    for (int i = 0; i < 5; i++) {
      loop.runOnce(Duration.ofMillis(100));
    }
    assertEquals(List.of("watch 0 for READ"), system.take());
  }

  @Test
  void aListenerThatIsClosedWhileItRestsStaysClosed() {
    listener.holdSpare();
    door.waiting.add(new IOException("too many open files"));
    turn();
    listener.close();
    system.take();
    loop.runOnce(ZERO);
    loop.runOnce(Duration.ofSeconds(1));
    assertEquals(List.of("close 0"), system.take());
  }

  @Test
  void aHandlerThatMakesAnErrorLosesThatConnectionAndNoOther() {
    goesOn =
        socket -> {
          if (accepted.size() == 2) {
            throw new IllegalStateException("handler");
          }
          return true;
        };
    arrive(3);
    turn();
    assertEquals(3, accepted.size());
    assertTrue(listener.isOpen());
    assertEquals(List.of("ERROR error in the handler of a new connection"), log.lines());
    assertEquals(1, system.count("client closed: error in the handler"));
    assertEquals(1, system.count("close " + accepted.get(1).number));
    assertEquals(3, loop.channels(), "the listener and two clients");
  }

  @Test
  void acceptingIsProgress() {
    for (int i = 0; i < 2 * Channel.SPINS; i++) {
      arrive(1);
      turn();
      accepted.removeFirst();
    }
    assertTrue(listener.isOpen());
  }

  private List<FakeSocket> arrive(int count) {
    List<FakeSocket> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(system.socket());
    }
    door.waiting.addAll(clients);
    return clients;
  }

  private void turn() {
    loop.runOnce(ZERO);
  }
}
