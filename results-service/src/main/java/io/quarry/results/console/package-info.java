/** What people look at: pages over the same answers that the API gives. */
@NullMarked
package io.quarry.results.console;

import org.jspecify.annotations.NullMarked;
