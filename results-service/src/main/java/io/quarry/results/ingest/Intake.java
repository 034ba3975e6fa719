package io.quarry.results.ingest;

import io.quarry.schemas.MalformedRecordException;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;

/**
 * What becomes of one topic's records. Within one transaction: {@link #prepare}, {@link #take} for each record,
 * {@link #write}; after a failure {@link #clear}, and all of it again.
 */
interface Intake extends AutoCloseable {
    /** Looks at a batch before its records are taken, for what has to be read from the store. */
    default void prepare(List<ConsumerRecord<byte[], byte[]>> records) {}

    /** @throws MalformedRecordException when the record is to be set aside */
    void take(ConsumerRecord<byte[], byte[]> record);

    /** Puts what was taken into the store. */
    void write(DuckDBConnection connection) throws SQLException;

    /** Forgets what was taken and not written. */
    void clear();

    @Override
    default void close() {
        clear();
    }
}
