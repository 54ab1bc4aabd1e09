package dev.wherry.io;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate made by the JDK's keytool, and both ends that know it. */
final class TestKeys {

  private static final char[] PASSWORD = "secret".toCharArray();

  private TestKeys() {}

  /** One key for all tests of a JVM. */
  private static final KeyStore STORE = make();

  private static KeyStore make() {
    try {
      Path directory = Files.createTempDirectory("wherry-keys-");
      Path file = directory.resolve("keys.p12");
      String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
      List<String> line =
          List.of(
              (keytool
                      + " -genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=localhost"
                      + " -validity 2 -storetype PKCS12 -storepass secret -keystore "
                      + file)
                  .split(" "));
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new AssertionError(said);
      }
      try (InputStream in = Files.newInputStream(file)) {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(in, PASSWORD);
        return store;
      } finally {
        Files.delete(file);
        Files.delete(directory);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What a server and a client have, with empty caches of sessions. */
  static SSLContext context() {
    try {
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(STORE, PASSWORD);
      KeyStore known = KeyStore.getInstance("PKCS12");
      known.load(null, null);
      known.setCertificateEntry("a", STORE.getCertificate("a"));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(known);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
