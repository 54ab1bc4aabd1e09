/**
 * TLS between a stream and its socket, on the engine of the JDK or of another provider. Knows
 * nothing of FTP.
 */
@NullMarked
package dev.wherry.io.tls;

import org.jspecify.annotations.NullMarked;
