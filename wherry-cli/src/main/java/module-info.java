/** The command {@code wherry}. */
module dev.wherry.cli {
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires dev.wherry;
  requires dev.wherry.bench;
  requires dev.wherry.tls.bouncycastle;
  requires dev.wherry.users.file;
  requires dev.wherry.users.http;
  requires dev.wherry.users.jdbc;
  requires dev.wherry.users.ldap;
  requires dev.wherry.users.pam;
  requires info.picocli;
  requires static org.jspecify;
  requires org.slf4j;
  requires tools.jackson.core;

  opens dev.wherry.cli to
      info.picocli,
      org.slf4j;

  uses java.security.Provider;
}
