package dev.wherry.users.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import dev.wherry.Permissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the groups of a user are good for. The rights of all of them add up; who is in none of them
 * may not log in, unless {@link #EVERYBODY} is among them.
 *
 * @param attribute of the user's entry, with the DNs of the groups: {@code memberOf}
 * @param rights by the DNs of the groups
 */
public record GroupRights(String attribute, Map<String, Permissions> rights) {

  /** Stands for those who are in none of the groups. */
  public static final String EVERYBODY = "*";

  /** After a check. */
  public GroupRights {
    if (rights.isEmpty()) {
      throw new IllegalArgumentException("there is at least one group");
    }
    rights.keySet().forEach(GroupRights::checkedGroup);
    rights = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(rights));
  }

  /** The name of a group, if it can be one. */
  public static String checkedGroup(String text) {
    return text.equals(EVERYBODY) ? text : UserLookup.checkedDn(text);
  }

  /** What somebody may who is in these groups; null is not even to log in. */
  @Nullable Permissions of(List<String> groups) {
    Permissions sum = null;
    for (Map.Entry<String, Permissions> each : rights.entrySet()) {
      if (groups.stream().anyMatch(group -> isSame(group, each.getKey()))) {
        sum = sum == null ? each.getValue() : sum.plus(each.getValue());
      }
    }
    return sum == null ? rights.get(EVERYBODY) : sum;
  }

  /** Without regard to case and blanks, as a directory compares. */
  private static boolean isSame(String group, String known) {
    try {
      return !known.equals(EVERYBODY) && DN.equals(group, known);
    } catch (LDAPException e) {
      return false;
    }
  }
}
