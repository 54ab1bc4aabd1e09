package dev.wherry.users.ldap;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * One server of a directory.
 *
 * @param isEncrypted whether with TLS from the first byte on ({@code ldaps})
 */
public record LdapServer(String host, int port, boolean isEncrypted) {

  private static final int LDAP = 389;
  private static final int LDAPS = 636;

  /** Of {@code ldap://host:389} or {@code ldaps://host:636}; the ports may be left out. */
  public static LdapServer parse(String text) {
    try {
      URI url = new URI(text);
      boolean isEncrypted = "ldaps".equals(url.getScheme());
      boolean isBare =
          (url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/"))
              && url.getQuery() == null
              && url.getUserInfo() == null;
      if ((isEncrypted || "ldap".equals(url.getScheme())) && url.getHost() != null && isBare) {
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        int port = url.getPort() < 0 ? (isEncrypted ? LDAPS : LDAP) : url.getPort();
        return new LdapServer(host, port, isEncrypted);
      }
    } catch (URISyntaxException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no directory's URL, such as ldaps://ldap.example.org");
  }

  /** As a URL. */
  @Override
  public String toString() {
    String address = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return (isEncrypted ? "ldaps://" : "ldap://") + address + ":" + port;
  }
}
