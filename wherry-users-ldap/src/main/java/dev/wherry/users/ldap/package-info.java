/** Users of an LDAP directory. Start reading at {@link dev.wherry.users.ldap.LdapUsers}. */
@NullMarked
package dev.wherry.users.ldap;

import org.jspecify.annotations.NullMarked;
