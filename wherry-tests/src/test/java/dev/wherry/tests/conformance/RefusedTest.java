package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.tests.OnEveryTransport;
import dev.wherry.tests.protocol.Refused;
import org.junit.jupiter.api.Test;

/** What is not done is refused with the right code, and nothing comes of it. */
class RefusedTest extends OnEveryTransport {

  @Test
  void everyRefusalHasItsCode() {
    for (Refused refused : Refused.all()) {
      String reply = client.says(refused.line()).line();
      assertEquals(Integer.toString(refused.code()), reply.substring(0, 3), refused.line());
    }
    client.says("STAT");
    assertEquals(" TYPE: A, STRU: F, MODE: S", client.reply().get(3));
  }
}
