package dev.wherry.users.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.RDNNameValuePair;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the entry of a user is found, by the name the client has sent. */
public sealed interface UserLookup {

  /** Stands for the name. */
  String NAME = "%u";

  /**
   * By the place it has.
   *
   * @param template a DN with {@code %u}: {@code uid=%u,ou=people,dc=example,dc=org}
   */
  record ByDn(String template) implements UserLookup {

    /** After a check. */
    public ByDn {
      if (!template.contains(NAME)) {
        throw new IllegalArgumentException("the DN of a user has %u for the name");
      }
      dn(template, "x");
    }

    /** The DN of a name, which cannot become more than a value of it (RFC 4514, section 2.4). */
    DN dn(String name) {
      return dn(template, name);
    }

    private static DN dn(String template, String name) {
      try {
        List<RDN> parts = new ArrayList<>();
        for (RDN part : new DN(template).getRDNs()) {
          List<RDNNameValuePair> pairs = List.copyOf(part.getNameValuePairs());
          parts.add(
              new RDN(
                  pairs.stream().map(RDNNameValuePair::getAttributeName).toArray(String[]::new),
                  pairs.stream()
                      .map(pair -> pair.getAttributeValue().replace(NAME, name))
                      .toArray(String[]::new)));
        }
        return new DN(parts);
      } catch (LDAPException e) {
        throw new IllegalArgumentException("'" + template + "' is no DN", e);
      }
    }
  }

  /**
   * By a search.
   *
   * @param base the DN below which it is
   * @param filter with {@code %u}: {@code (&(objectClass=person)(uid=%u))}
   * @param as who searches, a DN; null is nobody in particular
   * @param password of who searches; never logged
   */
  record BySearch(String base, String filter, @Nullable String as, @Nullable String password)
      implements UserLookup {

    /** After a check. */
    public BySearch {
      checkedDn(base);
      checkedFilter(filter);
      if (as != null) {
        checkedDn(as);
        if (password == null || password.isEmpty()) {
          throw new IllegalArgumentException("who searches has a password");
        }
      }
    }

    /** The filter of a name, which cannot become more than a value of it (RFC 4515, section 3). */
    Filter filter(String name) {
      try {
        return Filter.create(filter.replace(NAME, Filter.encodeValue(name)));
      } catch (LDAPException e) {
        throw new IllegalArgumentException("'" + filter + "' is no filter", e);
      }
    }

    /** The place and the filter; the password stays out of logs. */
    @Override
    public String toString() {
      return filter + " below " + base;
    }
  }

  /** A DN, if it can be one. */
  static String checkedDn(String text) {
    if (!DN.isValidDN(text) || text.isBlank()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no DN, such as ou=people,dc=example,dc=org");
    }
    return text;
  }

  /** A filter for names, if it can be one. */
  static String checkedFilter(String text) {
    try {
      if (text.contains(NAME)) {
        Filter.create(text.replace(NAME, "x"));
        return text;
      }
    } catch (LDAPException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no filter with %u for the name, such as (uid=%u)");
  }
}
