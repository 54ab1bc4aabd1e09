/**
 * Event loops and the sockets, streams and timers that live on them; nothing here knows a reply
 * code. Start reading at {@link dev.wherry.io.EventLoop}, whose comment lists what one turn does,
 * then {@link dev.wherry.io.Transport}, the seam to the system, and {@link dev.wherry.io.Stream}.
 */
@NullMarked
package dev.wherry.io;

import org.jspecify.annotations.NullMarked;
