/**
 * Users in a YAML file, and the formats their passwords may have. Start reading at {@link
 * dev.wherry.users.file.UsersFile}, then {@link dev.wherry.users.file.StoredPassword}.
 */
@NullMarked
package dev.wherry.users.file;

import org.jspecify.annotations.NullMarked;
