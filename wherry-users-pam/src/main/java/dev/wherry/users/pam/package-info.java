/** Users of the system, on Linux. Start reading at {@link dev.wherry.users.pam.PamUsers}. */
@NullMarked
package dev.wherry.users.pam;

import org.jspecify.annotations.NullMarked;
