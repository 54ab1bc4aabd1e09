package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else with access to the disk swaps a directory for a link to the outside, back and
 * forth, while a client works in it: never a byte gets in or out.
 */
class JailRaceTest extends OnEveryTransport {

  private static final int ROUNDS = 80;

  @TempDir Path beyond;
  private Path outside;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private Thread swapper;
  private FileTime before;
  private final AtomicInteger swaps = new AtomicInteger();
  private int succeeded;
  private int failed;

  @BeforeEach
  void swap() throws IOException {
    stopped.set(false);
    succeeded = 0;
    failed = 0;
    swaps.set(0);
    outside = forbidden();
    Files.writeString(outside.resolve("file"), "secret");
    before = Files.getLastModifiedTime(outside.resolve("file"));
    Files.createDirectory(outside.resolve("empty"));
    Files.createDirectory(home.resolve("real"));
    write("mine", "mine");
    client.says("TYPE I").hears(200);
    swapper = Thread.ofPlatform().start(this::swapUntilStopped);
  }

  /** Where links lead that are not to be followed. */
  Path forbidden() throws IOException {
    return beyond;
  }

  /** The name "sub" is the directory for a while, then the link, and for a moment neither. */
  @SuppressWarnings("ThreadPriorityCheck") // whoever walks through the link may do so now
  private void swapUntilStopped() {
    Path sub = home.resolve("sub");
    Path real = home.resolve("real");
    Path link = home.resolve("link");
    try {
      while (!stopped.get()) {
        Files.writeString(real.resolve("file"), "public");
        Files.move(real, sub);
        Files.createSymbolicLink(link, outside);
        Files.move(sub, real);
        Files.move(link, sub);
        Thread.yield();
        Files.delete(sub);
        swaps.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() throws InterruptedException, IOException {
    stopped.set(true);
    swapper.join();
    for (String name : List.of("sub", "link")) {
      if (Files.isSymbolicLink(home.resolve(name))) {
        Files.delete(home.resolve(name)); // JUnit warns of links that lead out
      }
    }
  }

  @Test
  void nothingGetsOutOrIn() throws IOException {
    for (int i = 0; i < ROUNDS || (swaps.get() < ROUNDS && swapper.isAlive()); i++) {
      done("MKD sub/made" + i);
      done("DELE sub/file");
      done("RMD sub/empty");
      done("SITE RMDIR sub/empty");
      done("SIZE sub/file");
      done("MFMT 20200101000000 sub/file");
      done("SITE CHMOD 777 sub/file");
      done("RNFR mine");
      if (done("RNTO sub/mine" + i)) {
        write("mine", "mine");
      }
      done("RNFR sub/file");
      done("RNTO taken" + i);
      store("sub/stored" + i);
      store("sub/file");
      assertFalse(retrieved("RETR sub/file").contains("secret"));
      assertFalse(retrieved("MLSD sub").contains("empty"));
    }
    assertEquals("secret", Files.readString(outside.resolve("file")));
    assertEquals(before, Files.getLastModifiedTime(outside.resolve("file")));
    try (Stream<Path> left = Files.list(outside)) {
      assertEquals(List.of("empty", "file"), left.map(this::name).sorted().toList());
    }
    assertTrue(swaps.get() >= ROUNDS, "the race was not on: " + swaps + " swaps");
    assertTrue(succeeded > 0 && failed > 0, succeeded + " succeeded, " + failed + " failed");
  }

  private String name(Path path) {
    return path.getFileName().toString();
  }

  private boolean done(String command) {
    String code = client.says(command).reply().getLast().substring(0, 1);
    boolean isDone = code.equals("2") || code.equals("3");
    succeeded += isDone ? 1 : 0;
    failed += isDone ? 0 : 1;
    return isDone;
  }

  private void store(String name) throws IOException {
    try (Socket data = client.passive()) {
      if (client.says("STOR " + name).line().startsWith("1")) {
        data.getOutputStream().write('x');
        data.shutdownOutput();
        client.reply();
      }
    }
  }

  private String retrieved(String command) throws IOException {
    try (Socket data = client.passive()) {
      if (!client.says(command).line().startsWith("1")) {
        return "";
      }
      byte[] bytes = data.getInputStream().readAllBytes();
      client.reply();
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
