/** Rules that the compiler does not check. */
@NullMarked
package dev.wherry.tests.architecture;

import org.jspecify.annotations.NullMarked;
