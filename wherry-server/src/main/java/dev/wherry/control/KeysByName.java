package dev.wherry.control;

import dev.wherry.Certificates.Keys;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Which of several keys is shown: one whose certificate has the name that the client asks for (SNI,
 * RFC 6066, section 3), or else the usual one.
 *
 * <p>The JDK's key manager looks at names, too, but only among keys of one algorithm, the client's
 * favourite first: it shows a wrong name's EC key before the right name's RSA key. And it decrypts
 * a key again for each handshake, which with a PKCS#12 store takes the JDK longer (10,000 rounds of
 * HMAC, 3 to 5 ms) than all the rest: here they are opened once.
 */
final class KeysByName extends X509ExtendedKeyManager {

  /** The alias of the usual key; if no key has it, that is the first in alphabetical order. */
  private static final String USUAL = "default";

  private static final int DNS_NAME = 2; // RFC 5280, section 4.2.1.6

  /** A key that has been decrypted, and its certificates. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Opened(PrivateKey key, X509Certificate[] chain) {}

  /** Keys for the same names, of which the JDK chooses by algorithm. */
  private record Group(
      Set<String> names, X509ExtendedKeyManager choice, Map<String, Opened> opened) {

    static Group of(Set<String> names, Keys keys) throws GeneralSecurityException {
      Map<String, Opened> opened = new HashMap<>();
      KeyStore store = keys.store();
      for (String alias : Collections.list(store.aliases())) {
        if (isKey(store, alias) && store.getKey(alias, keys.password()) instanceof PrivateKey key) {
          Certificate[] chain = store.getCertificateChain(alias);
          opened.put(
              alias, new Opened(key, Arrays.copyOf(chain, chain.length, X509Certificate[].class)));
        }
      }
      return new Group(names, manager(keys), opened);
    }

    /** The JDK puts numbers and dots before a store's alias, other ones each time. */
    @Nullable Opened find(String alias) {
      Opened found = opened.get(alias);
      for (int dot = alias.indexOf('.');
          found == null && dot >= 0;
          dot = alias.indexOf('.', dot + 1)) {
        found = opened.get(alias.substring(dot + 1));
      }
      return found;
    }
  }

  private final List<Group> groups = new ArrayList<>();

  /**
   * Keys to choose from.
   *
   * @param usual of which one is shown to those who ask for no known name
   * @param hosts those of other names
   */
  KeysByName(Keys usual, Map<String, Keys> hosts) throws GeneralSecurityException {
    List<String> aliases = Collections.list(usual.store().aliases());
    aliases.removeIf(alias -> !isKey(usual.store(), alias));
    Collections.sort(aliases);
    if (aliases.remove(USUAL)) {
      aliases.addFirst(USUAL);
    }
    Map<Set<String>, List<String>> byNames = new LinkedHashMap<>();
    for (String alias : aliases) {
      Set<String> names = names(usual.store().getCertificate(alias));
      byNames.computeIfAbsent(names, _ -> new ArrayList<>()).add(alias);
    }
    for (Map.Entry<Set<String>, List<String>> entry : byNames.entrySet()) {
      // Keys that stay in their hardware cannot be copied to another store.
      Keys own = byNames.size() == 1 ? usual : only(usual, entry.getValue());
      groups.add(Group.of(entry.getKey(), own));
    }
    for (Map.Entry<String, Keys> host : hosts.entrySet()) {
      groups.add(Group.of(Set.of(host.getKey()), host.getValue()));
    }
  }

  private static boolean isKey(KeyStore store, String alias) {
    try {
      return store.isKeyEntry(alias) && store.getCertificate(alias) != null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // the store is loaded
    }
  }

  private static Set<String> names(Certificate certificate) throws CertificateParsingException {
    Set<String> names = new HashSet<>();
    if (certificate instanceof X509Certificate x509) {
      Collection<List<?>> all = x509.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (name.get(0).equals(DNS_NAME)) {
          names.add(name.get(1).toString().toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  private static Keys only(Keys all, List<String> aliases) throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (String alias : aliases) {
        store.setKeyEntry(
            alias,
            all.store().getKey(alias, all.password()),
            all.password(),
            all.store().getCertificateChain(alias));
      }
      return new Keys(store, all.password());
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static X509ExtendedKeyManager manager(Keys keys) throws GeneralSecurityException {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys.store(), keys.password());
    return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    if (groups.isEmpty()) {
      return null;
    }
    int chosen = 0;
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          chosen = Math.max(0, find(host.getAsciiName().toLowerCase(Locale.ROOT)));
        }
      }
    }
    String alias = groups.get(chosen).choice().chooseEngineServerAlias(keyType, issuers, engine);
    return alias == null ? null : chosen + ":" + alias;
  }

  /** The group that has a name, or a wildcard for it (RFC 6125, section 6.4.3); or -1. */
  private int find(String name) {
    String wildcard = "*" + name.substring(Math.max(0, name.indexOf('.')));
    for (String wanted : List.of(name, wildcard)) {
      for (int i = groups.size() - 1; i >= 0; i--) { // those of hosts are meant for them
        if (groups.get(i).names().contains(wanted)) {
          return i;
        }
      }
    }
    return -1;
  }

  private @Nullable Opened opened(String alias) {
    int colon = alias.indexOf(':');
    return groups.get(Integer.parseInt(alias.substring(0, colon))).find(alias.substring(colon + 1));
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Opened opened = opened(alias);
    return opened == null ? null : opened.chain();
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Opened opened = opened(alias);
    return opened == null ? null : opened.key();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null; // engines only
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null; // servers only
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
