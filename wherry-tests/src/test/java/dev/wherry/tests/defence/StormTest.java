package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Defence;
import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Limits;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.FreePorts;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One address does its worst, and somebody from another one is served as on any other day; nothing
 * grows with what the attacker does.
 */
class StormTest {

  private static final InetAddress ATTACKER = Client.ip("127.0.0.66");
  private static final InetAddress HERE = Client.ip("127.0.0.1");
  private static final long MEBIBYTE = 1024 * 1024;

  @TempDir Path home;

  /** What the JVM loads and opens once is not what an attack takes. */
  @BeforeEach
  void warmUp() {
    try (FtpServer server = server().start()) {
      new Honest(server).isServed();
    }
  }

  @Test
  void aThousandSilentConnectionsFromOneAddress() throws IOException {
    Duration login = Duration.ofSeconds(2);
    Limits limits = Limits.STANDARD.withSessionsPerAddress(50).withLogin(login);
    List<Socket> silent = new ArrayList<>();
    try (FtpServer server = server().limits(limits).start()) {
      long before = Honest.descriptors();
      long begin = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        Socket socket = new Socket(HERE, server.port(), ATTACKER, 0);
        socket.setSoTimeout(20_000);
        silent.add(socket);
      }
      new Honest(server).isServed();
      Eventually.equal(true, () -> server.sessions() <= 50, "the attacker's sessions");
      int admitted = 0;
      for (Socket socket : silent) {
        String code = text(socket.getInputStream().readNBytes(3));
        admitted += code.equals("220") ? 1 : 0;
      }
      long turns = 1 + (System.nanoTime() - begin) / login.toNanos(); // others follow who is gone
      assertTrue(admitted <= 50 * turns, admitted + " were let in");
      int refused = 0;
      int timedOut = 0;
      for (Socket socket : silent) {
        String rest = text(socket.getInputStream().readAllBytes());
        refused += rest.startsWith(" There are too many sessions") ? 1 : 0;
        timedOut += rest.endsWith("421 The login took too long.\r\n") ? 1 : 0;
        socket.close();
      }
      assertEquals(admitted, timedOut);
      assertEquals(1_000 - admitted, refused);
      Eventually.equal(0, server::sessions);
      Eventually.equal(true, () -> Honest.descriptors() <= before + 20, "descriptors are left");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void fiveThousandAttemptsToLogIn() throws IOException {
    Defence defence = Defence.STANDARD.withDelays(Duration.ofMillis(5), Duration.ofMillis(40));
    try (FtpServer server = server().defence(defence).start()) {
      Honest honest = new Honest(server);
      AtomicInteger tried = new AtomicInteger();
      AtomicInteger checked = new AtomicInteger();
      List<Thread> guessers =
          IntStream.range(0, 20)
              .mapToObj(i -> Thread.ofVirtual().start(() -> guess(server, tried, checked)))
              .toList();
      int served = 0;
      while (guessers.stream().anyMatch(Thread::isAlive) || served == 0) {
        honest.isServed();
        served++;
      }
      assertTrue(tried.get() >= 5_000, tried + " attempts");
      // 20 may be under way when the ban comes, and a point is forgotten every six seconds
      assertTrue(checked.get() <= 150, checked + " passwords were looked at before the ban");
      honest.isServed();
    }
  }

  private static void guess(FtpServer server, AtomicInteger tried, AtomicInteger checked) {
    while (tried.getAndIncrement() < 5_000) {
      try (Socket socket = new Socket(HERE, server.port(), ATTACKER, 0)) {
        socket.setSoTimeout(20_000);
        socket
            .getOutputStream()
            .write("USER anna\r\nPASS guess\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        String heard =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (heard.contains("530 ")) {
          checked.incrementAndGet();
        }
      } catch (IOException _) {
        // turned away with what it sent still unread, which is a reset
      }
    }
  }

  @Test
  void somebodyWhoReadsAByteASecond() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(home.resolve("large").toFile(), "rw")) {
      file.setLength(200 * MEBIBYTE);
    }
    Limits limits = Limits.STANDARD.withStall(Duration.ofSeconds(2));
    try (FtpServer server = server().limits(limits).start();
        Client slow = Client.of(server, ATTACKER).login();
        Socket data = new Socket()) {
      long heap = Honest.heap();
      slow.says("TYPE I").hears(200);
      data.setReceiveBufferSize(4_096);
      data.bind(new InetSocketAddress(ATTACKER, 0));
      data.connect(new InetSocketAddress(HERE, slow.passivePort()));
      slow.says("RETR large").opening();
      InputStream in = data.getInputStream();
      assertEquals(0, in.read());
      assertEquals(0, in.read());
      new Honest(server).isServed();
      assertTrue(Honest.heap() < heap + 4 * MEBIBYTE, "what it does not read is not in memory");
      slow.hears("426 The transfer broke off.");
      slow.says("NOOP").hears(200);
    }
  }

  @Test
  @SuppressWarnings("try") // that it closes early is the point
  void somebodyWhoNeverReadsReplies() throws IOException {
    try (FtpServer server = server().start();
        SocketChannel deaf = SocketChannel.open()) {
      long heap = Honest.heap();
      deaf.bind(new InetSocketAddress(ATTACKER, 0));
      deaf.connect(new InetSocketAddress(HERE, server.port()));
      deaf.configureBlocking(false);
      byte[] lines = "HELP\r\nFEAT\r\nNOOP\r\n".repeat(2_000).getBytes(StandardCharsets.US_ASCII);
      AtomicInteger taken = new AtomicInteger();
      Eventually.steady(
          300,
          () -> {
            try {
              return taken.addAndGet(deaf.write(ByteBuffer.wrap(lines)));
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      new Honest(server).isServed();
      assertTrue(taken.get() < 40 * MEBIBYTE, taken + " bytes of commands were taken");
      assertTrue(Honest.heap() < heap + 4 * MEBIBYTE, "replies nobody reads pile up");
      Eventually.equal(1, server::sessions);
      deaf.close();
      Eventually.equal(0, server::sessions);
    }
  }

  @Test
  @SuppressWarnings("try") // that it closes early is the point
  void tenThousandPasvInARow() {
    int lowest = FreePorts.range(30);
    try (FtpServer server = server().passivePorts(lowest, lowest + 29).start();
        Client greedy = Client.of(server, ATTACKER).login()) {
      long before = Honest.descriptors();
      long heap = Honest.heap();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  greedy
                      .control()
                      .getOutputStream()
                      .write("PASV\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
                } catch (IOException _) {
                  // closed before all of it was sent
                }
              });
      for (int i = 0; i < 10; i++) {
        greedy.hears(227);
      }
      new Honest(server).isServed();
      assertTrue(Honest.descriptors() <= before + 40, "no more than there are ports");
      assertTrue(Honest.heap() < heap + 4 * MEBIBYTE);
      greedy.close();
      Eventually.equal(false, sender::isAlive);
      Eventually.equal(0, server::sessions);
      new Honest(server).isServed();
    }
  }

  @Test
  void aGlobBomb() throws IOException {
    for (int i = 0; i < 500; i++) {
      Files.createFile(home.resolve("a".repeat(200) + i));
    }
    try (FtpServer server = server().start();
        Client bomber = Client.of(server, ATTACKER).login()) {
      String bomb = "*a".repeat(60) + "*b";
      List<String> bombs =
          List.of(
              "NLST " + bomb,
              "LIST " + bomb,
              "NLST " + "[a-z]*".repeat(60) + "!",
              "NLST " + "*/".repeat(100) + "*",
              "LIST -R " + "*/../".repeat(50) + "*");
      Thread thread = Thread.ofVirtual().start(() -> bombs.forEach(each -> run(bomber, each)));
      while (thread.isAlive()) {
        new Honest(server).isServed();
      }
      bomber.says("NOOP").hears(200);
    }
  }

  private static void run(Client client, String command) {
    try (Socket data = client.passive()) {
      client.says(command);
      if (client.reply().getLast().startsWith("1")) {
        data.getInputStream().readAllBytes();
        client.hears(226);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDirectoryTwoHundredLevelsDeep() {
    try (FtpServer server = server().start();
        Client digger = Client.of(server, ATTACKER).login()) {
      for (int i = 0; i < 200; i++) {
        digger.says("MKD fifteen letters").hears(257).says("CWD fifteen letters").hears(250);
      }
      digger.storesText("STOR file", "at the bottom");
      assertEquals("at the bottom", digger.receivesText("RETR file"));
      digger.says("PWD").hears(257);
      digger.says("MKD " + "x/".repeat(100) + "x").hears(553);
      digger.says("CWD /").hears(250);
      String tree = digger.receivesText("LIST -R");
      assertTrue(tree.endsWith(" file\r\n"), "it ends with the deepest");
      new Honest(server).isServed();
      digger.says("SITE RMDIR fifteen letters").hears(200);
      assertEquals("", digger.receivesText("NLST"));
    }
  }

  private FtpServerBuilder server() {
    return TestServer.of(TransportType.best(), home);
  }
}
