/**
 * The control connection: bytes become command lines, and command lines become replies. Start
 * reading at {@code Commands}, the table of every command, then {@code Session}, the state of one
 * client.
 */
@NullMarked
package dev.wherry.control;

import org.jspecify.annotations.NullMarked;
