package dev.wherry.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ReplyReaderTest {

  private final ReplyReader reader = new ReplyReader();

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void readsALine() {
    assertTrue(reader.read(bytes("220 ready\r\n")));
    assertEquals(220, reader.code());
    assertEquals("220 ready", reader.takeText());
  }

  @Test
  void readsTwoRepliesOfOneSegment() {
    ByteBuffer both = bytes("150 here\r\n226 done\r\n");

    assertTrue(reader.read(both));
    assertEquals("150 here", reader.takeText());
    assertTrue(reader.read(both));
    assertEquals("226 done", reader.takeText());
    assertFalse(reader.read(both));
  }

  @Test
  void waitsForTheRestOfALine() {
    assertFalse(reader.read(bytes("22")));
    assertFalse(reader.read(bytes("6 do")));
    assertTrue(reader.read(bytes("ne\r\n")));
    assertEquals(226, reader.code());
    assertEquals("226 done", reader.takeText());
  }

  @Test
  void readsSeveralLinesUpToTheCodeWithASpace() {
    ByteBuffer reply = bytes("230-Hello\r\n220 is not the end\r\n230-nor this\r\n230 in\r\n");

    assertTrue(reader.read(reply));
    assertEquals(230, reader.code());
    assertEquals("230 in", reader.takeText());
    assertFalse(reply.hasRemaining());
  }

  @Test
  void aLineWithoutACodeIsCodeZero() {
    assertTrue(reader.read(bytes("what?\n")));
    assertEquals(0, reader.code());
  }

  @Test
  void findsPorts() {
    assertEquals(5 * 256 + 7, Ports.ofPasv("227 Entering Passive Mode (127,0,0,1,5,7)."));
    assertEquals(5 * 256 + 7, Ports.ofPasv("227 =127,0,0,1,5,7"));
    assertEquals(40_001, Ports.ofEpsv("229 Entering Extended Passive Mode (|||40001|)"));
  }
}
