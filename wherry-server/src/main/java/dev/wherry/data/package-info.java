/**
 * The data connection, from {@code PASV} or {@code PORT} to the end of the transfer, and what
 * crosses it. Start reading at {@code DataConnection}.
 */
@NullMarked
package dev.wherry.data;

import org.jspecify.annotations.NullMarked;
