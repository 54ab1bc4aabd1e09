/**
 * Who may come in, how many, and how fast: counts and scores by address. Start reading at {@code
 * Offenders}.
 */
@NullMarked
package dev.wherry.guard;

import org.jspecify.annotations.NullMarked;
