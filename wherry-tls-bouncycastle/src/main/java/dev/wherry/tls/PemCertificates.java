package dev.wherry.tls;

import dev.wherry.Certificates;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its key in PEM files, as Let's Encrypt and OpenSSL write them; they are read
 * again when they change. The key may be in PKCS#8, PKCS#1 or SEC 1, RSA or of elliptic curves,
 * encrypted or not; it may stand in the same file as the chain.
 */
public final class PemCertificates implements Certificates {

  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private final Path chain;
  private final Path key;
  private final char @Nullable [] password;

  /**
   * Files that need not be there yet.
   *
   * @param chain the server's certificate, and behind it those of its issuers
   * @param key its private key; may be the same file
   * @param password of the key, or null if it is not encrypted
   */
  public PemCertificates(Path chain, Path key, char @Nullable [] password) {
    this.chain = chain;
    this.key = key;
    this.password = password == null ? null : password.clone();
  }

  @Override
  public Keys load() throws IOException {
    List<X509Certificate> certificates = certificates(chain);
    if (certificates.isEmpty()) {
      throw new IOException("there is no certificate in " + chain);
    }
    PrivateKey own = privateKey();
    X509Certificate first = certificates.getFirst();
    try {
      if (!fit(own, first.getPublicKey())) {
        throw new IOException("the key in " + key + " is not that of the certificate in " + chain);
      }
      char[] any = UUID.randomUUID().toString().toCharArray(); // a store in memory needs one
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", own, any, certificates.toArray(Certificate[]::new));
      return new Keys(store, any);
    } catch (GeneralSecurityException e) {
      throw new IOException("the key in " + key + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public Object version() throws IOException {
    return stamp(chain) + stamp(key);
  }

  private static String stamp(Path file) throws IOException {
    return Files.getLastModifiedTime(file) + " " + Files.size(file) + " ";
  }

  /**
   * The certificates of a PEM file as a store of those whom to trust.
   *
   * @throws IOException if there are none
   */
  public static KeyStore issuers(Path file) throws IOException {
    List<X509Certificate> certificates = certificates(file);
    if (certificates.isEmpty()) {
      throw new IOException("there is no certificate in " + file);
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate certificate : certificates) {
        store.setCertificateEntry("issuer-" + store.size(), certificate);
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates in " + file + " cannot be used", e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try (PEMParser parser = new PEMParser(reader(file))) {
      for (Object next; (next = parser.readObject()) != null; ) {
        if (next instanceof X509CertificateHolder holder) {
          found.add(new JcaX509CertificateConverter().getCertificate(holder));
        }
      }
      return found;
    } catch (GeneralSecurityException | PEMException e) {
      throw new IOException("cannot read the certificates in " + file + ": " + e.getMessage(), e);
    }
  }

  private PrivateKey privateKey() throws IOException {
    try (PEMParser parser = new PEMParser(reader(key))) {
      for (Object next; (next = parser.readObject()) != null; ) {
        PrivateKeyInfo found = info(next);
        if (found != null) {
          return new JcaPEMKeyConverter().getPrivateKey(found);
        }
      }
    } catch (PEMException | PKCSException | OperatorCreationException e) {
      String hint = password == null ? "" : " (is the password right?)";
      throw new IOException("cannot read the key in " + key + hint + ": " + e.getMessage(), e);
    }
    throw new IOException("there is no private key in " + key);
  }

  private @Nullable PrivateKeyInfo info(Object found)
      throws IOException, PKCSException, OperatorCreationException {
    return switch (found) {
      case PrivateKeyInfo plain -> plain;
      case PEMKeyPair pair -> pair.getPrivateKeyInfo();
      case PEMEncryptedKeyPair pair ->
          pair.decryptKeyPair(
                  new JcePEMDecryptorProviderBuilder().setProvider(PROVIDER).build(password()))
              .getPrivateKeyInfo();
      case PKCS8EncryptedPrivateKeyInfo encrypted ->
          encrypted.decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(PROVIDER)
                  .build(password()));
      default -> null;
    };
  }

  private char[] password() throws IOException {
    if (password == null) {
      throw new IOException("the key in " + key + " is encrypted, and there is no password for it");
    }
    return password;
  }

  private static boolean fit(PrivateKey own, PublicKey known) throws GeneralSecurityException {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC", "ECDSA" -> "SHA256withECDSA";
          default -> own.getAlgorithm();
        };
    if (!known.getAlgorithm().equals(own.getAlgorithm().replace("ECDSA", "EC"))) {
      return false;
    }
    Signature signs = Signature.getInstance(algorithm);
    signs.initSign(own);
    signs.update((byte) 1);
    byte[] signature = signs.sign();
    Signature verifies = Signature.getInstance(algorithm);
    verifies.initVerify(known);
    verifies.update((byte) 1);
    return verifies.verify(signature);
  }

  private static Reader reader(Path file) throws IOException {
    try {
      return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException("there is no file " + file);
    }
  }

  /** How people compare certificates: the SHA-256 of one, in pairs of digits. */
  public static String fingerprint(Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }
}
