package dev.wherry.users.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTest {

  private long now;

  @Test
  void oneLoginASecondTriesAServerThatIsDown() throws Exception {
    Outage outage = new Outage("the server", LoggerFactory.getLogger(OutageTest.class), () -> now);
    try (CapturedLog log = new CapturedLog(OutageTest.class)) {
      outage.check();
      outage.failed(new IOException("refused"));
      assertThrows(IOException.class, outage::check);
      now += TimeUnit.SECONDS.toNanos(1);
      outage.check();
      assertThrows(IOException.class, outage::check, "somebody else tries it");
      outage.failed(new IOException("refused"));
      now += TimeUnit.SECONDS.toNanos(1);
      outage.check();
      outage.ended();
      outage.check();
      assertEquals(
          "the server does not answer, so its users cannot log in: refused\n"
              + "the server answers again",
          log.text());
    }
  }
}
