/**
 * An FTP server to embed. Start reading at {@link dev.wherry.FtpServer}, which is built, started
 * and closed, and go on with {@link dev.wherry.FtpServerBuilder}, which has every option.
 */
@NullMarked
package dev.wherry;

import org.jspecify.annotations.NullMarked;
