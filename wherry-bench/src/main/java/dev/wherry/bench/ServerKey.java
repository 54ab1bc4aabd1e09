package dev.wherry.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A certificate and its key, the same for all peers: ECDSA on P-256, made by openssl for one run.
 */
record ServerKey(Path certificate, Path key) {

  static ServerKey make(Path directory) throws IOException {
    ServerKey made =
        new ServerKey(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    String line =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
            + " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -out "
            + made.certificate
            + " -keyout "
            + made.key;
    Process process = new ProcessBuilder(line.split(" ")).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("openssl makes no certificate: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return made;
  }

  /** How peers are told. */
  Map<String, String> environment() {
    return Map.of("TLS_CERT", certificate.toString(), "TLS_KEY", key.toString());
  }
}
