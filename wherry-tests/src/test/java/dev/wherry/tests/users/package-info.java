/** Where users come from: databases, directories, services. */
@NullMarked
package dev.wherry.tests.users;

import org.jspecify.annotations.NullMarked;
