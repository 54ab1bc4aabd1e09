/**
 * Who may log in: users held in memory, and how their passwords are kept. Start reading at {@code
 * InMemoryUsers}, then {@code RememberedPasswords}.
 */
@NullMarked
package dev.wherry.users;

import org.jspecify.annotations.NullMarked;
