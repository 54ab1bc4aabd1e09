/** The programs in {@code demo}, as people run them. */
@NullMarked
package dev.wherry.tests.demo;

import org.jspecify.annotations.NullMarked;
