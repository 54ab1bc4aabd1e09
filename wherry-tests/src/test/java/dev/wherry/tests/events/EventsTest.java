package dev.wherry.tests.events;

import static dev.wherry.Permissions.READ_WRITE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.wherry.Event;
import dev.wherry.Event.Outcome;
import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Limits;
import dev.wherry.Tls;
import dev.wherry.Uploads;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.Secrets;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told, to whom, and when. */
class EventsTest {

  private static final byte[] TEN = "0123456789".getBytes(US_ASCII);

  private final Diary diary = new Diary();

  @TempDir Path home;

  private FtpServerBuilder builder(TransportType transport) {
    return TestServer.of(transport, home).onEvent(diary);
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void sessionFromItsBeginningToItsEnd(TransportType transport) {
    try (FtpServer server = builder(transport).start();
        Client client = Client.of(server)) {
      client.says("USER anna").hears(331).says("PASS wrong").hears(530).login();
      client.stores("STOR up", TEN);
      client.says("TYPE I").hears(200).receives("RETR up");
      client.says("MKD dir").hears(257);
      client.says("RNFR up").hears(350).says("RNTO dir/there").hears(250);
      client.says("DELE dir/there").hears(250).says("RMD dir").hears(250);
      client.says("DELE dir").hears(550); // and nothing is told of it
      client.says("QUIT").hears(221).hearsTheEnd();
      Eventually.equal("Disconnected anna", diary::last);
      assertEquals(
          List.of(
              "Connected ?",
              "LoginFailed ? anna 530",
              "LoggedIn anna",
              "Uploaded anna /up whole A 10 bytes, 226",
              "Downloaded anna /up whole I 10 bytes, 226",
              "DirectoryMade anna /dir",
              "Renamed anna /up /dir/there",
              "Deleted anna /dir/there",
              "Deleted anna /dir",
              "Disconnected anna"),
          diary.lines());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void commandsThatChangeFilesWithoutTransfer(TransportType transport) throws IOException {
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(home.resolve(name), name);
    }
    try (FtpServer server = builder(transport).start();
        Client client = Client.loggedIn(server)) {
      client.says("SITE CPFR a").hears(350).says("SITE CPTO copy").hears(250);
      client.says("COMB whole b c").hears(250);
      client.says("SITE SYMLINK a link").hears(200);
      client.says("SITE MKDIR x/y/z").hears(200).says("SITE MKDIR x/y/z").hears(200);
      client.says("SITE RMDIR x").hears(200);
      client.says("SITE CHMOD 600 a").hears(200).says("SITE UTIME 20200101000000 a").hears(200);
      client.says("MFMT 20200101000000 a").hears(213).says("MDTM 20200101000000 a").hears(213);
      client.says("MFF modify=20200101000000; a").hears(213);
      client.says("SITE RMDIR none").hears(550).says("MFMT 20200101000000 none").hears(550);
      assertEquals(
          List.of(
              "Copied anna /copy [/a]",
              "Copied anna /whole [/b, /c]",
              "Linked anna /link /a",
              "DirectoryMade anna /x/y/z",
              "Deleted anna /x",
              "Changed anna /a",
              "Changed anna /a",
              "Changed anna /a",
              "Changed anna /a",
              "Changed anna /a"),
          diary.lines().subList(2, diary.lines().size()));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void uploadsTellWhereTheFileIs(TransportType transport) throws IOException {
    Files.createDirectories(home.resolve("sub"));
    Files.writeString(home.resolve("sub/old"), "old");
    Files.createSymbolicLink(home.resolve("link"), Path.of("sub/old"));
    Path real = home.toRealPath();
    try (FtpServer server = builder(transport).start();
        Client client = Client.loggedIn(server)) {
      client.stores("STOR sub/new", TEN);
      client.stores("APPE sub/old", TEN);
      client.stores("STOR link", TEN);
      client.says("CWD sub").hears(250).stores("STOU", TEN);
      List<Path> files = diary.uploads().stream().map(Event.Uploaded::file).toList();
      assertEquals(
          List.of(real.resolve("sub/new"), real.resolve("sub/old"), real.resolve("sub/old")),
          files.subList(0, 3));
      assertEquals("0123456789", Files.readString(files.getLast()));
      assertEquals("/sub/" + files.getLast().getFileName(), diary.uploads().getLast().path());
    }
  }

  @Test
  void otherFileSystems() throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path directory = Files.createDirectories(memory.getPath("/srv"));
      try (FtpServer server =
              FtpServer.builder()
                  .port(0)
                  .user("anna", "secret", directory, READ_WRITE)
                  .onEvent(diary)
                  .start();
          Client client = Client.loggedIn(server)) {
        client.stores("STOR up", TEN);
        client.says("DELE up").hears(250);
        assertEquals(directory.resolve("up"), diary.uploads().getFirst().file());
        assertEquals("Deleted anna /up", diary.last());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void theClientHearsTheReplyBehindTheListenersAndNobodyElseWaits(TransportType transport)
      throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (FtpServer server =
            builder(transport)
                .loops(1)
                .onEvent(event -> {
                  if (event instanceof Event.Uploaded up && up.path().equals("/slow")) {
                    heard.countDown();
                    await(goOn);
                  }
                })
                .start();
        Client client = Client.loggedIn(server);
        Client other = Client.loggedIn(server)) {
      try (Socket data = client.passive()) {
        client.says("STOR slow").opening();
        data.getOutputStream().write(TEN);
      }
      await(heard);
      client.says("NOOP").hears(200); // is answered while a transfer runs, as this one still does
      client.says("ABOR").says("PWD");
      other.stores("STOR fast", TEN);
      client.control().setSoTimeout(200);
      assertFalse(isAnythingHeard(client), "a reply before the listener has returned");
      client.control().setSoTimeout(20_000);
      goOn.countDown();
      client.hears(226).hears(226).hears(257);
      assertEquals("0123456789", Files.readString(home.resolve("slow")));
    }
  }

  private static boolean isAnythingHeard(Client client) throws IOException {
    try {
      return client.control().getInputStream().read() >= 0;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void transfersThatBreakOff(TransportType transport) throws IOException {
    Files.write(home.resolve("large"), new byte[32 * 1024 * 1024]);
    try (FtpServer server = builder(transport).uploads(Uploads.IN_PLACE).start()) {
      try (Client client = Client.loggedIn(server)) {
        client.says("TYPE I").hears(200);
        try (Socket data = client.passive()) {
          client.says("RETR large").opening();
          assertEquals(0, data.getInputStream().read());
          Client.reset(data);
          client.hears(426);
        }
        Socket data = client.passive();
        client.says("STOR part").opening();
        data.getOutputStream().write(TEN);
        Eventually.equal(10L, () -> size("part"));
        client.reset();
        data.close();
      }
      Eventually.equal("Disconnected anna", diary::last);
      assertEquals(
          List.of("Uploaded anna /part broken I 10 bytes, 426", "Disconnected anna"),
          diary.lines().subList(diary.lines().size() - 2, diary.lines().size()));
      Outcome download = diary.downloads().getFirst().outcome();
      assertFalse(download.isComplete());
      assertEquals(426, download.reply().code());
    }
  }

  private long size(String name) {
    try {
      return Files.size(home.resolve(name));
    } catch (IOException _) {
      return -1;
    }
  }

  @Test
  void withoutDataConnectionNothingWasMoved() {
    Limits limits = Limits.STANDARD.withDataConnection(Duration.ofMillis(100));
    try (FtpServer server = builder(TransportType.best()).limits(limits).start();
        Client client = Client.loggedIn(server)) {
      client.passivePort();
      client.says("STOR never").opening().hears(425);
      assertEquals("Uploaded anna /never broken A 0 bytes, 425", diary.last());
    }
  }

  @Test
  void aListenerThatFailsTakesNothingFromAnybody() {
    try (FtpServer server =
            TestServer.of(TransportType.best(), home)
                .onEvent(event -> {
                  throw new IllegalStateException("a listener that fails, as this test wants");
                })
                .onEvent(diary)
                .start();
        Client client = Client.loggedIn(server)) {
      client.storesText("STOR up", "0123456789");
      assertEquals("Uploaded anna /up whole A 10 bytes, 226", diary.last());
    }
  }

  @Test
  void tooManySessionsAreNoLogin() {
    Limits limits = Limits.STANDARD.withSessionsPerUser(1);
    try (FtpServer server = builder(TransportType.best()).limits(limits).start();
        Client first = Client.loggedIn(server);
        Client second = Client.of(server)) {
      first.says("NOOP").hears(200);
      second.says("USER anna").hears(331).says("PASS secret").hears(530);
      assertEquals("LoginFailed ? anna 530", diary.last());
      second.says("PWD").hears(530);
    }
  }

  @Test
  void overTlsTheBytesAreThoseOfTheFile() {
    Secrets secrets = Secrets.of();
    try (FtpServer server =
            builder(TransportType.best()).tls(Tls.builder(secrets.certificates()).build()).start();
        Client client = Client.of(server).secures(secrets, "TLSv1.3").login()) {
      client.storesText("STOR clear", "0123456789");
      assertEquals("Uploaded anna /clear whole A 10 bytes, 226", diary.last());
      assertTrue(diary.uploads().getFirst().client().isEncrypted());
      assertFalse(diary.events().getFirst().client().isEncrypted());
    }
  }

  @Test
  void closingTellsOfEverybody() {
    FtpServer server = builder(TransportType.best()).start();
    try (Client one = Client.loggedIn(server);
        Client other = Client.of(server)) {
      one.says("NOOP").hears(200);
      other.says("NOOP").hears(200);
      server.close();
      List<String> lines = diary.lines();
      assertEquals(
          List.of("Disconnected ?", "Disconnected anna"),
          lines.subList(lines.size() - 2, lines.size()).stream().sorted().toList());
    }
  }

  @Test
  void closingTellsOfThoseWhoseLoginIsStillLookedAt() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    FtpServer server =
        FtpServer.builder()
            .port(0)
            .users((name, password) -> {
              asked.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return null;
            })
            .onEvent(diary)
            .start();
    try (Client client = Client.of(server)) {
      client.says("USER anna").hears(331).says("PASS secret");
      await(asked);
      server.close();
      server.awaitClosed();
      assertEquals(List.of("Connected ?", "Disconnected ?"), diary.lines());
    }
  }

  @Test
  void aListenerMayCloseTheServer() throws InterruptedException {
    FtpServer[] closed = new FtpServer[1];
    FtpServer server =
        builder(TransportType.best())
            .onEvent(event -> {
              if (event instanceof Event.DirectoryMade) {
                closed[0].close();
              }
            })
            .start();
    closed[0] = server;
    try (Client client = Client.loggedIn(server)) {
      client.says("MKD last").hears(421).hearsTheEnd();
      server.awaitClosed();
    }
  }

  /** It takes the ten seconds that a listener is given. */
  @Test
  void aListenerThatNeverReturnsIsInterruptedInTheEnd() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    FtpServer server =
        builder(TransportType.best())
            .onEvent(event -> {
              if (event instanceof Event.DirectoryMade) {
                heard.countDown();
                try {
                  never.await();
                } catch (InterruptedException _) {
                  interrupted.countDown();
                }
              }
            })
            .start();
    try (Client client = Client.loggedIn(server)) {
      client.says("MKD made");
      await(heard);
      server.close();
      server.awaitClosed();
      await(interrupted);
    }
  }

  @Test
  void sessionsHaveNumbersOfTheirOwnAlsoOnTheCallersThread() {
    try (FtpServer server = builder(TransportType.best()).bind()) {
      Thread clients =
          Thread.startVirtualThread(() -> {
            try (Client one = Client.loggedIn(server);
                Client other = Client.loggedIn(server)) {
              one.says("MKD one").hears(257);
              other.says("MKD other").hears(257);
            }
          });
      while (clients.isAlive()) {
        server.runOnce(Duration.ofMillis(10));
      }
      List<Long> numbers =
          diary.events().stream()
              .filter(Event.DirectoryMade.class::isInstance)
              .map(event -> event.client().session())
              .toList();
      assertEquals(List.of(1L, 2L), numbers);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
