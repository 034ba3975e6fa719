/** The index of words in findings, by which one indicator is found among all of them. */
@NullMarked
package io.quarry.results.index;

import org.jspecify.annotations.NullMarked;
