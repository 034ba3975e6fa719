/** The store: a DuckDB file with tables and views derived from the schemas, one writer, any number of readers. */
@NullMarked
package io.quarry.results.store;

import org.jspecify.annotations.NullMarked;
