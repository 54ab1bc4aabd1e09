package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.wherry.FtpServer;
import dev.wherry.Uploads;
import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.OnEveryTransport;
import dev.wherry.tests.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transfers that break off in every way leave nothing behind, and the session goes on. */
class TransferBreakTest extends OnEveryTransport {

  /** More than the kernel takes for a client that does not read. */
  private static final int LARGE = 20_000_000;

  private static final int MANY = 16_000;

  @TempDir static Path crowded;

  private List<String> before = List.of();

  /** What the session is at when it is broken off. */
  enum At {
    DOWNLOAD("RETR large", true),
    UPLOAD("STOR new", true),
    OVERWRITING("STOR old", true),
    UNIQUE_UPLOAD("STOU", true),
    LISTING("LIST", true),
    MACHINE_LISTING("MLSD", true),
    WAITING_TO_SEND("RETR large", false),
    WAITING_TO_RECEIVE("STOR new", false),
    WAITING_TO_LIST("LIST", false);

    private final String command;
    private final boolean connected;

    At(String command, boolean connected) {
      this.command = command;
      this.connected = connected;
    }

    private boolean lists() {
      return command.equals("LIST") || command.equals("MLSD");
    }
  }

  /** How it is broken off. */
  enum How {
    DATA_RESET,
    ABOR,
    ABOR_URGENT,
    CONTROL_RESET,
    CONTROL_CLOSED,
    CONTROL_HALF_CLOSED
  }

  @BeforeAll
  static void fill() throws IOException {
    if (!Files.exists(crowded.resolve("0"))) {
      for (int i = 0; i < MANY; i++) {
        Files.createFile(crowded.resolve("n".repeat(i == 0 ? 0 : 240) + i));
      }
    }
  }

  @BeforeEach
  void remember() {
    try (Socket data = client.passive()) { // makes what the JVM makes once
      Client.reset(data);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    client.says("LIST").opening().hears(426);
    client.says("TYPE I").hears(200);
    before = Eventually.steadyValue(Held::each);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftOf(At at) throws IOException {
    write("large", "x".repeat(LARGE));
    write("old", "content");
    for (How how : How.values()) {
      breakOff(at, how, at.lists() ? crowded : home, home);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"LISTING", "MACHINE_LISTING"})
  void nothingIsLeftOnASlowFileSystemOf(At at) throws IOException {
    try (FileSystem slow = Jimfs.newFileSystem(Configuration.unix())) {
      Path memory = Files.createDirectory(slow.getPath("/home"));
      Files.write(memory.resolve("large"), new byte[LARGE]);
      Files.writeString(memory.resolve("old"), "content");
      for (How how : How.values()) {
        breakOff(at, how, memory, memory);
      }
    }
  }

  private void breakOff(At at, How how, Path seen, Path written) throws IOException {
    if (!at.connected && how == How.DATA_RESET) {
      return;
    }
    List<String> names = list(written);
    Client session = homedIn(seen).says("TYPE I").hears(200);
    try (Socket data = at.connected ? session.passive() : new Socket()) {
      if (!at.connected) {
        session.passivePort();
      }
      session.says(at.command).opening();
      if (at == At.UPLOAD || at == At.OVERWRITING || at == At.UNIQUE_UPLOAD) {
        data.getOutputStream().write(new byte[300_000]);
      }
      breakOff(how, session, data);
      Eventually.equal(
          List.of(), () -> Held.beyondWhatLoopsKeep(before), at + " broken off by " + how);
    }
    if (how == How.CONTROL_RESET || how == How.CONTROL_CLOSED) { // nobody hears that it is tidy
      Eventually.equal(names, () -> list(written), at + " broken off by " + how);
    }
    assertEquals(names, list(written), at + " broken off by " + how);
    if (Files.exists(written.resolve("old"))) {
      assertEquals("content", Files.readString(written.resolve("old")), how.toString());
    }
  }

  private void breakOff(How how, Client session, Socket data) throws IOException {
    switch (how) {
      case DATA_RESET -> {
        Client.reset(data);
        session.hears(426).says("PWD").hears(257);
        session.close();
      }
      case ABOR -> {
        session.says("ABOR").hears(426).hears(226).says("PWD").hears(257);
        session.close();
      }
      case ABOR_URGENT -> {
        session.sends((byte) 0xFF, (byte) 0xF4, (byte) 0xFF).sendsUrgently(0xF2);
        session.says("ABOR").hears(426).hears(226).says("PWD").hears(257);
        session.close();
      }
      case CONTROL_RESET -> {
        session.reset();
        hearsTheEnd(data);
      }
      case CONTROL_CLOSED -> {
        session.close();
        hearsTheEnd(data);
      }
      case CONTROL_HALF_CLOSED -> {
        session.control().shutdownOutput();
        session.hears(426).hearsTheEnd();
        session.close();
      }
    }
    data.close();
  }

  /** An upload whose end comes before its session's is whole, so the session's has to be first. */
  private static void hearsTheEnd(Socket data) throws IOException {
    try {
      if (data.isConnected()) {
        data.setSoTimeout(20_000);
        data.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    } catch (SocketException _) {
      // a reset, as not all was read
    }
  }

  @Test
  void aResetThatComesBeforeTheCommandIsNoticedByTheCommand() throws IOException {
    write("file", "content");
    for (String command : List.of("STOR new", "RETR file")) {
      Client.reset(client.passive());
      client.says(command).opening().hears(426).says("PWD").hears(257);
    }
    assertEquals(List.of("file"), names());
    Eventually.equal(List.of(), () -> Held.beyondWhatLoopsKeep(before));
  }

  @Test
  void anActiveConnectionThatNobodyAnswersIsGivenUpByAbor() throws IOException {
    write("file", "content");
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, Client.ip("127.0.0.1"))) {
      // What the backlog does not take is not answered at all.
      for (int i = 0; i < 2; i++) {
        queue.add(client.connect(full.getLocalPort()));
      }
      client.says("EPRT |1|127.0.0.1|" + full.getLocalPort() + "|").hears(200);
      client.says("RETR file").hears(150);
      client.says("ABOR").hears(426).hears(226).says("PWD").hears(257);
      client.says("EPRT |1|127.0.0.1|" + full.getLocalPort() + "|").hears(200);
      client.says("STOR new").hears(150);
      client.says("NOOP").hears(200);
      client.close();
      Eventually.equal(List.of("file"), this::names);
      for (Socket each : queue) {
        each.close();
      }
    }
  }

  @Test
  void commandsQueuedBehindABrokenTransferAreAnswered() throws IOException {
    write("large", "x".repeat(LARGE));
    Socket data = client.passive();
    client.says("RETR large").opening();
    client.says("PWD\r\nSIZE large\r\nNOOP");
    Client.reset(data);
    client.hears(426).hears(257).hears("213 " + LARGE).hears(200);
  }

  @Test
  void aNewTransferMayFollowAnAborInOnePacket() throws IOException {
    write("large", "x".repeat(LARGE));
    write("small", "content");
    try (Socket _ = client.passive()) {
      client.says("RETR large").opening();
      int port = another().passivePort(); // so that the next port is not the same
      assertTrue(port > 0);
      client.says("ABOR\r\nEPSV").hears(426).hears(226);
      assertEquals("229", client.line().substring(0, 3));
      assertEquals("content", client.receivesText("RETR small"));
    }
  }

  @Test
  void anUploadInPlaceKeepsWhatHasArrivedAndCanBeResumed() throws IOException {
    try (FtpServer server = TestServer.of(transport, home).uploads(Uploads.IN_PLACE).start();
        Client session = Client.loggedIn(server).says("TYPE I").hears(200)) {
      try (Socket data = session.passive()) {
        session.says("STOR file").opening();
        data.getOutputStream().write("01234".getBytes(StandardCharsets.US_ASCII));
        Eventually.equal(5L, () -> home.resolve("file").toFile().length());
        Client.reset(data);
      }
      session.hears(426).says("SIZE file").hears("213 5").says("REST 5").hears(350);
      session.storesText("STOR file", "56789");
      assertEquals("0123456789", read("file"));
      assertEquals(List.of("file"), names());
    }
  }

  @Test
  void closingTheServerBreaksOffWhatRuns() throws IOException {
    write("large", "x".repeat(LARGE));
    FtpServer server = TestServer.of(transport, home).start();
    try (Client download = Client.loggedIn(server).says("TYPE I").hears(200);
        Client upload = Client.loggedIn(server);
        Client idle = Client.loggedIn(server);
        Socket in = download.passive();
        Socket out = upload.passive()) {
      download.says("RETR large").opening();
      upload.says("STOR new").opening();
      out.getOutputStream().write(new byte[300_000]);
      server.close();
      idle.hears(421).hearsTheEnd();
      for (Client busy : List.of(download, upload)) {
        List<Integer> codes = new ArrayList<>();
        String rest = new String(busy.rest(), StandardCharsets.US_ASCII);
        rest.lines().forEach(line -> codes.add(Integer.parseInt(line.substring(0, 3))));
        assertTrue(codes.contains(421), rest);
        assertTrue(!codes.contains(226), rest);
      }
      assertTrue(in.getInputStream().readAllBytes().length < LARGE);
    }
    assertEquals(List.of("large"), names());
    Eventually.equal(List.of(), () -> Held.beyondWhatLoopsKeep(before));
  }

  private static List<String> list(Path directory) {
    try (var entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
