/**
 * The files that clients see: their paths, the home they cannot leave, and the replies that errors
 * become. Start reading at {@code FtpPath}, what a client says, then {@code FileTree}, what it
 * means on disk.
 */
@NullMarked
package dev.wherry.files;

import org.jspecify.annotations.NullMarked;
