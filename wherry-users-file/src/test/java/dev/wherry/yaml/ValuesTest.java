package dev.wherry.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permission;
import dev.wherry.Permissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  @ParameterizedTest
  @CsvSource({"90s, 90000", "5m, 300000", "1h30m, 5400000", "250ms, 250", "2d, 172800000", "0s, 0"})
  void durations(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), Values.duration(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "m", "5 minutes", "-5m", "1.5h", "5x"})
  void notDurations(String text) {
    assertThrows(IllegalArgumentException.class, () -> Values.duration(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1500, 1500",
    "1 kB, 1000",
    "1KiB, 1024",
    "1.5 MB, 1500000",
    "10 GB, 10000000000",
    "1 TiB, 1099511627776",
    "unlimited, 9223372036854775807"
  })
  void sizes(String text, long bytes) {
    assertEquals(bytes, Values.bytes(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1 XB", "-1", "1e3", "99999999999 TB", "1 MB/s"})
  void notSizes(String text) {
    assertThrows(IllegalArgumentException.class, () -> Values.bytes(text));
  }

  @Test
  void rates() {
    assertEquals(500_000, Values.rate("500 kB/s"));
    assertThrows(IllegalArgumentException.class, () -> Values.rate("0 kB/s"));
    assertThrows(IllegalArgumentException.class, () -> Values.rate("500 kB"));
  }

  @Test
  void rightsByPresetNameAndLetter() {
    assertEquals(Permissions.READ_ONLY, Values.permissions("read-only"));
    assertEquals(Permissions.READ_ONLY, Values.permissions("enter, list,read"));
    assertEquals(Permissions.READ_ONLY, Values.permissions("elr"));
    assertEquals(Permissions.of(Permission.READ), Values.permissions("read"), "no letters");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Values.permissions("enter, lisst"));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("'lisst' is no right; did you mean 'list'?"));
  }

  @Test
  void numbers() {
    assertEquals(10_000, Values.number(1, 65_535).apply("10_000"));
    assertEquals(
        "70000 is not 1 to 65535",
        assertThrows(IllegalArgumentException.class, () -> Values.number(1, 65_535).apply("70000"))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({"prot, port", "ports, port", "passiv, passive", "lmits, limits", "usres, users"})
  void whatWasProbablyMeant(String written, String meant) {
    assertEquals(
        "; did you mean '" + meant + "'?",
        Near.hint(written, List.of("port", "passive", "limits", "users")));
  }

  @Test
  void whatNobodyMeant() {
    assertEquals("", Near.hint("colour", List.of("port", "passive", "limits")));
  }
}
