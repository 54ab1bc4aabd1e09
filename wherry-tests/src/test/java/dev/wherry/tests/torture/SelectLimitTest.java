package dev.wherry.tests.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.Client;
import dev.wherry.tests.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More clients than {@code select} can hold. */
@Timeout(60)
class SelectLimitTest {

  @TempDir Path home;

  @Test
  void whoIsBeyondTheLimitHears421TheLogSaysWhyAndTheOthersGoOn() throws IOException {
    List<Client> inside = new ArrayList<>();
    try (Launched server =
        Launched.serve(home, "", List.of("-Ddev.wherry.select.limit=128"), "--poller", "select")) {
      Client first = server.loggedIn();
      first.storesText("STOR file", "content");
      String heard = "";
      while (!heard.startsWith("421")) {
        Client next = server.silent();
        heard = next.line();
        if (heard.startsWith("220")) {
          inside.add(next);
          assertTrue(inside.size() < 128);
        } else {
          next.hearsTheEnd();
        }
      }
      assertEquals("421 Too many connections, please try again later.", heard);
      assertTrue(inside.size() > 10, "only " + inside.size());
      Eventually.equal(1, () -> server.log().size());
      String log = server.log().getFirst();
      assertTrue(
          log.matches(
              ".*WARN +cannot serve 127\\.0\\.0\\.1:\\d+: select\\(\\) takes descriptors below 128"
                  + " only, and this one is 128"),
          log);
      first.says("PWD").hears(257);
      inside.getLast().login().says("PWD").hears(257);
      inside.forEach(Client::close);
      Eventually.equal(
          "220",
          () -> {
            try (Client next = server.silent()) {
              return next.line().substring(0, 3);
            }
          });
      assertEquals("content", first.receivesText("RETR file"));
    }
  }
}
