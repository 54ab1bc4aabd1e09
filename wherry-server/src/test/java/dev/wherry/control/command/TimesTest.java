package dev.wherry.control.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "20020717210715, 2002-07-17T21:07:15Z",
    "19700101000000, 1970-01-01T00:00:00Z",
    "19691231235959, 1969-12-31T23:59:59Z",
    "20240229000000, 2024-02-29T00:00:00Z",
    "99991231235959, 9999-12-31T23:59:59Z",
    "00010101000000, 0001-01-01T00:00:00Z"
  })
  void goBothWays(String text, Instant time) {
    assertEquals(FileTime.from(time), Times.parse(text));
    assertEquals(text, Times.text(FileTime.from(time)));
  }

  @ParameterizedTest
  @CsvSource({
    "20020717210715.5, 2002-07-17T21:07:15.5Z",
    "20020717210715.000, 2002-07-17T21:07:15Z",
    "20020717210715.123456789, 2002-07-17T21:07:15.123456789Z"
  })
  void mayHaveAFraction(String text, Instant time) {
    assertEquals(FileTime.from(time), Times.parse(text));
    assertEquals("20020717210715", Times.text(FileTime.from(time)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2002",
        "2002071721071",
        "200207172107155",
        "20020017210715",
        "20021317210715",
        "20020700210715",
        "20020732210715",
        "20230229000000",
        "20020717240715",
        "20020717216015",
        "20020717210761",
        "20020717210715.",
        "20020717210715.x",
        "20020717210715,5",
        "20020717210715 ",
        " 20020717210715",
        "+2002071721071",
        "-2002071721071",
        "2002-07-17T21:07:15",
        "\u0662\u0660\u0660\u0662\u0660\u0667\u0661\u0667\u0662\u0661\u0660\u0667\u0661\u0665"
      })
  void areNotMadeOfAnythingElse(String text) {
    assertNull(Times.parse(text));
    assertNull(Times.parseShort(text));
  }

  @ParameterizedTest
  @CsvSource({
    "200207172107, 2002-07-17T21:07:00Z",
    "20020717210715, 2002-07-17T21:07:15Z",
    "20020717210715.5, 2002-07-17T21:07:15.5Z"
  })
  void mayLackTheirSeconds(String text, Instant time) {
    assertEquals(FileTime.from(time), Times.parseShort(text));
  }
}
