/**
 * What the rows of the command table point to: static methods, one theme to a file, which take a
 * session and an argument and touch no socket. Start reading at the table, {@code
 * dev.wherry.control.Commands}, and come here by its method references.
 */
@NullMarked
package dev.wherry.control.command;

import org.jspecify.annotations.NullMarked;
