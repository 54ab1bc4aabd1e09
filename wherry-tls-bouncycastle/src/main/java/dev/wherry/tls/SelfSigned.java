package dev.wherry.tls;

import dev.wherry.Certificates;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that nobody vouches for, made anew at every start: it keeps listeners out, and not
 * somebody who takes the server's place, unless the client compares its {@link #fingerprint}.
 */
public final class SelfSigned implements Certificates {

  /** Some clients refuse certificates that are good for longer. */
  private static final Duration VALID = Duration.ofDays(397);

  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
  private static final int SERIAL_BITS = 120;

  private final Keys keys;
  private final X509Certificate certificate;

  private SelfSigned(Keys keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /**
   * A certificate for these names and addresses, with a key on the curve P-256.
   *
   * @throws IOException if it cannot be made
   */
  public static SelfSigned of(List<String> names) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      X509Certificate certificate = sign(pair, names);
      char[] any = UUID.randomUUID().toString().toCharArray(); // a store in memory needs one
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("self", pair.getPrivate(), any, new X509Certificate[] {certificate});
      return new SelfSigned(new Keys(store, any), certificate);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("cannot make a certificate: " + e.getMessage(), e);
    }
  }

  private static X509Certificate sign(KeyPair pair, List<String> names)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X500Principal self = new X500Principal("CN=Wherry (self-signed)");
    Instant now = Instant.now();
    GeneralName[] alternatives =
        names.stream().map(SelfSigned::alternative).toArray(GeneralName[]::new);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            self,
            new BigInteger(SERIAL_BITS, new SecureRandom()),
            Date.from(now.minus(CLOCKS_DIFFER)),
            Date.from(now.plus(VALID)),
            self,
            pair.getPublic());
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  private static GeneralName alternative(String name) {
    try {
      return new GeneralName(
          GeneralName.iPAddress, InetAddress.ofLiteral(name).getHostAddress().split("%", 2)[0]);
    } catch (IllegalArgumentException _) {
      return new GeneralName(GeneralName.dNSName, name);
    }
  }

  @Override
  public Keys load() {
    return keys;
  }

  /** What a client can compare, see {@link PemCertificates#fingerprint}. */
  public String fingerprint() {
    return PemCertificates.fingerprint(certificate);
  }

  /** The certificate, for a client that is to trust it. */
  public X509Certificate certificate() {
    return certificate;
  }
}
