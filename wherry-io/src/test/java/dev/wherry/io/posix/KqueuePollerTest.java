package dev.wherry.io.posix;

import static dev.wherry.io.Transport.READ;
import static dev.wherry.io.Transport.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes into {@code kevent()} and comes out, byte for byte, on little-endian systems. */
class KqueuePollerTest {

  private static final int BOTH = READ | WRITE;
  private static final int ADD = 0x0001;
  private static final int ERROR = 0x4000;
  private static final int EOF = 0x8000;
  private static final int ECONNRESET = 54;
  private static final String ZEROS_8 = "00".repeat(8);

  // ident, filter and flags, fflags, data, udata
  private static final String ADD_READ_32 =
      "0703000000000000" + "ffff0100" + "00000000" + ZEROS_8 + ZEROS_8;
  private static final String DELETE_WRITE_32 =
      "0703000000000000" + "feff0200" + "00000000" + ZEROS_8 + ZEROS_8;

  // ident, filter, flags, fflags and padding, data, udata
  private static final String ADD_READ_NETBSD =
      "0703000000000000" + "00000000" + "01000000" + ZEROS_8 + ZEROS_8 + ZEROS_8;
  private static final String DELETE_WRITE_NETBSD =
      "0703000000000000" + "01000000" + "02000000" + ZEROS_8 + ZEROS_8 + ZEROS_8;

  private static final String EXTENSIONS = ZEROS_8.repeat(4);

  @ParameterizedTest
  @EnumSource(names = {"MACOS", "OPENBSD", "LINUX"})
  void changesAreThirtyTwoBytesOnMacosAndOpenbsdAndInLibkqueue(Posix system) {
    assertEquals(ADD_READ_32, changes(system, 0, READ));
    assertEquals(DELETE_WRITE_32, changes(system, WRITE, 0));
    assertEquals(ADD_READ_32 + DELETE_WRITE_32, changes(system, WRITE, READ));
  }

  @Test
  void changesAreSixtyFourBytesOnFreebsd() {
    assertEquals(ADD_READ_32 + EXTENSIONS, changes(Posix.FREEBSD, 0, READ));
    assertEquals(
        ADD_READ_32 + EXTENSIONS + DELETE_WRITE_32 + EXTENSIONS,
        changes(Posix.FREEBSD, WRITE, READ));
  }

  @Test
  void changesAreFortyBytesWithOtherFiltersOnNetbsd() {
    assertEquals(ADD_READ_NETBSD, changes(Posix.NETBSD, 0, READ));
    assertEquals(ADD_READ_NETBSD + DELETE_WRITE_NETBSD, changes(Posix.NETBSD, WRITE, READ));
  }

  @ParameterizedTest
  @EnumSource
  void whatStaysWatchedIsNotMentioned(Posix system) {
    assertEquals("", changes(system, 0, 0));
    assertEquals("", changes(system, BOTH, BOTH));
    assertEquals(changes(system, 0, READ), changes(system, WRITE, BOTH));
    assertEquals(changes(system, WRITE, 0), changes(system, BOTH, READ));
  }

  @ParameterizedTest
  @EnumSource
  void anOldChangeLeavesNothingInANewOne(Posix system) {
    MemorySegment changes = memory(2L * system.keventSize);
    changes.fill((byte) 0xff);
    KqueuePoller.encode(system, changes, 775, 0, READ);
    assertEquals(changes(system, 0, READ), hex(changes, system.keventSize));
  }

  @ParameterizedTest
  @EnumSource
  void eventsSayWhichDescriptorAndWhetherItCanBeReadOrWritten(Posix system) {
    MemorySegment events = bytes(event(system, false, ADD, 0) + event(system, true, ADD, 0));
    assertEquals(775, KqueuePoller.fd(system, events, 0));
    assertEquals(READ, KqueuePoller.events(system, events, 0));
    assertEquals(775, KqueuePoller.fd(system, events, 1));
    assertEquals(WRITE, KqueuePoller.events(system, events, 1));
  }

  @ParameterizedTest
  @EnumSource
  void thePeersEndIsReadableAndNoMore(Posix system) {
    assertEquals(READ, decoded(system, false, ADD | EOF, 0));
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatReadsNoMoreAndErrorsAreEverything(Posix system) {
    assertEquals(BOTH, decoded(system, true, ADD | EOF, 0));
    assertEquals(BOTH, decoded(system, false, ADD | EOF, ECONNRESET));
    assertEquals(BOTH, decoded(system, true, ADD | EOF, ECONNRESET));
    assertEquals(BOTH, decoded(system, false, ERROR, 0));
  }

  private static int decoded(Posix system, boolean writing, int flags, int error) {
    return KqueuePoller.events(system, bytes(event(system, writing, flags, error)), 0);
  }

  /** What the header of that system makes of an event on descriptor 775 with 5 bytes waiting. */
  private static String event(Posix system, boolean writing, int flags, int error) {
    String ident = "0703000000000000";
    String fflags = intBytes(error);
    String rest = "0500000000000000" + ZEROS_8; // data, udata
    return switch (system) {
      case NETBSD ->
          ident
              + (writing ? "01000000" : "00000000")
              + intBytes(flags)
              + fflags
              + "00000000"
              + rest;
      case FREEBSD ->
          ident + (writing ? "feff" : "ffff") + shortBytes(flags) + fflags + rest + EXTENSIONS;
      default -> ident + (writing ? "feff" : "ffff") + shortBytes(flags) + fflags + rest;
    };
  }

  private static String intBytes(int value) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
  }

  private static String shortBytes(int value) {
    return HexFormat.of().toHexDigits(Short.reverseBytes((short) value));
  }

  private static String changes(Posix system, int before, int after) {
    MemorySegment changes = memory(2L * system.keventSize);
    int count = KqueuePoller.encode(system, changes, 775, before, after);
    return hex(changes, (long) count * system.keventSize);
  }

  private static String hex(MemorySegment memory, long size) {
    return HexFormat.of().formatHex(memory.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE));
  }

  private static MemorySegment bytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return memory(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  private static MemorySegment memory(long size) {
    return Arena.ofAuto().allocate(size, Long.BYTES);
  }
}
