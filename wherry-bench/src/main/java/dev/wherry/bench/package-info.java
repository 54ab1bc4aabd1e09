/** Measures servers over real sockets. {@link dev.wherry.bench.IdleSessions} is issue 203. */
@NullMarked
package dev.wherry.bench;

import org.jspecify.annotations.NullMarked;
