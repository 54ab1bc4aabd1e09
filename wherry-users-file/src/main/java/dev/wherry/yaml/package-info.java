/**
 * Configuration files that people write: what is wrong in one is told with its line and column.
 * Start reading at {@link dev.wherry.yaml.Section}.
 */
@NullMarked
package dev.wherry.yaml;

import org.jspecify.annotations.NullMarked;
