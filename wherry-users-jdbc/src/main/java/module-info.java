/** Users from a database; {@link dev.wherry.users.jdbc.JdbcUsers} is where it begins. */
module dev.wherry.users.jdbc {
  requires com.zaxxer.hikari;
  requires transitive dev.wherry.users.file;
  requires transitive java.sql;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports dev.wherry.users.jdbc;
}
