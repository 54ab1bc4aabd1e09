/** An FTP server for tests. */
@NullMarked
package dev.wherry.junit;

import org.jspecify.annotations.NullMarked;
