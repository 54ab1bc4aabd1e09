package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.OnEveryTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Lines that nobody would send by mistake, and more of them than anybody would read. */
class BadInputTest extends OnEveryTransport {

  /** Far more than the kernel keeps for a connection whose other end does not read. */
  private static final int FLOOD = 64 * 1024 * 1024;

  @Test
  void aLineWithoutEndIsRefusedOnceAndItsTailNeverRuns() {
    byte[] piece = "MKD tail ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 12; i++) {
      client.sends(piece);
    }
    client.says("MKD tail").hears(500).says("PWD").hears(257);
    assertEquals(List.of(), names());
  }

  @Test
  void aLineOfOnlyTelnetOrOnlyNulsIsBoundedToo() {
    byte[] nuls = new byte[500_000];
    client.sends(nuls).says("MKD tail").hears(500);
    byte[] iacs = new byte[500_000];
    Arrays.fill(iacs, (byte) 0xFF);
    client.sends(iacs).says("MKD tail").hears(500).says("PWD").hears(257);
    assertEquals(List.of(), names());
  }

  @Test
  void theLongestLineThatIsTakenIsTheLimit() {
    client.says("NOOP " + "x".repeat(8192 - 5)).hears(200);
    client.says("NOOP " + "x".repeat(8192 - 4)).hears(500).says("NOOP").hears(200);
  }

  @Test
  void fiftyCommandsInOnePacketDuringATransferWithAborAmongThem() throws IOException {
    write("large", "x".repeat(20_000_000));
    client.says("TYPE I").hears(200);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      lines.append(i == 30 ? "ABOR" : i % 2 == 0 ? "PWD" : "MKD d" + i).append("\r\n");
    }
    try (Socket _ = client.passive()) {
      client.says("RETR large").opening();
      client.sends(lines.toString().getBytes(StandardCharsets.US_ASCII));
      client.hears(426);
      for (int i = 0; i < 50; i++) {
        String reply = client.line();
        String expected =
            i == 30
                ? "22[56] .*"
                : i % 2 == 0 ? "257 \"/\" is the current directory." : "257 \"/d" + i + "\" .*";
        assertTrue(reply.matches(expected), i + ": " + reply);
      }
    }
    client.says("NOOP").hears(200);
  }

  @Test
  void anAborBehindHundredsOfCommandsIsStillHeard() throws IOException {
    write("large", "x".repeat(20_000_000));
    client.says("TYPE I").hears(200);
    try (Socket data = client.passive()) {
      client.says("RETR large").opening();
      client.sends("PWD\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
      client.says("ABOR").hears(426);
      for (int i = 0; i < 100; i++) {
        client.hears(257);
      }
      String reply = client.line();
      assertTrue(reply.matches("22[56] .*"), reply);
      assertTrue(data.getInputStream().readAllBytes().length < 20_000_000);
    }
  }

  @Test
  void twentyThousandCommandsAheadAreAllAnswered() throws Exception {
    int many = 20_000;
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              client.sends("NOOP\r\n".repeat(many).getBytes(StandardCharsets.US_ASCII));
              client.says("PWD");
            });
    for (int i = 0; i < many; i++) {
      client.hears("200 Here I am.");
    }
    client.hears(257);
    sender.join();
  }

  @Test
  void aClientThatNeverReadsIsNotReadFromEither() throws IOException {
    byte[] two = ("NOOP " + "x".repeat(1_000) + "\r\nHELP\r\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer flood = ByteBuffer.wrap(two);
    long[] sent = {0};
    try (SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(Client.ip("127.0.0.1"), server.port()))) {
      channel.configureBlocking(false);
      Eventually.steady(
          200,
          () -> {
            try {
              for (int n; (n = channel.write(flood)) > 0 && sent[0] < FLOOD; sent[0] += n) {
                if (!flood.hasRemaining()) {
                  flood.rewind();
                }
              }
              return sent[0];
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      assertTrue(sent[0] < FLOOD, "the server goes on reading");
      client.says("PWD").hears(257);
      long commands = sent[0] / two.length * 2;
      assertEquals(commands, finalReplies(channel, commands));
    }
    client.says("PWD").hears(257);
  }

  /** Reads as many replies as were asked for; the greeting does not count. */
  private static long finalReplies(SocketChannel channel, long wanted) throws IOException {
    channel.configureBlocking(true);
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long replies = -1;
    while (replies < wanted && channel.read(buffer.clear()) >= 0) {
      for (byte b : Arrays.copyOf(buffer.array(), buffer.position())) {
        line.write(b);
        if (b == '\n') {
          byte[] bytes = line.toByteArray();
          replies += bytes[0] != ' ' && bytes[3] == ' ' ? 1 : 0;
          line.reset();
        }
      }
    }
    return replies;
  }

  @Test
  void aClientThatReadsLateGetsAllOfItsReplies() throws Exception {
    int many = 3_000;
    Client late = another();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> late.sends("HELP\r\n".repeat(many).getBytes(StandardCharsets.US_ASCII)));
    Eventually.steady(100, server::turns);
    for (int i = 0; i < many; i++) {
      late.hears(214);
    }
    sender.join();
    late.says("PWD").hears(257);
  }

  @Test
  void noiseIsAnsweredLineByLine() {
    SplittableRandom random = new SplittableRandom(6);
    byte[] noise = new byte[200_000];
    random.nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      if (noise[i] == (byte) 0xFF || noise[i] == '\n') { // Telnet, and lines
        noise[i] = (byte) (random.nextInt(40) == 0 ? '\n' : 'x');
      }
    }
    int lines = 0;
    for (byte b : noise) {
      lines += b == '\n' ? 1 : 0;
    }
    client.sends(noise).says("").says("SYST");
    for (int i = 0; i <= lines; i++) {
      String code = client.line().substring(0, 3);
      assertTrue(List.of("500", "501", "503", "550").contains(code), code);
    }
    client.hears(215);
  }

  @Test
  void whoDisconnectsInTheMiddleOfALineHasSaidNothing() throws IOException {
    Client leaving = another();
    leaving.sends("MKD half".getBytes(StandardCharsets.US_ASCII));
    leaving.control().shutdownOutput();
    leaving.hearsTheEnd();
    assertEquals(List.of(), names());
  }
}
