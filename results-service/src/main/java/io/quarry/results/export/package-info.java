/** Findings as files: CSV, NDJSON, Parquet and Avro, streamed piece by piece. */
@NullMarked
package io.quarry.results.export;

import org.jspecify.annotations.NullMarked;
