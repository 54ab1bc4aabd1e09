/**
 * Users that a service of the operator's own knows. Start reading at {@link
 * dev.wherry.users.http.HttpUsers}.
 */
@NullMarked
package dev.wherry.users.http;

import org.jspecify.annotations.NullMarked;
