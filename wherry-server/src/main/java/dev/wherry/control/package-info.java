/**
 * The control connection: bytes become command lines, and command lines become replies. Start
 * reading at {@code Commands}, the table of every command, then {@code Dialogue}, which has one of
 * them run at a time, and {@code Session}, which runs it for one client.
 */
@NullMarked
package dev.wherry.control;

import org.jspecify.annotations.NullMarked;
