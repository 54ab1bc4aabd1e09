package dev.wherry.tests.defence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.wherry.FtpServer;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.FreePorts;
import dev.wherry.tests.TestServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten passive ports serve everybody, and nobody gets what is somebody else's. */
class FewPortsTest {

  @TempDir Path home;

  @Test
  void fiveHundredClientsOfDifferentAddressesAtOnce() throws Exception {
    run(500, 3, i -> Client.ip("127.0." + (1 + i / 250) + "." + (1 + i % 250)));
  }

  @Test
  void thirtyClientsOfOneAddressAtOnce() throws Exception {
    run(30, 20, _ -> Client.ip("127.0.0.1"));
  }

  private void run(int clients, int rounds, IntFunction<InetAddress> address) throws Exception {
    int lowest = FreePorts.range(10);
    CyclicBarrier together = new CyclicBarrier(clients);
    List<Future<?>> all = new ArrayList<>();
    try (FtpServer server =
            TestServer.of(TransportType.best(), home).passivePorts(lowest, lowest + 9).start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        int member = i;
        all.add(
            threads.submit(() -> {
              transfer(server, member, rounds, address.apply(member), together);
              return null;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private static void transfer(
      FtpServer server, int member, int rounds, InetAddress address, CyclicBarrier together)
      throws Exception {
    String name = "file-" + member;
    try (Client client = Client.of(server, address).login()) {
      client.says("TYPE I").hears(200);
      together.await();
      for (int round = 0; round < rounds; round++) {
        byte[] content = new byte[20_000 + member];
        new SplittableRandom(member * 1_000L + round).nextBytes(content);
        int port = client.passivePort();
        client.says("STOR " + name);
        try (Socket data = client.connect(address, port)) {
          data.getOutputStream().write(content);
        }
        client.opening().hears(226);
        assertArrayEquals(content, client.receives("RETR " + name));
      }
    }
  }
}
