/** Tests of the pages. */
@NullMarked
package io.quarry.results.console;

import org.jspecify.annotations.NullMarked;
