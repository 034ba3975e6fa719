/** Questions to the store: what SQL may ask, how pages continue, how rows become JSON. */
@NullMarked
package io.quarry.results.query;

import org.jspecify.annotations.NullMarked;
