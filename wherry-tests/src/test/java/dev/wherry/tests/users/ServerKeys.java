package dev.wherry.tests.users;

import dev.wherry.Certificates.Keys;
import dev.wherry.tests.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS of servers that know users. */
final class ServerKeys {

  private ServerKeys() {}

  /** A server's side, with that certificate. */
  static SSLContext server(Secrets secrets) {
    try {
      Keys keys = secrets.certificates().load();
      KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys.store(), keys.password());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The certificate as a file. */
  static Path pem(Secrets secrets, Path file) {
    try {
      String text =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(secrets.certificate().getEncoded());
      return Files.writeString(
          file,
          "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n",
          StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
