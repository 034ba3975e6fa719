/** What is kept, and what goes when it is old or too much. */
@NullMarked
package io.quarry.results.retention;

import org.jspecify.annotations.NullMarked;
