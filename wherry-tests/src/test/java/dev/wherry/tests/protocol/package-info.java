/** docs/PROTOCOL.md, and what makes it. */
@NullMarked
package dev.wherry.tests.protocol;

import org.jspecify.annotations.NullMarked;
