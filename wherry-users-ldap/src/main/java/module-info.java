/** Users of an LDAP directory; {@link dev.wherry.users.ldap.LdapUsers} is where it begins. */
module dev.wherry.users.ldap {
  requires transitive dev.wherry.users.file;
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires unboundid.ldapsdk;

  exports dev.wherry.users.ldap;
}
