/** Tests of questions to a real store. */
@NullMarked
package io.quarry.results.query;

import org.jspecify.annotations.NullMarked;
