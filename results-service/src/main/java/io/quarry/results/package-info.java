/** The results service: entry point and settings. */
@NullMarked
package io.quarry.results;

import org.jspecify.annotations.NullMarked;
