/** What those hear who listen to a server. */
@NullMarked
package dev.wherry.tests.events;

import org.jspecify.annotations.NullMarked;
