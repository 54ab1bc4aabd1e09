package dev.wherry.tests.tls;

import dev.wherry.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key that cannot be copied, and its certificate; other stores want to encrypt what they hold.
 */
final class CardStore extends KeyStoreSpi {

  private static final String ALIAS = "card";

  private final PrivateKey key;
  private final Certificate certificate;

  private CardStore(PrivateKey key, Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** The key, for a server. */
  static Certificates of(PrivateKey key, Certificate certificate) {
    KeyStore store = new KeyStore(new CardStore(key, certificate), null, "card") {};
    try {
      store.load(null, null);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return Certificates.of(store, new char[0]);
  }

  private static boolean isOurs(String alias) {
    return alias.equals(ALIAS);
  }

  @Override
  public @Nullable Key engineGetKey(String alias, char[] password) {
    return isOurs(alias) ? key : null;
  }

  @Override
  public Certificate @Nullable [] engineGetCertificateChain(String alias) {
    return isOurs(alias) ? new Certificate[] {certificate} : null;
  }

  @Override
  public @Nullable Certificate engineGetCertificate(String alias) {
    return isOurs(alias) ? certificate : null;
  }

  @Override
  public @Nullable Date engineGetCreationDate(String alias) {
    return null;
  }

  @Override
  public Enumeration<String> engineAliases() {
    return Collections.enumeration(List.of(ALIAS));
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    return isOurs(alias);
  }

  @Override
  public int engineSize() {
    return 1;
  }

  @Override
  public boolean engineIsKeyEntry(String alias) {
    return isOurs(alias);
  }

  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return false;
  }

  @Override
  public @Nullable String engineGetCertificateAlias(Certificate other) {
    return other.equals(certificate) ? ALIAS : null;
  }

  @Override
  public void engineSetKeyEntry(String alias, Key other, char[] password, Certificate[] chain)
      throws KeyStoreException {
    throw new KeyStoreException("the card is full");
  }

  @Override
  public void engineSetKeyEntry(String alias, byte[] other, Certificate[] chain)
      throws KeyStoreException {
    throw new KeyStoreException("the card is full");
  }

  @Override
  public void engineSetCertificateEntry(String alias, Certificate other) throws KeyStoreException {
    throw new KeyStoreException("the card is full");
  }

  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    throw new KeyStoreException("the card cannot be emptied");
  }

  @Override
  public void engineStore(OutputStream out, char[] password) throws IOException {
    throw new IOException("the card cannot be read");
  }

  @Override
  public void engineLoad(@Nullable InputStream in, char @Nullable [] password) {
    // it is all there
  }
}
