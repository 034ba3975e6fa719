package io.quarry.results.ingest;

/**
 * A record's Avro body in this build's schema.
 *
 * @param from where it starts; it ends with the array
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Body(byte[] bytes, int from) {}
