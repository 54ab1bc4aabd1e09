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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertFewerTogether("bye", stream -> stream.write(RecordingHandler.bytes("bye")));
  }

  /** Small files and others go different ways. */
  @ParameterizedTest
  @ValueSource(ints = {1, 1_024, 4_096, 4_097, 20_000})
  void theEndSharesASegmentWithTheLastOfAFile(int size, @TempDir Path directory)
      throws IOException {
    String content = "x".repeat(size);
    Path path = Files.writeString(directory.resolve("file"), content);
    try (OpenFile file = loop.open(path, Set.of(StandardOpenOption.READ))) {
      assertFewerTogether(content, stream -> stream.sendFile(file, 0, size));
    }
  }

  private void assertFewerTogether(String content, Consumer<Stream> sends) throws IOException {
    long fewestApart = Long.MAX_VALUE;
    long fewestTogether = Long.MAX_VALUE;
    for (int i = 0; i < EXCHANGES; i++) { // others may use the network meanwhile
      fewestApart = Math.min(fewestApart, segments(content, new Answering(false, sends)));
      fewestTogether = Math.min(fewestTogether, segments(content, new Answering(true, sends)));
    }
    assertTrue(fewestTogether < fewestApart, fewestTogether + " segments, and else " + fewestApart);
  }

  private long segments(String content, Answering answering) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket listener = new ServerSocket(0, 1, loopback)) {
      long before = sent();
      loop.connect(
          new InetSocketAddress(loopback, listener.getLocalPort()),
          null,
          Duration.ofSeconds(20),
          answering);
      try (java.net.Socket peer = listener.accept()) {
        Turns.until(loop, () -> answering.isDone);
        assertEquals(
            content, new String(peer.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
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
    private final Consumer<Stream> sends;
    private boolean isDone;

    Answering(boolean announced, Consumer<Stream> sends) {
      this.announced = announced;
      this.sends = sends;
    }

    @Override
    public void connected(Stream stream) {
      if (announced) {
        stream.announceEnd();
      }
      sends.accept(stream);
      stream.finish();
      isDone = true;
    }

    @Override
    public void failed(IOException cause) {
      throw new AssertionError(cause);
    }
  }
}
