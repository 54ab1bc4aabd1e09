/**
 * Tests of the whole server over real sockets. {@link dev.wherry.tests.Client} is the raw client.
 */
@NullMarked
package dev.wherry.tests;

import org.jspecify.annotations.NullMarked;
