/** Users from a file; {@link dev.wherry.users.file.UsersFile} is where it begins. */
module dev.wherry.users.file {
  requires transitive dev.wherry;
  requires org.apache.commons.codec;
  requires org.bouncycastle.provider;
  requires static transitive org.jspecify;
  requires transitive org.slf4j;
  requires org.snakeyaml.engine;

  exports dev.wherry.users.file;
  exports dev.wherry.yaml;
}
