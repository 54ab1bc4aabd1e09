package dev.wherry.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The choice of a transport, and what is said of those that cannot be chosen. */
class TransportTypeTest {

  @Test
  void theNamesAreThoseOfTheCommandLine() {
    assertEquals(
        List.of("epoll", "kqueue", "poll", "select", "nio"),
        Arrays.stream(TransportType.values()).map(TransportType::toString).toList());
  }

  @Test
  void theJdksTransportIsToBeHadEverywhere() {
    assertNull(TransportType.NIO.unsupported());
    assertTrue(TransportType.NIO.isSupported());
  }

  @ParameterizedTest
  @EnumSource
  void aSupportedTransportOpensAndAnotherSaysWhyInOneSentence(TransportType type)
      throws IOException {
    String reason = type.unsupported();
    assertEquals(reason == null, type.isSupported());
    if (reason == null) {
      EventLoop loop = EventLoop.open(type);
      assertEquals(type, loop.type());
      loop.close();
    } else {
      assertTrue(reason.startsWith(type + " needs "), reason);
      assertTrue(!reason.contains("\n") && !reason.endsWith("."), reason);
      assertEquals(
          reason, assertThrows(IOException.class, () -> EventLoop.open(type)).getMessage());
    }
  }

  @Test
  void theBestIsOneThatWorksHere() {
    assertTrue(TransportType.best().isSupported());
  }

  @Test
  void theBestOnLinuxIsEpoll() {
    if (System.getProperty("os.name", "").equals("Linux") && TransportType.EPOLL.isSupported()) {
      assertEquals(TransportType.EPOLL, TransportType.best());
      boolean isBrought = System.getProperty("dev.wherry.kqueue.library") != null;
      assertEquals(isBrought, TransportType.KQUEUE.isSupported(), "there is none in the system");
    }
  }

  @ParameterizedTest
  @EnumSource
  void onASystemThatIsNotKnownOnlyTheJdksTransportWorks(TransportType type) {
    String here = System.getProperty("os.name", "");
    System.setProperty("os.name", "Windows 11");
    try {
      assertEquals(TransportType.NIO, TransportType.best());
      String expected = type + " needs Linux, macOS or a BSD, and this is Windows 11";
      assertEquals(type == TransportType.NIO ? null : expected, type.unsupported());
    } finally {
      System.setProperty("os.name", here);
    }
  }
}
