/** Programs that others wrote, against a running server. */
@NullMarked
package dev.wherry.tests.interop;

import org.jspecify.annotations.NullMarked;
