/** Users' rights and limits, and what keeps a server up when clients are rude or hostile. */
@NullMarked
package dev.wherry.tests.defence;

import org.jspecify.annotations.NullMarked;
