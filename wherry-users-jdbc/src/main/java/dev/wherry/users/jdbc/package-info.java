/** Users of a table in a database. Start reading at {@link dev.wherry.users.jdbc.JdbcUsers}. */
@NullMarked
package dev.wherry.users.jdbc;

import org.jspecify.annotations.NullMarked;
