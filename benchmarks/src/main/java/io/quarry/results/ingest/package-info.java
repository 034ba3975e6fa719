/** Beside the decoder that the ingest benchmark compares with. */
@org.jspecify.annotations.NullMarked
package io.quarry.results.ingest;
