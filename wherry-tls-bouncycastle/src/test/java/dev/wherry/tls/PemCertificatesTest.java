package dev.wherry.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Certificates.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenSSL writes can be read. */
class PemCertificatesTest {

  private static final String EC = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1";
  private static final String RSA = "-newkey rsa:2048";

  @TempDir Path directory;

  /** Each is what OpenSSL makes of a PKCS#8 key, and how the file begins then. */
  @ParameterizedTest
  @CsvSource({
    "RSA, '', PRIVATE KEY",
    "EC,  '', PRIVATE KEY",
    "RSA, rsa -traditional, RSA PRIVATE KEY",
    "EC,  ec, EC PRIVATE KEY",
    "RSA, rsa -traditional -aes256 -passout pass:secret, RSA PRIVATE KEY",
    "EC,  ec -aes128 -passout pass:secret, EC PRIVATE KEY",
    "RSA, pkcs8 -topk8 -v2 aes256 -passout pass:secret, ENCRYPTED PRIVATE KEY",
    "EC,  pkcs8 -topk8 -v2 aes256 -v2prf hmacWithSHA256 -passout pass:secret, ENCRYPTED PRIVATE KEY"
  })
  void readsKeysInEveryForm(String kind, String conversion, String begin) throws Exception {
    Path chain = make(kind.equals("EC") ? EC : RSA, "made");
    Path key = directory.resolve("made.key");
    if (!conversion.isEmpty()) {
      Path converted = directory.resolve("converted.key");
      openssl(conversion + " -in " + key + " -out " + converted);
      key = converted;
    }
    assertTrue(Files.readString(key).startsWith("-----BEGIN " + begin), Files.readString(key));
    Keys keys = new PemCertificates(chain, key, "secret".toCharArray()).load();
    assertEquals(kind, keys.store().getKey("server", keys.password()).getAlgorithm());
    assertEquals(1, keys.store().getCertificateChain("server").length);
  }

  @Test
  void keyAndChainMayShareAFile() throws Exception {
    Path chain = make(EC, "one");
    Path issuer = make(EC, "two");
    Path all = directory.resolve("all.pem");
    Files.writeString(
        all,
        Files.readString(directory.resolve("one.key"))
            + Files.readString(chain)
            + Files.readString(issuer));
    Keys keys = new PemCertificates(all, all, null).load();
    assertEquals(2, keys.store().getCertificateChain("server").length);
    KeyStore issuers = PemCertificates.issuers(all);
    assertEquals(2, issuers.size());
  }

  @Test
  void whatIsWrongIsOneSentence() throws Exception {
    Path chain = make(EC, "one");
    Path other = make(EC, "other");
    Path key = directory.resolve("one.key");
    Path locked = directory.resolve("locked.key");
    openssl("pkcs8 -topk8 -passout pass:secret -in " + key + " -out " + locked);
    refuses(chain, directory.resolve("none"), null, "there is no file " + directory + "/none");
    refuses(key, key, null, "there is no certificate in " + key);
    refuses(chain, chain, null, "there is no private key in " + chain);
    refuses(other, key, null, "the key in " + key + " is not that of the certificate in " + other);
    refuses(
        chain, locked, null, "the key in " + locked + " is encrypted, and there is no password");
    refuses(
        chain, locked, "wrong", "cannot read the key in " + locked + " (is the password right?)");
  }

  private static void refuses(Path chain, Path key, String password, String sentence) {
    char[] secret = password == null ? null : password.toCharArray();
    IOException refusal =
        assertThrows(IOException.class, () -> new PemCertificates(chain, key, secret).load());
    assertTrue(refusal.getMessage().startsWith(sentence), refusal.getMessage());
  }

  @Test
  void theVersionChangesWithTheFiles() throws Exception {
    Path chain = make(EC, "one");
    PemCertificates certificates = new PemCertificates(chain, directory.resolve("one.key"), null);
    Object before = certificates.version();
    assertEquals(before, certificates.version());
    Files.writeString(chain, Files.readString(chain) + "\n");
    assertNotEquals(before, certificates.version());
  }

  @Test
  void aSelfSignedCertificateHasTheNamesAndAFingerprint() throws Exception {
    SelfSigned made = SelfSigned.of(List.of("ftp.example.org", "127.0.0.1", "::1"));
    X509Certificate certificate = made.certificate();
    certificate.checkValidity();
    certificate.verify(certificate.getPublicKey());
    List<Object> names = new ArrayList<>();
    certificate.getSubjectAlternativeNames().forEach(name -> names.add(name.get(1)));
    assertEquals(List.of("ftp.example.org", "127.0.0.1", "0:0:0:0:0:0:0:1"), names);
    assertTrue(made.fingerprint().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"), made.fingerprint());
    assertNotEquals(made.fingerprint(), SelfSigned.of(List.of("localhost")).fingerprint());
    assertEquals(1, made.load().store().size());
  }

  private Path make(String kind, String name) throws Exception {
    Path chain = directory.resolve(name + ".pem");
    openssl(
        "req -x509 -nodes -days 2 -subj /CN=localhost "
            + kind
            + " -keyout "
            + directory.resolve(name + ".key")
            + " -out "
            + chain);
    return chain;
  }

  private static void openssl(String arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("openssl"));
    line.addAll(List.of(arguments.split(" ")));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), said);
    assertEquals(0, process.exitValue(), line + "\n" + said);
  }
}
