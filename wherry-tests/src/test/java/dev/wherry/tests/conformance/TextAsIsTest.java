package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.FtpServerBuilder;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A server that does not change line ends, for clients that forget TYPE I. */
class TextAsIsTest extends OnEveryTransport {

  private static final String BYTES = "one\ntwo\r\nthree\rfour\r\r\n";

  @Override
  protected FtpServerBuilder options(FtpServerBuilder usual) {
    return usual.textAsIs(true);
  }

  @Test
  void typeAIsAcceptedAndChangesNothing() throws IOException {
    client.says("TYPE A").hears("200 TYPE is A.");
    client.storesText("STOR file", BYTES);
    assertEquals(BYTES, read("file"));
    assertEquals(BYTES, client.receivesText("RETR file"));
    client.says("SIZE file").hears("213 " + BYTES.length());
    client.says("REST 4").hears(350);
    assertEquals(BYTES.substring(4), client.receivesText("RETR file"));
    client.storesText("APPE file", "\r\n");
    assertEquals(BYTES + "\r\n", read("file"));
  }
}
