/** Clients that break off, flood, stall and lie. */
@NullMarked
package dev.wherry.tests.torture;

import org.jspecify.annotations.NullMarked;
