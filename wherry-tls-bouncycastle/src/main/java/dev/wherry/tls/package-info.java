/** Certificates for {@link dev.wherry.Tls}: from PEM files, or self-signed. */
@NullMarked
package dev.wherry.tls;

import org.jspecify.annotations.NullMarked;
