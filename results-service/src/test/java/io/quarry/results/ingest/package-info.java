@NullMarked
package io.quarry.results.ingest;

import org.jspecify.annotations.NullMarked;
