/**
 * The native transport: sockets, files and four pollers by way of {@code java.lang.foreign}. Every
 * C function called is in {@link dev.wherry.io.posix.Libc}, every constant that differs between
 * systems in {@link dev.wherry.io.posix.Posix}; start reading at {@link
 * dev.wherry.io.posix.PosixTransport}.
 */
@NullMarked
package dev.wherry.io.posix;

import org.jspecify.annotations.NullMarked;
