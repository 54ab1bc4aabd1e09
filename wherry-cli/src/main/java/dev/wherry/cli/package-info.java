/**
 * The command {@code wherry}, built on what the library exports and on nothing else of it. Start
 * reading at {@link dev.wherry.cli.Wherry}, then {@link dev.wherry.cli.Serve}.
 */
@NullMarked
package dev.wherry.cli;

import org.jspecify.annotations.NullMarked;
