package dev.wherry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The command curl. */
final class Curl {

  private Curl() {}

  /** What it printed, or {@code exit code N}. */
  static String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-m", "20"));
    command.addAll(List.of(options));
    Process curl = new ProcessBuilder(command).start();
    String said = new String(curl.getInputStream().readAllBytes(), UTF_8);
    int code = curl.waitFor();
    return code == 0 ? said : "exit code " + code;
  }
}
