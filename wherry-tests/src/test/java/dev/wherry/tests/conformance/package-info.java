/** What the RFCs say, one class each, as scripts of lines. */
@NullMarked
package dev.wherry.tests.conformance;

import org.jspecify.annotations.NullMarked;
