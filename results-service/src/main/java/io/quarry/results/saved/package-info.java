/** Queries that people keep under a name. */
@NullMarked
package io.quarry.results.saved;

import org.jspecify.annotations.NullMarked;
