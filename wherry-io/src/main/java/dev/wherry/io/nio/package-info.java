/**
 * The transport over {@code java.nio.channels.Selector}: it works wherever Java does, and the
 * native one is measured against it. Start reading at {@code NioTransport}.
 */
@NullMarked
package dev.wherry.io.nio;

import org.jspecify.annotations.NullMarked;
