package io.quarry.results.ingest;

/** Reads one field's Avro bytes into one place of its Arrow vector. */
interface ColumnReader {
    void read(AvroInput in, int row);

    /** What was in that place before (of a record that proved unreadable halfway) is gone then. */
    void setNull(int row);
}
