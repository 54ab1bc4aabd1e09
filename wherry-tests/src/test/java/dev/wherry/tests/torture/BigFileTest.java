package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** 3 GiB, which is more than 31 bits can count, through a JVM with a heap of 64 MiB. */
@Timeout(600)
class BigFileTest {

  private static final int BLOCK = 256 * 1024;
  private static final long BLOCKS = 3L * 1024 * 1024 * 1024 / BLOCK;

  @TempDir Path home;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#twoTransports")
  void threeGibibytesCrossInBothDirectionsInAHeapOf64Mebibytes(TransportType transport)
      throws IOException {
    Path file = home.resolve("big");
    try (Launched server =
            Launched.serve(home, "", List.of("-Xmx64m"), "--poller", transport.toString());
        Client client = server.loggedIn()) {
      client.says("TYPE I").hears(200);
      client.storesText("STOR small", "to have all of it loaded").receives("RETR small");
      long before = server.kibibytes("VmHWM");

      upload(client);
      assertEquals(BLOCKS * BLOCK, Files.size(file));
      assertOnDisk(file);
      client.says("SIZE big").hears("213 " + BLOCKS * BLOCK);
      download(client, 0);

      long grown = server.kibibytes("VmHWM") - before;
      assertTrue(grown < 64 * 1024, "its memory grew by " + grown + " KiB");
      download(client, BLOCKS - 1);
      assertEquals(List.of(), server.log());
    } finally {
      Files.deleteIfExists(file); // sooner than JUnit would
    }
  }

  private static void upload(Client client) throws IOException {
    byte[] block = block();
    try (Socket data = client.passive()) {
      client.says("STOR big").opening();
      OutputStream out = data.getOutputStream();
      for (long i = 0; i < BLOCKS; i++) {
        out.write(numbered(block, i));
      }
    }
    client.hears("226 Transfer complete.");
  }

  /** Every byte is compared; beyond 31 bits a restart point counts right, too. */
  private static void download(Client client, long firstBlock) throws IOException {
    byte[] expected = block();
    byte[] heard = new byte[BLOCK];
    try (Socket data = client.passive()) {
      client.says("REST " + firstBlock * BLOCK).hears(350);
      client.says("RETR big").opening();
      InputStream in = data.getInputStream();
      for (long i = firstBlock; i < BLOCKS; i++) {
        assertEquals(BLOCK, in.readNBytes(heard, 0, BLOCK));
        assertTrue(Arrays.equals(numbered(expected, i), heard), "block " + i);
      }
      assertEquals(-1, in.read());
    }
    client.hears("226 Transfer complete.");
  }

  /** The disk has each block where it belongs, looked at around each power of two. */
  private static void assertOnDisk(Path file) throws IOException {
    byte[] expected = block();
    byte[] stored = new byte[BLOCK];
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "r")) {
      for (long i = 1; i < 2 * BLOCKS; i *= 2) {
        for (long block : new long[] {Math.min(i, BLOCKS) - 1, Math.min(i, BLOCKS - 1)}) {
          disk.seek(block * BLOCK);
          disk.readFully(stored);
          assertTrue(Arrays.equals(numbered(expected, block), stored), "block " + block);
        }
      }
    }
  }

  private static byte[] block() {
    byte[] block = new byte[BLOCK];
    new Random(3).nextBytes(block);
    return block;
  }

  private static byte[] numbered(byte[] block, long number) {
    ByteBuffer.wrap(block).putLong(0, number);
    return block;
  }
}
