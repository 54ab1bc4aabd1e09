package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.OnEveryTransport;
import org.junit.jupiter.api.Test;

/** RFC 2640, section 4: LANG, of a server that speaks one language. */
class Rfc2640LangTest extends OnEveryTransport {

  @Test
  void englishIsSpoken() {
    for (String tag : new String[] {"", " EN", " en", " en-US", " EN-gb"}) {
      client.says("LANG" + tag).hears("200 Replies are in English.");
    }
  }

  @Test
  void otherLanguagesAreNot() {
    for (String tag : new String[] {"fr", "de-DE", "enx", "*"}) {
      client.says("LANG " + tag).hears("504 Replies are in English only.");
    }
    client.says("NOOP").hears("200 Here I am.");
  }

  @Test
  void itCanBeChosenBeforeTheLogin() {
    stranger().says("LANG EN").hears("200 Replies are in English.");
  }

  @Test
  void featMarksTheLanguageInUse() {
    assertTrue(client.says("FEAT").reply().contains(" LANG EN*"));
  }
}
