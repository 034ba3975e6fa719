/** From Kafka into the store: reading, checking, settling, setting aside. */
@NullMarked
package io.quarry.results.ingest;

import org.jspecify.annotations.NullMarked;
