package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.Quota;
import dev.wherry.Uploads;
import dev.wherry.User;
import dev.wherry.UserLimits;
import dev.wherry.tests.Client;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much a user may keep. */
class QuotaTest {

  private static final String FULL = "552 Disk quota exceeded.";

  private static final int MIB = 1 << 20;

  @TempDir Path home;

  @Test
  void bytesAreCountedFromWhatLiesThereToWhatIsRemoved() throws IOException {
    Files.write(home.resolve("there"), new byte[600]);
    try (FtpServer server = server(new Quota(1_000, Long.MAX_VALUE), Uploads.ATOMIC);
        Client client = Client.loggedIn(server)) {
      client.says("TYPE I").hears(200);
      assertEquals("226 Transfer complete.", store(client, "a", 400));
      assertEquals(FULL, store(client, "b", 1));
      client.says("AVBL").hears("213 0");
      client.says("DELE there").hears(250);
      assertEquals(FULL, store(client, "b", 601), "and what had come of it is gone again");
      assertEquals("226 Transfer complete.", store(client, "b", 600));
      assertEquals("226 Transfer complete.", store(client, "c", 0));
      client.says("DELE b").hears(250);
      assertEquals("226 Transfer complete.", store(client, "a", 200), "it replaces 400");
      client.says("AVBL").hears("213 800");
      assertEquals(FULL, client.stores("APPE a", new byte[801]).getLast());
      client.says("SITE CPFR a").hears(350).says("SITE CPTO copy").hears(250);
      assertTrue(sizes() <= 1_000);
    }
  }

  @Test
  void inPlaceTooAndAcrossSessions() throws IOException {
    try (FtpServer server = server(new Quota(1_000, Long.MAX_VALUE), Uploads.IN_PLACE);
        Client one = Client.loggedIn(server);
        Client two = Client.loggedIn(server)) {
      one.says("TYPE I").hears(200);
      two.says("TYPE I").hears(200);
      assertEquals("226 Transfer complete.", store(one, "a", 700));
      assertEquals(FULL, store(two, "b", 400));
      assertEquals("226 Transfer complete.", store(two, "a", 1_000), "it grows by 300");
      assertEquals("226 Transfer complete.", store(one, "a", 500), "it is cut");
      two.says("DELE b").hears(550); // nothing of it fitted in
      assertEquals("226 Transfer complete.", store(two, "c", 500));
      assertEquals(1_000, sizes());
    }
  }

  /** More than one read takes another way into the file, which counts as well. */
  @ParameterizedTest
  @EnumSource(Uploads.class)
  void whatComesByTheMegabyteIsCounted(Uploads uploads) throws IOException {
    byte[] content = new byte[MIB];
    new Random(203).nextBytes(content);
    try (FtpServer server = server(new Quota(9L * MIB, Long.MAX_VALUE), uploads);
        Client client = Client.loggedIn(server)) {
      client.says("TYPE I").hears(200);
      assertEquals("226 Transfer complete.", store(client, "a", 8 * MIB));
      client.says("AVBL").hears("213 " + MIB);
      try (Socket data = client.passive()) {
        client.says("STOR b").opening();
        assertThrows(IOException.class, () -> data.getOutputStream().write(new byte[64 * MIB]));
      }
      client.hears(FULL);
      assertTrue(sizes() <= 9L * MIB);
      client.says("DELE a").hears(250);
      client.stores("STOR c", content);
      assertArrayEquals(content, Files.readAllBytes(home.resolve("c")), "and nothing else's");
    }
  }

  @Test
  void filesAndDirectoriesAreCounted() throws IOException {
    try (FtpServer server = server(new Quota(Long.MAX_VALUE, 3), Uploads.ATOMIC);
        Client client = Client.loggedIn(server)) {
      client.says("MKD d").hears(257);
      assertEquals("226 Transfer complete.", store(client, "a", 1));
      assertEquals("226 Transfer complete.", store(client, "d/b", 1));
      client.says("MKD e").hears(FULL);
      client.says("SITE MKDIR e/f").hears(FULL);
      client.says("EPSV").hears(229);
      client.says("STOR c").hears(FULL);
      client.says("STOU").hears(FULL);
      client.says("DELE d/b").hears(250).says("RMD d").hears(250);
      client.says("MKD e").hears(257);
      try (Socket broken = client.passive()) {
        client.says("STOR c").opening();
        Client.reset(broken);
      }
      client.hears(426);
      assertEquals("226 Transfer complete.", store(client, "c", 1), "the broken one is gone");
    }
  }

  private FtpServer server(Quota quota, Uploads uploads) {
    return FtpServer.builder()
        .port(0)
        .uploads(uploads)
        .user(
            new User("anna", home, Permissions.READ_WRITE)
                .withLimits(UserLimits.NONE.withQuota(quota)),
            "secret")
        .start();
  }

  private static String store(Client client, String name, int size) {
    List<String> reply = client.stores("STOR " + name, new byte[size]);
    return reply.getLast();
  }

  private long sizes() throws IOException {
    try (var files = Files.walk(home)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
