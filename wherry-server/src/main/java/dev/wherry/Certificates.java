package dev.wherry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * Where the certificates of a server, and their private keys, come from.
 *
 * <p>The server asks at its start, and from time to time whether there are others; on a thread of
 * its own, so an answer may block.
 */
@FunctionalInterface
public interface Certificates {

  /**
   * The keys, each with its chain of certificates. Several are chosen from by the name the client
   * asks for (SNI) and by what it can verify. Who asks for none that is there gets the key with the
   * alias {@code default}, or the first by alias.
   *
   * @throws IOException if they cannot be had, with a sentence that tells why
   */
  Keys load() throws IOException;

  /**
   * Something that is equal to what it was before as long as {@link #load} would return the same.
   */
  default Object version() throws IOException {
    return "";
  }

  /**
   * Keys and certificates in memory.
   *
   * @param password of every private key in the store
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Keys(KeyStore store, char[] password) {}

  /** Keys that never change. */
  static Certificates of(KeyStore store, char[] password) {
    Keys keys = new Keys(store, password.clone());
    return () -> keys;
  }

  /** Those of a PKCS#12 or JKS file, which is read again when it changes. */
  static Certificates keyStore(Path file, char[] password) {
    char[] own = password.clone();
    return new Certificates() {

      @Override
      public Keys load() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
          KeyStore store = KeyStore.getInstance("PKCS12"); // which reads JKS files, too
          store.load(in, own);
          return new Keys(store, own);
        } catch (NoSuchFileException e) {
          throw new FileNotFoundException("there is no file " + file);
        } catch (IOException | GeneralSecurityException e) {
          throw new IOException("cannot read the key store " + file + ": " + e.getMessage(), e);
        }
      }

      @Override
      public Object version() throws IOException {
        return Files.getLastModifiedTime(file) + " " + Files.size(file);
      }
    };
  }
}
