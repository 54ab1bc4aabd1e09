package dev.wherry.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What {@link Stream#announceEnd} is for, by the kernel's count of segments. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class LastSegmentTest {

  private static final Path COUNTERS = Path.of("/proc/self/net/snmp");
  private static final int EXCHANGES = 30;

  private final EventLoop loop = EventLoop.open(TransportType.EPOLL);

  LastSegmentTest() throws IOException {}

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void theEndSharesASegmentWithWhatIsWrittenBefore() throws IOException {
    long fewestApart = Long.MAX_VALUE;
    long fewestTogether = Long.MAX_VALUE;
    for (int i = 0; i < EXCHANGES; i++) { // others may use the network meanwhile
      fewestApart = Math.min(fewestApart, segments(false));
      fewestTogether = Math.min(fewestTogether, segments(true));
    }
    assertTrue(fewestTogether < fewestApart, fewestTogether + " segments, and else " + fewestApart);
  }

  private long segments(boolean announced) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket listener = new ServerSocket(0, 1, loopback)) {
      Answering answering = new Answering(announced);
      long before = sent();
      loop.connect(
          new InetSocketAddress(loopback, listener.getLocalPort()),
          null,
          Duration.ofSeconds(20),
          answering);
      try (java.net.Socket peer = listener.accept()) {
        Turns.until(loop, () -> answering.isDone);
        assertEquals(
            "bye", new String(peer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      }
      return sent() - before;
    }
  }

  private static long sent() throws IOException {
    List<String> lines =
        Files.readAllLines(COUNTERS).stream().filter(line -> line.startsWith("Tcp:")).toList();
    int column = List.of(lines.getFirst().split(" ", -1)).indexOf("OutSegs");
    return Long.parseLong(List.of(lines.getLast().split(" ", -1)).get(column));
  }

  private static final class Answering implements Connector.Handler {

    private final boolean announced;
    private boolean isDone;

    Answering(boolean announced) {
      this.announced = announced;
    }

    @Override
    public void connected(Stream stream) {
      if (announced) {
        stream.announceEnd();
      }
      stream.write(RecordingHandler.bytes("bye"));
      stream.finish();
      isDone = true;
    }

    @Override
    public void failed(IOException cause) {
      throw new AssertionError(cause);
    }
  }
}
