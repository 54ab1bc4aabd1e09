package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 854 and RFC 1123, section 4.1.2.10: the control connection speaks Telnet. */
class TelnetTest extends OnEveryTransport {

  private static final String IAC = "\u00ff";
  private static final String IP = "\u00f4";
  private static final String DM = "\u00f2";
  private static final String WILL = "\u00fb";
  private static final String DO = "\u00fd";
  private static final String NOP = "\u00f1";

  /** The ways in which clients say ABOR. */
  private enum Abort {
    PLAIN {
      @Override
      void say(Client client) {
        client.says("ABOR");
      }
    },
    TELNET_IN_BAND {
      @Override
      void say(Client client) {
        bytes(client, IAC + IP + IAC + DM + "ABOR\r\n");
      }
    },
    IAC_IS_URGENT {
      @Override
      void say(Client client) {
        bytes(client, IAC + IP);
        client.sendsUrgently(0xFF);
        bytes(client, DM + "ABOR\r\n");
      }
    },
    DM_IS_URGENT {
      @Override
      void say(Client client) {
        bytes(client, IAC + IP + IAC);
        client.sendsUrgently(0xF2);
        bytes(client, "ABOR\r\n");
      }
    },
    LINE_FEED_IS_URGENT {
      @Override
      void say(Client client) {
        bytes(client, "ABOR\r");
        client.sendsUrgently('\n');
      }
    },
    BYTE_BY_BYTE {
      @Override
      void say(Client client) {
        for (char c : (IAC + IP + IAC + DM + "ABOR\r\n").toCharArray()) {
          bytes(client, String.valueOf(c));
        }
      }
    },
    EVERY_BYTE_URGENT {
      @Override
      void say(Client client) {
        for (char c : (IAC + IP + IAC + DM + "ABOR\r\n").toCharArray()) {
          client.sendsUrgently(c);
        }
      }
    };

    abstract void say(Client client);
  }

  @Test
  void aborBeforeLoginIsRefused() {
    for (Abort abort : Abort.values()) {
      Client stranger = stranger();
      abort.say(stranger);
      stranger.hears(530).login(user).says("PWD").hears(257);
    }
  }

  @Test
  void aborWithoutATransferFindsNothing() {
    for (Abort abort : Abort.values()) {
      abort.say(client);
      client.hears(225).says("PWD").hears(257);
    }
  }

  @Test
  void aborClosesAPassivePort() {
    for (Abort abort : Abort.values()) {
      client.passivePort();
      abort.say(client);
      client.hears(225).says("LIST").hears(425);
    }
  }

  @Test
  void aborEndsTheWaitForADataConnection() throws IOException {
    write("file", "content");
    for (Abort abort : Abort.values()) {
      for (String command : List.of("RETR file", "STOR new", "LIST", "STOU")) {
        client.passivePort();
        client.says(command).hears(150);
        abort.say(client);
        client.hears(426).hears(226).says("PWD").hears(257);
      }
      assertEquals("content", client.receivesText("RETR file"));
    }
    assertEquals(List.of("file"), names());
  }

  @Test
  void aborEndsADownloadThatTheClientDoesNotRead() throws IOException {
    write("file", "x".repeat(20_000_000));
    client.says("TYPE I").hears(200);
    for (Abort abort : Abort.values()) {
      try (Socket _ = client.passive()) {
        client.says("RETR file").hears(125);
        abort.say(client);
        client.hears(426).hears(226).says("PWD").hears(257);
      }
    }
    assertEquals(20_000_000, client.receives("RETR file").length);
  }

  @Test
  void aborEndsAnUpload() throws IOException {
    for (Abort abort : Abort.values()) {
      try (Socket data = client.passive()) {
        client.says("STOR file").hears(125);
        data.getOutputStream().write(new byte[100]);
        abort.say(client);
        client.hears(426).hears(226).says("PWD").hears(257);
      }
      assertEquals(List.of(), names());
    }
  }

  @Test
  void aTelnetSequenceMayStandAnywhereInALine() {
    String line = "CWD /\r\n";
    for (String sequence :
        List.of(IAC + NOP, IAC + IP, IAC + DM, IAC + WILL + "\u0001", IAC + DO + IAC)) {
      for (int i = 0; i < line.length() - 2; i++) {
        bytes(client, line.substring(0, i) + sequence + line.substring(i));
        client.hears(250);
      }
      for (char c : (sequence + line).toCharArray()) {
        bytes(client, String.valueOf(c));
      }
      client.hears(250);
    }
  }

  @Test
  void anOptionMayBeALineFeed() {
    bytes(client, "PW" + IAC + WILL + "\nD\r\n");
    client.hears(257).says("NOOP").hears(200);
  }

  @Test
  void aDoubledIacIsAByteOfAName() throws IOException {
    bytes(client, "MKD a" + IAC + IAC + "b\r\n");
    assertEquals("257 \"/a" + IAC + IAC + "b\" created.", client.rawLine());
    assertEquals("a" + IAC + "b\r\n", client.receivesText("NLST"));
  }

  @Test
  void aSynchLeavesNothingBehindThatAppearsLater() {
    for (int i = 0; i < 50; i++) {
      Abort.DM_IS_URGENT.say(client);
      Abort.IAC_IS_URGENT.say(client);
      client.hears(225).hears(225).says("PWD").hears("257 \"/\" is the current directory.");
    }
  }

  private static void bytes(Client client, String text) {
    client.sends(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
