package dev.wherry.tests.tls;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A private key as a smart card has it: it cannot be read, and none of the JDK's providers takes
 * it, so there is no way to use it but {@link Signatures}, which counts.
 *
 * @param real the key that signs
 * @param uses how often it has signed
 */
@SuppressWarnings("serial") // nobody writes it anywhere
record CountedKey(PrivateKey real, AtomicInteger uses) implements PrivateKey {

  /** A key that has not been used yet. */
  static PrivateKey of(PrivateKey real, AtomicInteger uses) {
    CountedKey key = new CountedKey(real, uses);
    return real instanceof RSAKey rsa ? new CountedRsaKey(key, rsa.getModulus()) : key;
  }

  @Override
  public String getAlgorithm() {
    return real.getAlgorithm();
  }

  @Override
  public @Nullable String getFormat() {
    return null;
  }

  @Override
  public byte @Nullable [] getEncoded() {
    return null;
  }

  /** TLS asks how long an RSA key is. */
  @SuppressWarnings("serial") // nobody writes it anywhere
  private record CountedRsaKey(CountedKey key, BigInteger modulus) implements PrivateKey, RSAKey {

    @Override
    public String getAlgorithm() {
      return key.getAlgorithm();
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }

    @Override
    public BigInteger getModulus() {
      return modulus;
    }

    @Override
    public @Nullable AlgorithmParameterSpec getParams() {
      return null;
    }
  }

  private static @Nullable CountedKey in(@Nullable Object key) {
    return switch (key) {
      case CountedKey counted -> counted;
      case CountedRsaKey rsa -> rsa.key();
      case null, default -> null;
    };
  }

  /** Signs with such keys, and with no others: whoever has others does not notice it. */
  static final class Signatures extends Provider {

    private static final long serialVersionUID = 1;

    private static final List<String> ALGORITHMS =
        List.of(
            "SHA1withECDSA",
            "SHA224withECDSA",
            "SHA256withECDSA",
            "SHA384withECDSA",
            "SHA512withECDSA",
            "SHA1withRSA",
            "SHA224withRSA",
            "SHA256withRSA",
            "SHA384withRSA",
            "SHA512withRSA",
            "RSASSA-PSS");

    Signatures() {
      super("CountedKeys", "1", "signs with keys that count it");
      ALGORITHMS.forEach(algorithm -> putService(new Counting(this, algorithm)));
    }
  }

  private static final class Counting extends Provider.Service {

    Counting(Provider provider, String algorithm) {
      super(provider, "Signature", algorithm, CountedSignature.class.getName(), null, null);
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
      return new CountedSignature(Signature.getInstance(getAlgorithm()));
    }

    @Override
    public boolean supportsParameter(@Nullable Object key) {
      return in(key) != null;
    }
  }

  private static final class CountedSignature extends SignatureSpi {

    private final Signature real;
    private @Nullable CountedKey key;

    CountedSignature(Signature real) {
      this.real = real;
    }

    @Override
    protected void engineInitSign(PrivateKey handle) throws InvalidKeyException {
      key = in(handle);
      if (key == null) {
        throw new InvalidKeyException("not a key that counts");
      }
      real.initSign(key.real());
    }

    @Override
    protected void engineInitVerify(PublicKey handle) throws InvalidKeyException {
      throw new InvalidKeyException("not a key that counts");
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      real.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      real.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      if (key == null) {
        throw new SignatureException("no key");
      }
      key.uses().incrementAndGet();
      return real.sign();
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      throw new SignatureException("no public key");
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters)
        throws InvalidAlgorithmParameterException {
      real.setParameter(parameters);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException(name);
    }
  }
}
