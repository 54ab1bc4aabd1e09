/** What TLS costs the server, and what it does where no RFC says it. */
@NullMarked
package dev.wherry.tests.tls;

import org.jspecify.annotations.NullMarked;
