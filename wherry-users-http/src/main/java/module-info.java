/** Users that a service knows; {@link dev.wherry.users.http.HttpUsers} is where it begins. */
module dev.wherry.users.http {
  requires transitive dev.wherry.users.file;
  requires java.net.http;
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires tools.jackson.core;

  exports dev.wherry.users.http;
}
