package io.quarry.results.ingest;

import io.quarry.schemas.MalformedRecordException;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;

/**
 * What becomes of one topic's records. Within one transaction: {@link #prepare} and {@link #take} for each part of the
 * batch, then {@link #write}; after a failure {@link #clear}, and all of it again.
 */
interface Intake extends AutoCloseable {
    /** Where records go that can't be taken. */
    @FunctionalInterface
    interface Aside {
        void put(ConsumerRecord<byte[], byte[]> record, MalformedRecordException why);
    }

    /** Looks at a batch before its records are taken, for what has to be read from the store. */
    default void prepare(List<ConsumerRecord<byte[], byte[]>> records) {}

    /**
     * Takes records of one partition; may read them no sooner than in {@link #write}.
     *
     * @param aside gets what can't be taken
     */
    void take(List<ConsumerRecord<byte[], byte[]>> records, Aside aside);

    /** Puts what was taken into the store. */
    void write(DuckDBConnection connection) throws SQLException;

    /** Forgets what was taken and not written. */
    void clear();

    @Override
    default void close() {
        clear();
    }
}
