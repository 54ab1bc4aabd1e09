/** Users of the system, by PAM; {@link dev.wherry.users.pam.PamUsers} is where it begins. */
module dev.wherry.users.pam {
  requires transitive dev.wherry.users.file;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports dev.wherry.users.pam;
}
